//! What is written of the rows of a response.

use dataverse_operation::rules::FetchXmlNulls;
use dataverse_protocol::odata::expand::Expand;
use dataverse_protocol::query::Columns;
use dataverse_protocol::query::alias_sources::AliasSources;

use super::PayloadWriter;

/// The partition of an elastic row; responses have it if it is not null (BG-05C).
pub use crate::metadata::table::PARTITION;

/// Which parts of rows are written, decided once for all rows of a response.
#[derive(Clone, Copy)]
pub struct RowForm<'a> {
    pub(super) writer: PayloadWriter<'a>,
    /// The columns to write; `None` for those that the row has.
    pub(super) columns: Option<&'a Columns>,
    /// The origins of the values under aliases, for rows of a FetchXML query.
    pub(super) aliases: Option<&'a AliasSources>,
    pub(super) expand: &'a [Expand],
    /// `{org}/api/data/v9.2`, with which the addresses in a row begin.
    pub(super) base: &'a str,
    pub(super) next_links: NextLinks,
}

/// Whether expanded collections are followed by the address of the collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextLinks {
    /// In the rows of a query (WA-145).
    Written,
    /// In a row that is retrieved by its key.
    Omitted,
}

impl<'a> RowForm<'a> {
    /// The columns that a request selected.
    pub const fn selected(writer: PayloadWriter<'a>, columns: &'a Columns) -> Self {
        Self {
            columns: Some(columns),
            ..Self::given(writer)
        }
    }

    /// The columns that the row has, for rows inside parameters and results.
    pub const fn given(writer: PayloadWriter<'a>) -> Self {
        Self {
            writer,
            columns: None,
            aliases: None,
            expand: &[],
            base: "",
            next_links: NextLinks::Omitted,
        }
    }

    /// The same form for rows of a FetchXML query with these aliases.
    #[must_use]
    pub const fn fetched(mut self, aliases: &'a AliasSources) -> Self {
        self.aliases = Some(aliases);
        self
    }

    /// The same form for rows with expanded properties.
    #[must_use]
    pub const fn expanded(
        mut self,
        expand: &'a [Expand],
        base: &'a str,
        next_links: NextLinks,
    ) -> Self {
        self.expand = expand;
        self.base = base;
        self.next_links = next_links;
        self
    }

    /// Whether a column without a value is written.
    pub(super) fn writes_nulls(&self) -> bool {
        self.aliases.is_none() || self.writer.rules.fetch_xml_nulls == FetchXmlNulls::Written
    }
}
