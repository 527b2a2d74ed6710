//! Settings from the row of `organization`.

use dataverse_model::metadata::Table;
use dataverse_store::StoreError;

use super::rows::{number, rows, text};
use super::{Registry, Source};

const TABLE: &str = "organization";

/// Settings from the row of `organization`.
#[derive(Debug, Default)]
pub(crate) struct OrganizationSettings {
    /// `name`.
    pub(crate) name: Option<String>,
    /// `plugintracelogsetting`.
    pub(crate) trace: TraceSetting,
}

/// The plug-in runs that are written to the trace log (PL-120).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum TraceSetting {
    #[default]
    Off,
    /// Runs that ended with a fault.
    Exceptions,
    All,
}

impl OrganizationSettings {
    pub(super) fn is_of(table: &Table) -> bool {
        table.logical_name == TABLE
    }

    pub(super) fn read(registry: &Registry, source: &Source<'_>) -> Result<Self, StoreError> {
        let rows = rows(source.store, &registry.metadata, TABLE)?;
        let Some(row) = rows.first() else {
            return Ok(Self::default());
        };
        Ok(Self {
            name: text(row, "name"),
            trace: match number(row, "plugintracelogsetting") {
                Some(1) => TraceSetting::Exceptions,
                Some(2) => TraceSetting::All,
                _ => TraceSetting::Off,
            },
        })
    }
}
