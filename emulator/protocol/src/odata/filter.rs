//! `$filter`: comparisons, `and`/`or`/`not`, text functions, lambdas and query functions (WA-076).
//!
//! Names stay as written, except that `_x_value` becomes `x`. `store` checks whether a literal fits its column and
//! compiles the operators to SQL.

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

/// The maximum depth of nested parentheses, `not` and lambdas.
pub const NESTING_LIMIT: usize = 100;

/// Why a filter is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FilterError {
    /// The text does not follow the grammar.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The filter nests deeper than [`NESTING_LIMIT`].
    #[error("the filter nests deeper than {NESTING_LIMIT} levels")]
    TooDeep,
    /// Neither side of a comparison is a column.
    #[error("a comparison needs a column on one side, found two literals at position {position}")]
    NoColumn {
        /// The position of the comparison, in characters from 0.
        position: usize,
    },
    /// `gt`, `ge`, `lt` or `le` has null as an operand.
    #[error("null can only be compared by `eq` and `ne`, found `{operator}`")]
    NullOrder {
        /// The operator as written.
        operator: &'static str,
    },
    /// A text function has an argument other than a column and a string.
    #[error("`{function}` takes a column and a text in single quotes, found {found}")]
    NotText {
        /// The function.
        function: &'static str,
        /// The argument in its place.
        found: &'static str,
    },
    /// A function of OData that Dataverse does not support.
    #[error(
        "the function `{name}` is not supported: expected `contains`, `startswith`, `endswith` or \
         a query function such as `Microsoft.Dynamics.CRM.In`"
    )]
    UnknownFunction {
        /// The function as written.
        name: String,
    },
    /// No query function has this name.
    #[error(
        "there is no query function `{name}`: expected one such as `Microsoft.Dynamics.CRM.In`"
    )]
    UnknownQueryFunction {
        /// The function without its namespace.
        name: String,
    },
    /// A query function that the emulator does not support.
    #[error("the query function `{name}` is not emulated")]
    QueryFunctionNotEmulated {
        /// The function without its namespace.
        name: String,
    },
    /// A query function that FetchXML, into which the platform translates it, does not have (0x80041120).
    #[error("Unknown Condition Operator: {name}. FetchXml does not support it")]
    NoFetchXml {
        /// The function without its namespace.
        name: String,
    },
    /// A query function has wrong arguments.
    #[error("the query function `{name}` takes {expected}")]
    QueryFunctionArguments {
        /// The function without its namespace.
        name: String,
        /// The arguments that the function takes.
        expected: &'static str,
    },
    /// `not` stands before a query function (WA-077).
    #[error("Not operator along with the Custom Named Condition operators is not allowed")]
    NotBeforeQueryFunction,
    /// A column inside a lambda does not begin with the lambda's variable.
    #[error("`{path}` does not begin with the variable `{variable}` of the lambda around it")]
    OutsideLambda {
        /// The path as written.
        path: String,
        /// The variable of the innermost lambda.
        variable: String,
    },
    /// A lambda is over a collection of another row.
    #[error(
        "`{path}` leads through another row: expected a collection of the queried row in a lambda expression"
    )]
    FarLambda {
        /// The path as written.
        path: String,
    },
    /// A literal or the value of an alias is JSON or an enumeration member.
    #[error("`{text}` cannot be compared with a column")]
    NotComparable {
        /// The literal as written.
        text: String,
    },
}

/// Parses the percent-decoded text of a filter. An alias without a value is null (CA-038).
///
/// # Errors
/// [`FilterError`]; a syntax error has its position.
pub fn parse(text: &str, aliases: &ParameterAliases) -> Result<Filter, FilterError> {
    parser::Parser::new(text, aliases).whole()
}
