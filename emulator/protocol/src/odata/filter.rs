//! `$filter`: comparisons, `and`/`or`/`not`, text functions, lambdas and query functions (WA-076).
//!
//! Names stay as written but for `_x_value`, which is unwrapped to `x`. Whether a literal fits its
//! column, and what an operator means in SQL, is not known here.

use indexmap::IndexMap;
use thiserror::Error;

use super::cursor::SyntaxError;
use super::literal::Literal;
use crate::query::Filter;

mod comparison;
mod parser;
mod query_function;
#[cfg(test)]
mod tests;

/// Values of parameter aliases by name, with the `@`.
pub type ParameterAliases = IndexMap<String, Literal>;

/// How deeply parentheses, `not` and lambdas may nest.
pub const NESTING_LIMIT: usize = 100;

/// A filter that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FilterError {
    /// The text does not follow the grammar.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Too many brackets in each other.
    #[error("the filter nests deeper than {NESTING_LIMIT} levels")]
    TooDeep,
    /// Neither side of a comparison names a column.
    #[error("a comparison needs a column on one side, found two literals at position {position}")]
    NoColumn {
        /// Where the comparison begins.
        position: usize,
    },
    /// `gt`, `ge`, `lt` or `le` with null.
    #[error("null can only be compared by `eq` and `ne`, found `{operator}`")]
    NullOrder {
        /// The operator as written.
        operator: &'static str,
    },
    /// A text function with anything but a text.
    #[error("`{function}` takes a column and a text in single quotes, found {found}")]
    NotText {
        /// The function.
        function: &'static str,
        /// What stood there instead.
        found: &'static str,
    },
    /// A function that OData knows and Dataverse does not.
    #[error(
        "the function `{name}` is not supported: expected `contains`, `startswith`, `endswith` or \
         a query function such as `Microsoft.Dynamics.CRM.In`"
    )]
    UnknownFunction {
        /// The function as written.
        name: String,
    },
    /// A query function that is not emulated.
    #[error("the query function `{name}` is not emulated: expected one of {known}")]
    UnknownQueryFunction {
        /// The function without its namespace.
        name: String,
        /// Those that are.
        known: String,
    },
    /// A query function whose arguments do not fit.
    #[error("the query function `{name}` takes {expected}")]
    QueryFunctionArguments {
        /// The function without its namespace.
        name: &'static str,
        /// Which arguments it takes.
        expected: &'static str,
    },
    /// `not` before a query function (WA-077).
    #[error("Not operator along with the Custom Named Condition operators is not allowed")]
    NotBeforeQueryFunction,
    /// A column inside a lambda that does not begin with the lambda's variable.
    #[error("`{path}` does not begin with the variable `{variable}` of the lambda around it")]
    OutsideLambda {
        /// The path as written.
        path: String,
        /// The variable in force.
        variable: String,
    },
    /// A lambda over a collection of another row.
    #[error("`{path}` leads through another row: a lambda takes a collection of the row itself")]
    FarLambda {
        /// The path as written.
        path: String,
    },
    /// An alias or literal of a kind that filters have no use for.
    #[error("`{text}` cannot be compared with a column")]
    NotComparable {
        /// The literal as written.
        text: String,
    },
}

/// Reads the percent-decoded text of a filter. An alias without a value is null (CA-038).
///
/// # Errors
/// Says what is wrong and where.
pub fn parse(text: &str, aliases: &ParameterAliases) -> Result<Filter, FilterError> {
    parser::Parser::new(text, aliases).whole()
}
