//! The server's own text for parameters and outputs: JSON that loses nothing.
//!
//! No client ever sees it. What has a JSON type of its own (nothing, truth, text) stands bare;
//! every other value is an object with one property, named after its type, so that a decimal
//! keeps its digits, a double its bits and a choice is not taken for a number. Numbers beyond
//! 32 bits, and all that are not whole, are JSON text. Every
//! kind of value has such a text: a request that waits has values of few kinds, but the context
//! kept for a system job has those of every message above it.

mod organization;
mod query;
mod read;
#[cfg(test)]
pub(crate) mod tests;
mod write;

pub use read::read;
pub use write::write;

use thiserror::Error;

/// Why values could not be written or read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExactError {
    /// Rows inside rows beyond what can be read back.
    #[error("the values are nested more than {limit} deep")]
    TooDeep {
        /// Levels of JSON that are written.
        limit: usize,
    },
    /// Not JSON at all.
    #[error("the stored text is not JSON: {0}")]
    NotJson(String),
    /// JSON of another shape.
    #[error("the stored text has {found} for {what}, expected {expected}")]
    Unexpected {
        /// The place in the format.
        what: &'static str,
        /// The JSON that stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
}

/// The deepest JSON that is written. A row inside a row takes three levels; the JSON reader, which
/// bounds its own recursion, stops at 128.
pub const MAX_DEPTH: usize = 120;

/// The property names of the format, each said once for the writer and the reader.
mod tag {
    pub(super) const INTEGER: &str = "Integer";
    pub(super) const BIG_INT: &str = "BigInt";
    pub(super) const DECIMAL: &str = "Decimal";
    pub(super) const DOUBLE: &str = "Double";
    pub(super) const MONEY: &str = "Money";
    pub(super) const OPTION_SET: &str = "OptionSet";
    pub(super) const DATE_TIME: &str = "DateTime";
    pub(super) const DATE: &str = "Date";
    pub(super) const GUID: &str = "Guid";
    pub(super) const REFERENCE: &str = "Reference";
    pub(super) const ENTITY: &str = "Entity";
    pub(super) const COLLECTION: &str = "Collection";
    pub(super) const STRINGS: &str = "Strings";
    pub(super) const MANAGED: &str = "Managed";
    pub(super) const COLUMNS: &str = "Columns";
    pub(super) const REQUEST: &str = "Request";
    pub(super) const QUERY: &str = "Query";
    pub(super) const ORGANIZATION: &str = "Organization";

    pub(super) const TABLE: &str = "table";
    pub(super) const ID: &str = "id";
    pub(super) const NAME: &str = "name";
    pub(super) const ROW_VERSION: &str = "rowVersion";
    pub(super) const ATTRIBUTES: &str = "attributes";
    pub(super) const RELATED: &str = "related";
    pub(super) const FORMATTED: &str = "formatted";
    pub(super) const ENTITIES: &str = "entities";
    pub(super) const MORE: &str = "more";
    pub(super) const PAGING_COOKIE: &str = "pagingCookie";
    pub(super) const TOTAL: &str = "total";
    pub(super) const VALUE: &str = "value";
    pub(super) const CAN_BE_CHANGED: &str = "canBeChanged";
    pub(super) const PARAMETERS: &str = "parameters";
    pub(super) const ONE: &str = "One";
    pub(super) const MANY: &str = "Many";
}
