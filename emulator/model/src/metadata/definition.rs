//! What an organization adds to its tables, as data, and the snapshot that has it.
//!
//! The stored form is serde's. What is stored, and when, is not known here.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::metadata::column::Column;
use crate::metadata::error::{DefinitionError, Problem};
use crate::metadata::table::{Table, TableMessages};
use crate::metadata::{Metadata, prove};

/// One change of an organization's tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Definition {
    /// A new table. Names and codes are of its own; it has no special rules.
    Table(Table),
    /// A new column, the last one of a table that is there.
    Column {
        /// Logical name of the table.
        table: String,
        /// The column.
        column: Column,
    },
}

impl Definition {
    /// Logical name of the table that it makes or changes.
    pub fn table(&self) -> &str {
        match self {
            Self::Table(table) => &table.logical_name,
            Self::Column { table, .. } => table,
        }
    }
}

impl Metadata {
    /// The next snapshot, which has what is defined. This one stays as it is; the two share what does
    /// not differ.
    ///
    /// # Errors
    /// The first thing that is wrong, as a data file would be told it.
    pub fn define(&self, definition: &Definition) -> Result<Self, DefinitionError> {
        let mut next = Self {
            system: Arc::clone(&self.system),
            custom: self.custom.clone(),
        };
        match definition {
            Definition::Table(table) => {
                own(table).map_err(|problem| problem.in_table(&table.logical_name))?;
                next.add_tables(vec![prove::table(table.clone())?])?;
            }
            Definition::Column { table, column } => next.add_column(table, column.clone())?,
        }
        Ok(next)
    }
}

/// A table of the organization's own has no rules that only code of the platform keeps.
fn own(table: &Table) -> Result<(), Problem> {
    let special = [
        ("behavior", table.behavior.is_some()),
        ("engine", table.engine.is_some()),
        ("messages", table.messages != TableMessages::All),
    ];
    match special.into_iter().find(|(_, is_there)| *is_there) {
        None => Ok(()),
        Some((what, _)) => Err(Problem::Platform(what)),
    }
}
