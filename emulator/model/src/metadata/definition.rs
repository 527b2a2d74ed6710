//! Definitions, which add tables and columns to an organization's metadata.
//!
//! The stored form is serde's. When a definition is stored is not known here.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::metadata::column::Column;
use crate::metadata::error::{DefinitionError, Problem};
use crate::metadata::table::{Table, TableMessages};
use crate::metadata::{Derived, Metadata, prove};

/// One change of an organization's tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Definition {
    /// A new table. It has names and an object type code of its own, and no behavior that needs
    /// platform code.
    Table(Table),
    /// A new column, added as the last one of an existing table.
    Column {
        /// Logical name of the table.
        table: String,
        /// The column.
        column: Column,
    },
}

impl Definition {
    /// Logical name of the new or changed table.
    pub fn table(&self) -> &str {
        match self {
            Self::Table(table) => &table.logical_name,
            Self::Column { table, .. } => table,
        }
    }
}

impl Metadata {
    /// The next snapshot, with the definition applied. This snapshot does not change; the two share
    /// all unchanged tables.
    ///
    /// # Errors
    /// The first error; the checks are those for data files.
    pub fn define(&self, definition: &Definition) -> Result<Self, DefinitionError> {
        let mut next = Self {
            system: Arc::clone(&self.system),
            custom: self.custom.clone(),
            derived: Derived::default(),
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

/// Refuses a custom table with properties that need code of the platform.
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
