//! Why an envelope is refused, and why a response cannot be written.
//!
//! The caller chooses the error code and the fault.

use thiserror::Error;

use crate::fetchxml::{FetchXmlError, Problem};

/// Why an envelope is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SoapError {
    /// The value of a parameter is refused.
    #[error("parameter `{parameter}` of `{message}`: {cause}")]
    Parameter {
        /// Name of the message.
        message: String,
        /// Name of the parameter.
        parameter: String,
        /// Why the value is refused; for a request as a value, the refused parameter of that request.
        cause: Box<SoapError>,
    },
    /// The bytes are not UTF-8.
    #[error("the envelope is not UTF-8 text from byte {0} on")]
    NotUtf8(usize),
    /// The envelope exceeds a limit.
    #[error("the envelope has too many {what}, expected at most {limit}")]
    TooLarge {
        /// The counted things: bytes, levels, elements, attributes, conditions or joined tables.
        what: &'static str,
        /// The maximum number.
        limit: usize,
    },
    /// The XML is not well-formed, or it has a document type or an undefined entity.
    #[error("the envelope cannot be read as XML at byte {at}: {what}")]
    Xml {
        /// Byte offset in the text.
        at: usize,
        /// The problem at that offset.
        what: String,
    },
    /// An element stands where another is expected.
    #[error("`<{found}>` at byte {at} is not expected here, expected {expected}")]
    Unexpected {
        /// Byte offset in the text.
        at: usize,
        /// Name of the element, with its namespace.
        found: String,
        /// The expected element.
        expected: &'static str,
    },
    /// A required element is missing or empty.
    #[error("`<{inside}>` at byte {at} needs `<{element}>`")]
    Missing {
        /// Byte offset of the element around it.
        at: usize,
        /// Name of the element around it.
        inside: String,
        /// Name of the missing element.
        element: &'static str,
    },
    /// The text of an element is not of the element's type.
    #[error("`{found}` is no value for `<{element}>` at byte {at}, expected {expected}")]
    BadValue {
        /// Byte offset in the text.
        at: usize,
        /// Name of the element.
        element: String,
        /// The text of the element.
        found: String,
        /// The values that the element takes.
        expected: &'static str,
    },
    /// A value has an unknown type or none.
    #[error("`<{element}>` at byte {at} has the unknown type `{found}`")]
    UnknownType {
        /// Byte offset in the text.
        at: usize,
        /// Name of the element.
        element: String,
        /// The type, with its namespace; empty where none is declared.
        found: String,
    },
    /// The JSON of a query has a member that its type does not have.
    #[error("`{member}` is no member of `{kind}`")]
    UnknownMember {
        /// Name of the member.
        member: String,
        /// Name of the type.
        kind: &'static str,
    },
    /// The JSON of a query has a value of another type.
    #[error("`{found}` is not {expected}")]
    NotOfType {
        /// The value.
        found: String,
        /// The expected type.
        expected: &'static str,
    },
    /// A parameter, a column, a relationship or an alias occurs twice.
    #[error("`{0}` is given twice")]
    Duplicate(String),
    /// A name refers to no linked table of the query.
    #[error("the query has no joined table `{0}`")]
    UnknownAlias(String),
    /// A condition has too few or too many operands.
    #[error("the operator `{operator}` has {found} values, expected {expected}")]
    OperandCount {
        /// The operator.
        operator: String,
        /// The number of values in the text.
        found: usize,
        /// The number of values that the operator takes.
        expected: &'static str,
    },
    /// `ConcurrencyBehavior` is `IfRowVersionMatches`, and the target has no row version.
    #[error("`IfRowVersionMatches` needs the `RowVersion` of the target")]
    NoRowVersion,
    /// A `QueryExpression` is refused for a reason that FetchXML has as well.
    #[error("{0}")]
    Query(Problem),
    /// The FetchXML of a `FetchExpression` is refused.
    #[error(transparent)]
    FetchXml(#[from] FetchXmlError),
    /// An operation of the service that the emulator does not support.
    #[error("the operation `{0}` is not emulated")]
    Operation(String),
    /// A feature of the service that the emulator does not support.
    #[error("{0} is not emulated")]
    NotEmulated(String),
}

impl SoapError {
    /// The messages that were being read, the outermost first; none if the envelope was refused before.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        let levels = std::iter::successors(Some(self), |error| match error {
            Self::Parameter { cause, .. } => Some(cause),
            _ => None,
        });
        levels.filter_map(|error| match error {
            Self::Parameter { message, .. } | Self::Operation(message) => Some(message.as_str()),
            _ => None,
        })
    }

    /// The innermost error, without the parameters around it.
    pub fn cause(&self) -> &Self {
        match self {
            Self::Parameter { cause, .. } => cause.cause(),
            other => other,
        }
    }
}

/// Why a response cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteError {
    /// A result is a query, which only requests have.
    #[error("`{0}` is a query: expected a value that a response can have")]
    Query(String),
    /// The response of a dedicated operation lacks its one result, or the result has another type.
    #[error("the result `{0}` is missing or of another type than the operation returns")]
    Result(&'static str),
}
