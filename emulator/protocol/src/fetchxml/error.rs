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

/// The problem of a refused FetchXML text. A text without a code span is the platform's own.
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
    /// The query has too many elements.
    #[error("the text has more than {limit} elements")]
    TooManyElements {
        /// The maximum number of elements.
        limit: usize,
    },
    /// An element has too many attributes.
    #[error("an element has more than {limit} attributes")]
    TooManyAttributes {
        /// The maximum number of attributes.
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
    /// The query has too many links (WA-133).
    #[error("Number of link entities in query exceeded maximum limit.")]
    TooManyLinks,
    /// The query has too many conditions and links (WA-133).
    #[error("Number of conditions in query exceeded maximum limit.")]
    TooManyConditions,
    /// The root element is not `fetch`.
    #[error("the root element is `<{0}>`, expected `<fetch>`")]
    NotFetch(String),
    /// The query has no table.
    #[error("Entity Name was not specified in FetchXml String.")]
    NoTable,
    /// An element has a child that FetchXML does not allow there.
    #[error("Invalid Child Node, valid nodes are {expected}. NodeName = {found} NodeXml = {xml}")]
    UnexpectedElement {
        /// Name of the child element.
        found: String,
        /// The names of the allowed child elements.
        expected: String,
        /// The child element.
        xml: String,
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
    /// An element must occur once at most and does not.
    #[error("`<{inside}>` contains {found} elements `<{element}>`, expected exactly one")]
    NotExactlyOne {
        /// Name of the element around it.
        inside: &'static str,
        /// Name of the element.
        element: &'static str,
        /// The number in the text.
        found: usize,
    },
    /// The value of a Boolean attribute is none.
    #[error("The only valid values for {0} attribute are 'true', 'false', '1', and '0'.")]
    BadFlag(&'static str),
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
    /// The mapping is unknown.
    #[error("The only valid values for mapping are 'logical' or 'internal' which is deprecated.")]
    Mapping,
    /// The text has an offset from UTC.
    #[error("The utc-offset attribute is not supported for deserialization.")]
    UtcOffset,
    /// The link type is unknown, or does not belong where it stands.
    #[error(
        "The only valid values for link-type attribute are 'natural', 'inner','in','exists','matchfirstrowusingcrossapply' and 'outer'."
    )]
    LinkType,
    /// The type of a filter is unknown.
    #[error("Unsupported filter type. Valid values are 'and', or 'or'.")]
    FilterType,
    /// A link has one of the attributes `from` and `to`.
    #[error("AttributeFrom and AttributeTo must be either both specified or both omitted.")]
    FromWithoutTo,
    /// A query for pages has a top count as well.
    #[error("The Top.Count = {0} can't be specified with pagingInfo")]
    TopWithPage(u32),
    /// A query for a top count also asks for the number of all rows.
    #[error("the `top` of `<fetch>` cannot be used together with `returntotalrecordcount`")]
    TopWithTotal,
    /// `no-attrs` in a query for distinct rows.
    #[error("The no-attrs tag cannot be used in conjuction with Distinct set to true.")]
    NoAttrsDistinct,
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
    /// Two links or two columns have the same alias.
    #[error(
        "{0} is not a unique alias. It clashes with an autogenerated alias or user provided alias"
    )]
    DuplicateAlias(String),
    /// A column of an aggregate query is neither a group nor a value (WA-125).
    #[error(
        "An attribute can not be requested when an aggregate operation has been specified and its neither groupby nor aggregate. NodeXml : {0}"
    )]
    PlainInAggregate(String),
    /// A group or value has no alias (WA-125).
    #[error("Invalid alias for aggregate operation. `<{0}>` needs the attribute `alias`.")]
    NoAggregateAlias(String),
    /// A column is a group and a value.
    #[error("An attribute can either be an aggregate or a Group By but not both")]
    GroupAndAggregate,
    /// The aggregate function is unknown, or the query computes nothing.
    #[error("An error occurred while processing Aggregates in Query: {0}")]
    Aggregate(&'static str),
    /// The part of the date is unknown, or there is no group to take it of.
    #[error("An invalid value was specified for dategrouping.")]
    DateGrouping,
    /// An aggregate query is sorted by a column.
    #[error(
        "An attribute cannot be specified for an order clause for an aggregate Query. Use an alias."
    )]
    AggregateOrderAttribute,
    /// A sort key of an aggregate query has no alias.
    #[error("An alias is required for an order clause for an aggregate Query.")]
    AggregateOrderNoAlias,
    /// A query for rows is sorted by an alias.
    #[error(
        "An alias cannot be specified for an order clause for a non-aggregate Query. Use an attribute."
    )]
    OrderAlias,
    /// A sort key of a query for rows has no column.
    #[error("An attribute is required for an order clause for a non-aggregate Query.")]
    OrderNoAttribute,
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
