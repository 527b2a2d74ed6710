//! Definitions, which change the tables of an organization: new ones, changed ones, removed ones.
//!
//! The stored form is serde's. When a definition is stored is not known here.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::metadata::choice::OptionSet;
use crate::metadata::column::{Column, LookupTarget};
use crate::metadata::details::Details;
use crate::metadata::error::{DefinitionError, Problem};
use crate::metadata::labels::Labels;
use crate::metadata::table::{Key, Table, TableMessages};
use crate::metadata::{Derived, Metadata, prove};

/// One change of an organization's tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Definition {
    /// A new table. It has names and an object type code of its own, and no behavior that needs
    /// platform code. A many-to-many relationship is a new intersect table.
    Table(Box<Table>),
    /// Other properties of a table.
    ChangedTable {
        /// Logical name of the table.
        table: String,
        /// The properties.
        change: TableChange,
    },
    /// A table of the organization's own is removed, with its rows.
    RemovedTable {
        /// Logical name of the table.
        table: String,
    },
    /// A new column, added as the last one of an existing table. A lookup is a one-to-many
    /// relationship for each of its targets.
    Column {
        /// Logical name of the table.
        table: String,
        /// The column.
        column: Column,
    },
    /// A column with other properties: its name, its type and its targets stay.
    ChangedColumn {
        /// Logical name of the table.
        table: String,
        /// The column.
        column: Column,
    },
    /// A column of the organization's own is removed, with its values.
    RemovedColumn {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
    },
    /// A new target of a lookup that has several.
    Target {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// The target.
        target: LookupTarget,
    },
    /// A target of a lookup goes that has more than one, with the rows that refer to it.
    RemovedTarget {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// Logical name of the target table.
        target: String,
    },
    /// A new alternate key.
    Key {
        /// Logical name of the table.
        table: String,
        /// The key.
        key: Key,
    },
    /// An alternate key is removed.
    RemovedKey {
        /// Logical name of the table.
        table: String,
        /// Logical name of the key.
        key: String,
    },
    /// A new global option set, or another version of one, which all columns get that use it.
    OptionSet(OptionSet),
    /// A global option set that no column uses is removed.
    RemovedOptionSet {
        /// Its name.
        name: String,
    },
}

/// The properties of a table that can be changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableChange {
    /// Label of one row.
    pub display_name: Labels,
    /// Label of several rows.
    pub display_collection_name: Labels,
    /// Whether changes of rows can be asked for from now on; `None` if that stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_tracking: Option<bool>,
    /// The details, all of them.
    #[serde(default)]
    pub details: Details,
}

impl Definition {
    /// Logical name of the table that is new, changed or removed; `None` for an option set.
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::Table(table) => Some(&table.logical_name),
            Self::ChangedTable { table, .. }
            | Self::RemovedTable { table }
            | Self::Column { table, .. }
            | Self::ChangedColumn { table, .. }
            | Self::RemovedColumn { table, .. }
            | Self::Target { table, .. }
            | Self::RemovedTarget { table, .. }
            | Self::Key { table, .. }
            | Self::RemovedKey { table, .. } => Some(table),
            Self::OptionSet(_) | Self::RemovedOptionSet { .. } => None,
        }
    }
}

impl Metadata {
    /// The next snapshot, with the definition applied. This snapshot does not change; the two share
    /// all unchanged tables.
    ///
    /// # Errors
    /// The first error; the checks are those for data files. Something that is removed or changed
    /// does not exist, belongs to the platform, or is needed by something else.
    pub fn define(&self, definition: &Definition) -> Result<Self, DefinitionError> {
        let mut next = self.begin();
        next.apply(definition)?;
        Ok(next)
    }

    /// A copy to which definitions are applied, one after the other, before it is shared: a snapshot
    /// for each of hundreds of definitions would be a copy of all earlier ones.
    pub fn begin(&self) -> Self {
        Self {
            system: Arc::clone(&self.system),
            custom: self.custom.clone(),
            history: self.history.clone(),
            derived: Derived::default(),
        }
    }

    /// Applies a definition. After an error the metadata is of no use.
    ///
    /// # Errors
    /// As [`Metadata::define`].
    pub fn apply(&mut self, definition: &Definition) -> Result<(), DefinitionError> {
        let mut history = std::mem::take(&mut self.history);
        history.note(self, definition);
        self.history = history;
        match definition {
            Definition::Table(table) => {
                own(table).map_err(|problem| problem.in_table(&table.logical_name))?;
                self.add_tables(vec![prove::table((**table).clone())?])
            }
            Definition::Column { table, column } => self.add_column(table, column.clone()),
            Definition::ChangedTable { table, change } => self.change_table(table, change),
            Definition::RemovedTable { table } => self.remove_table(table),
            Definition::ChangedColumn { table, column } => self.change_column(table, column),
            Definition::RemovedColumn { table, column } => self.remove_column(table, column),
            Definition::Target {
                table,
                column,
                target,
            } => self.add_target(table, column, target),
            Definition::RemovedTarget {
                table,
                column,
                target,
            } => self.remove_target(table, column, target),
            Definition::Key { table, key } => self.add_key(table, key),
            Definition::RemovedKey { table, key } => self.remove_key(table, key),
            Definition::OptionSet(set) => self.put_option_set(set),
            Definition::RemovedOptionSet { name } => self.remove_option_set(name),
        }
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
