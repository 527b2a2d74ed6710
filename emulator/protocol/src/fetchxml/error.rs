//! Why a FetchXML text is refused, and its position in the text.
//!
//! The caller chooses the error code and the HTTP status.

use std::fmt;

use thiserror::Error;

/// Why a FetchXML text is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("invalid FetchXML at {position}: {problem}")]
pub struct FetchXmlError {
    /// The position of the refused element; in text that is not XML, the position at which reading stopped.
    pub position: Position,
    /// The problem at that position.
    pub problem: Problem,
}

/// A position in the text; lines and columns count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Position {
    /// The position of a byte offset. An offset beyond the text or inside a character has the position of the nearest
    /// character before it.
    pub(super) fn in_text(text: &str, offset: usize) -> Self {
        let (mut line, mut column) = (1, 1);
        for (_, character) in text
            .char_indices()
            .take_while(|(at, c)| at + c.len_utf8() <= offset)
        {
            if character == '\n' {
                (line, column) = (line + 1, 1);
            } else {
                column += 1;
            }
        }
        Self { line, column }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The problem of a refused FetchXML text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// The text is too long.
    #[error("the text has {bytes} bytes, expected at most {limit}")]
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
        /// The maximum length in bytes.
        limit: usize,
    },
    /// The elements are nested too deeply.
    #[error("elements are nested more than {limit} deep")]
    TooDeep {
        /// The maximum depth.
        limit: usize,
    },
    /// The XML is not well-formed.
    #[error("the XML is not well-formed: {0}")]
    NotWellFormed(String),
    /// The text has a document type declaration, whatever its content.
    #[error("a document type declaration is not allowed")]
    DocumentType,
    /// The text refers to an entity other than the five predefined ones.
    #[error("the entity `&{0};` is not defined, expected one of &amp; &lt; &gt; &quot; &apos;")]
    UndefinedEntity(String),
    /// An element has too many attributes.
    #[error("an element has more than {limit} attributes")]
    TooManyAttributes {
        /// The maximum number of attributes.
        limit: usize,
    },
    /// The query has too many elements, links or conditions.
    #[error("the query has {found} {what}, expected at most {limit}")]
    TooMany {
        /// The kind of thing that is counted.
        what: &'static str,
        /// The number in the text.
        found: usize,
        /// The maximum number.
        limit: usize,
    },
    /// The root element is not `fetch`.
    #[error("the root element is `<{0}>`, expected `<fetch>`")]
    NotFetch(String),
    /// An element has a child that FetchXML does not allow there.
    #[error("`<{found}>` is not allowed in `<{inside}>`, expected {expected}")]
    UnexpectedElement {
        /// Name of the child element.
        found: String,
        /// Name of the element around it.
        inside: String,
        /// The names of the allowed child elements.
        expected: String,
    },
    /// An element has an attribute that FetchXML does not allow there.
    #[error("`<{element}>` has no attribute `{found}`, expected {expected}")]
    UnexpectedAttribute {
        /// Name of the element.
        element: String,
        /// Name of the attribute.
        found: String,
        /// The names of the allowed attributes.
        expected: String,
    },
    /// An element that allows only child elements contains text.
    #[error("`<{element}>` contains text, expected elements only")]
    UnexpectedText {
        /// Name of the element.
        element: String,
    },
    /// A required attribute is missing or empty.
    #[error("`<{element}>` needs the attribute `{attribute}`")]
    MissingAttribute {
        /// Name of the element.
        element: String,
        /// Name of the attribute.
        attribute: &'static str,
    },
    /// An element must occur exactly once and does not.
    #[error("`<{inside}>` contains {found} elements `<{element}>`, expected exactly one")]
    NotExactlyOne {
        /// Name of the element around it.
        inside: &'static str,
        /// Name of the element.
        element: &'static str,
        /// The number in the text.
        found: usize,
    },
    /// The value of an attribute is not of the attribute's type.
    #[error("`{found}` is no value for `{attribute}` of `<{element}>`, expected {expected}")]
    BadValue {
        /// Name of the element.
        element: String,
        /// Name of the attribute.
        attribute: &'static str,
        /// The value as written.
        found: String,
        /// The values that the attribute takes.
        expected: &'static str,
    },
    /// Two attributes, or an attribute and a setting, exclude each other.
    #[error("{0} cannot be used together with {1}")]
    Conflict(&'static str, &'static str),
    /// No operator of FetchXML has this name (0x80041120).
    #[error("Unknown Condition Operator: {0}. FetchXml does not support it")]
    UnknownOperator(String),
    /// A name refers to no link or, in the order of an aggregate query, to no group or value.
    #[error("the query has no alias `{found}`, expected {expected}")]
    UnknownAlias {
        /// The name as written.
        found: String,
        /// The aliases of the query.
        expected: String,
    },
    /// Two links, or two values of an aggregate query, have the same alias.
    #[error("the alias `{0}` is used twice")]
    DuplicateAlias(String),
    /// A FetchXML feature that the emulator does not support.
    #[error("{0} is not emulated")]
    NotEmulated(String),
}

/// A problem at a byte offset; [`super::parse`] turns the offset into a [`Position`].
#[derive(Debug)]
pub(super) struct FetchXmlProblem {
    pub(super) offset: usize,
    pub(super) problem: Problem,
}

/// The result of every parsing step.
pub(super) type Read<T> = Result<T, FetchXmlProblem>;
