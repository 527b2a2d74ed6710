//! Whether any row of the organization is shared, so that queries where none is need not look for shared rows.

use dataverse_model::metadata::Table;
use dataverse_protocol::query::{Columns, Query};
use dataverse_store::{Limit, Names, QueryContext, StoreError, bind};

use super::{Registry, Source};
use crate::privilege::SHARE;

/// Whether any row is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shares {
    /// No row is.
    #[default]
    None,
    /// Rows are, or were since the start: that the last one is shared no more is not looked for.
    Some,
}

impl Shares {
    pub(super) fn is_of(table: &Table) -> bool {
        table.logical_name == SHARE
    }

    /// Looks for one row, and only until there is one.
    pub(super) fn read(registry: &Registry, source: &Source<'_>) -> Result<Self, StoreError> {
        if registry.shares == Self::Some {
            return Ok(Self::Some);
        }
        let mut query = Query::new(SHARE);
        query.columns = Columns::Named(Vec::new());
        query.page.top = Some(1);
        let bound = bind(&query, &registry.metadata, &QueryContext::default())?;
        let mut view = source.store.view()?;
        let found = view.query(&bound, Names::Unwanted, &Limit::Unlimited)?;
        Ok(match found.entities.is_empty() {
            true => Self::None,
            false => Self::Some,
        })
    }
}
