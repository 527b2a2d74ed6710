//! Why an envelope is not a call that can be run, and why a response cannot be written.
//!
//! Knows no error codes: which fault a caller sees is the server's business.

use thiserror::Error;

use crate::fetchxml::FetchXmlError;

/// A refused envelope.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SoapError {
    /// A parameter whose value is refused.
    #[error("parameter `{parameter}` of `{message}`: {cause}")]
    Parameter {
        /// Name of the message.
        message: String,
        /// Name of the parameter.
        parameter: String,
        /// Why its value is refused; a parameter again where it is a request itself.
        cause: Box<SoapError>,
    },
    /// Bytes that are no UTF-8 text.
    #[error("the envelope is not UTF-8 text from byte {0} on")]
    NotUtf8(usize),
    /// More than is read.
    #[error("the envelope has too many {what}, expected at most {limit}")]
    TooLarge {
        /// Bytes, levels, elements or attributes.
        what: &'static str,
        /// How many are read.
        limit: usize,
    },
    /// Broken XML, or XML that may do harm.
    #[error("the envelope is not acceptable XML at byte {at}: {what}")]
    Xml {
        /// Byte offset in the text.
        at: usize,
        /// What is wrong there.
        what: String,
    },
    /// An element where another one is expected.
    #[error("`<{found}>` at byte {at} is not expected here, expected {expected}")]
    Unexpected {
        /// Byte offset in the text.
        at: usize,
        /// Name of the element, with its namespace.
        found: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// An element that has to be there and to have a value.
    #[error("`<{inside}>` at byte {at} needs `<{element}>`")]
    Missing {
        /// Byte offset in the text.
        at: usize,
        /// Name of the element around it.
        inside: String,
        /// Name of the element.
        element: &'static str,
    },
    /// Text that is not of its element's type.
    #[error("`{found}` is no value for `<{element}>` at byte {at}, expected {expected}")]
    BadValue {
        /// Byte offset in the text.
        at: usize,
        /// Name of the element.
        element: String,
        /// The text.
        found: String,
        /// What the element takes.
        expected: &'static str,
    },
    /// A value of a type that is not read here.
    #[error("`<{element}>` at byte {at} has the unknown type `{found}`")]
    UnknownType {
        /// Byte offset in the text.
        at: usize,
        /// Name of the element.
        element: String,
        /// The type, with its namespace; empty where none is declared.
        found: String,
    },
    /// A parameter, column or operand list that says something twice.
    #[error("`{0}` is given twice")]
    Duplicate(String),
    /// A name that refers to no joined table of the query.
    #[error("the query has no joined table `{0}`")]
    UnknownAlias(String),
    /// A condition with too few or too many operands.
    #[error("the operator `{operator}` has {found} values, expected {expected}")]
    OperandCount {
        /// The operator.
        operator: String,
        /// How many values there are.
        found: usize,
        /// How many there have to be.
        expected: &'static str,
    },
    /// A row has to be at a version that is not told (`ConcurrencyBehavior`).
    #[error("`IfRowVersionMatches` needs the `RowVersion` of the target")]
    NoRowVersion,
    /// FetchXML that is none, or not emulated.
    #[error(transparent)]
    FetchXml(#[from] FetchXmlError),
    /// An operation that the service has and this emulator does not.
    #[error("the operation `{0}` is not emulated")]
    Operation(String),
    /// The service has it, this emulator does not.
    #[error("{0} is not emulated")]
    NotEmulated(String),
}

impl SoapError {
    /// The message that was refused, or the outermost one whose parameters were; `None` where reading
    /// came to none.
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Parameter { message, .. } | Self::Operation(message) => Some(message),
            _ => None,
        }
    }

    /// What is wrong, whichever parameter it is in.
    pub fn cause(&self) -> &Self {
        match self {
            Self::Parameter { cause, .. } => cause.cause(),
            other => other,
        }
    }
}

/// A response that has no wire form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteError {
    /// A value that only requests have.
    #[error("`{0}` is a query, which no response carries")]
    Query(String),
    /// A dedicated operation whose answer lacks its one result, or has another kind of value.
    #[error("the result `{0}` is missing or of another type than the operation returns")]
    Result(&'static str),
}
