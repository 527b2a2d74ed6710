//! What of a table the reader of a query may see: compiled into every place of a query that reads
//! the table, so that a row that is not seen is neither counted, nor compared, nor joined.
//!
//! Why somebody sees what is not known here.

use dataverse_operation::fault::Fault;
use uuid::Uuid;

use dataverse_model::metadata::Table;

/// Says what its holder may see.
pub trait RowVisibility {
    /// Of a table.
    ///
    /// # Errors
    /// Nothing at all, and whoever asks is refused.
    fn of(&self, table: &Table) -> Result<VisibleRows, Fault>;
}

/// The rows of a table that are seen: those that fit all of these, each by one of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleRows {
    pub(super) all: Vec<Vec<IdCondition>>,
}

/// A lookup or a key whose value is one of some ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdCondition {
    /// The column.
    pub column: String,
    /// The ids.
    pub ids: Vec<Uuid>,
}

impl IdCondition {
    /// A column's value is one of these.
    pub fn new(column: impl Into<String>, ids: Vec<Uuid>) -> Self {
        Self {
            column: column.into(),
            ids,
        }
    }
}

impl VisibleRows {
    /// Every row.
    pub const fn everything() -> Self {
        Self { all: Vec::new() }
    }

    /// Of these, only those that fit one of the parts.
    pub fn narrow(&mut self, any: Vec<IdCondition>) {
        self.all.push(any);
    }
}

/// The sight of the platform itself.
#[derive(Debug, Clone, Copy)]
pub struct Everything;

impl RowVisibility for Everything {
    fn of(&self, _: &Table) -> Result<VisibleRows, Fault> {
        Ok(VisibleRows::everything())
    }
}
