//! The rows that the reader of a query may see. The filter is compiled into every place where a
//! query reads a table, so an invisible row is neither counted nor compared nor joined.
//!
//! The reasons for which a caller sees a row are not known here.

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use uuid::Uuid;

use dataverse_model::metadata::Table;

/// The row filters of one caller, for every table.
pub trait RowVisibility {
    /// The row filter of a table.
    ///
    /// # Errors
    /// The caller may read no row of the table.
    fn of(&self, table: &Table) -> Result<VisibleRows, Fault>;
}

/// A row filter: a row is visible if it matches at least one [`RowCondition`] of every group.
#[derive(Debug, Clone, PartialEq)]
pub struct VisibleRows {
    pub(super) all: Vec<Vec<RowCondition>>,
}

/// A condition on the rows of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum RowCondition {
    /// A column of the row has one of some ids.
    Ids(IdCondition),
    /// Another table lists the row.
    Listed(ListedRows),
}

/// Matches rows whose key is in a table that lists rows with their holders and with bits.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedRows {
    /// The table that lists rows.
    pub table: Arc<Table>,
    /// Its column with the key of a row.
    pub key: String,
    /// Its column with the holder of a row.
    pub holder: String,
    /// The holders that count.
    pub holders: Vec<Uuid>,
    /// Its columns of numbers, at least one of which has one of the bits.
    pub masks: [String; 2],
    /// The bits.
    pub bits: i32,
}

/// Matches rows in which a lookup or key column has one of some ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdCondition {
    /// The column.
    pub column: String,
    /// The ids.
    pub ids: Vec<Uuid>,
}

impl IdCondition {
    /// Matches rows whose `column` has one of `ids`.
    pub fn new(column: impl Into<String>, ids: Vec<Uuid>) -> Self {
        Self {
            column: column.into(),
            ids,
        }
    }
}

impl VisibleRows {
    /// Every row is visible.
    pub const fn everything() -> Self {
        Self { all: Vec::new() }
    }

    /// Adds a group: a row must match at least one of `any` too.
    pub fn narrow(&mut self, any: Vec<RowCondition>) {
        self.all.push(any);
    }
}

/// The row filter of the platform itself, which sees every row.
#[derive(Debug, Clone, Copy)]
pub struct Everything;

impl RowVisibility for Everything {
    fn of(&self, _: &Table) -> Result<VisibleRows, Fault> {
        Ok(VisibleRows::everything())
    }
}
