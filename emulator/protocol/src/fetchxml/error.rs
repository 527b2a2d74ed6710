//! Why a text is not a FetchXML query that can be run, and where in the text that shows.
//!
//! Knows no error codes: which code and HTTP status a caller sees is the server's business.

use std::fmt;

use thiserror::Error;

/// A refused FetchXML text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("invalid FetchXML at {position}: {problem}")]
pub struct FetchXmlError {
    /// The element (or, in text that is not XML, the place) that was refused.
    pub position: Position,
    /// What is wrong with it.
    pub problem: Problem,
}

/// A place in the text, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Character within the line.
    pub column: usize,
}

impl Position {
    /// The place of a byte offset; an offset beyond the text, or inside a character, is the place
    /// of the nearest character before it.
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

/// What is wrong with a FetchXML text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// More text than is read.
    #[error("the text has {bytes} bytes, expected at most {limit}")]
    TooLong {
        /// Bytes of the text.
        bytes: usize,
        /// Bytes that are read.
        limit: usize,
    },
    /// Elements inside elements beyond the limit.
    #[error("elements are nested more than {limit} deep")]
    TooDeep {
        /// Levels that are read.
        limit: usize,
    },
    /// The XML itself is broken.
    #[error("the XML is not well-formed: {0}")]
    NotWellFormed(String),
    /// A document type declaration, harmless or not.
    #[error("a document type declaration is not allowed")]
    DocumentType,
    /// A reference to an entity other than the five predefined ones.
    #[error("the entity `&{0};` is not defined, expected one of &amp; &lt; &gt; &quot; &apos;")]
    UndefinedEntity(String),
    /// More attributes on one element than are read.
    #[error("an element has more than {limit} attributes")]
    TooManyAttributes {
        /// Attributes that are read.
        limit: usize,
    },
    /// More joins or conditions than Dataverse takes.
    #[error("the query has {found} {what}, expected at most {limit}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A document of something else.
    #[error("the root element is `<{0}>`, expected `<fetch>`")]
    NotFetch(String),
    /// An element in a place where FetchXML has none of that name.
    #[error("`<{found}>` is not allowed in `<{inside}>`, expected {expected}")]
    UnexpectedElement {
        /// Name of the element.
        found: String,
        /// Name of the element it stands in.
        inside: String,
        /// What may stand there.
        expected: String,
    },
    /// An attribute that the element does not have.
    #[error("`<{element}>` has no attribute `{found}`, expected {expected}")]
    UnexpectedAttribute {
        /// Name of the element.
        element: String,
        /// Name of the attribute.
        found: String,
        /// The attributes the element may have.
        expected: String,
    },
    /// Text where there may only be elements.
    #[error("`<{element}>` contains text, expected elements only")]
    UnexpectedText {
        /// Name of the element.
        element: String,
    },
    /// An attribute that the element must have.
    #[error("`<{element}>` needs the attribute `{attribute}`")]
    MissingAttribute {
        /// Name of the element.
        element: String,
        /// Name of the attribute.
        attribute: &'static str,
    },
    /// An element that must be there exactly once.
    #[error("`<{inside}>` contains {found} elements `<{element}>`, expected exactly one")]
    NotExactlyOne {
        /// Name of the element around it.
        inside: &'static str,
        /// Name of the element.
        element: &'static str,
        /// How many there are.
        found: usize,
    },
    /// A value that is not of the attribute's kind.
    #[error("`{found}` is no value for `{attribute}` of `<{element}>`, expected {expected}")]
    BadValue {
        /// Name of the element.
        element: String,
        /// Name of the attribute.
        attribute: &'static str,
        /// The value as written.
        found: String,
        /// What the attribute takes.
        expected: &'static str,
    },
    /// Two attributes (or attribute and setting) that exclude each other.
    #[error("{0} cannot be used together with {1}")]
    Conflict(&'static str, &'static str),
    /// A condition with too few or too many operands.
    #[error("the operator `{operator}` has {found} values, expected {expected}")]
    OperandCount {
        /// The operator as written.
        operator: String,
        /// How many values there are.
        found: usize,
        /// How many there have to be.
        expected: &'static str,
    },
    /// A name that refers to no link or, in the order of an aggregate query, to no result.
    #[error("the query has no alias `{found}`, expected {expected}")]
    UnknownAlias {
        /// The name as written.
        found: String,
        /// The aliases there are.
        expected: String,
    },
    /// Two links, or two values of an aggregate query, under one name.
    #[error("the alias `{0}` is used twice")]
    DuplicateAlias(String),
    /// Dataverse has it, this emulator does not.
    #[error("{0} is not emulated")]
    NotEmulated(String),
}

/// A problem at a byte offset; [`super::parse`] turns the offset into a [`Position`].
#[derive(Debug)]
pub(super) struct FetchXmlProblem {
    pub(super) offset: usize,
    pub(super) problem: Problem,
}

/// What every step of reading returns.
pub(super) type Read<T> = Result<T, FetchXmlProblem>;
