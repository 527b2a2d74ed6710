//! Custom definitions of an organization: applied to the database's tables and to the metadata
//! snapshot, stored in their order, and applied to the snapshot again when the database is opened.
//!
//! All of this is part of the change that carries the definition, so a definition is applied whole
//! or not at all. The model checks whether a definition is valid.

use std::sync::Arc;

use rusqlite::{Connection, ErrorCode};

use crate::change::Outcome;
use crate::edit::Edit;
use crate::location::OpenError;
use crate::refusal::Refusal;
use crate::schema::{self, SchemaError};
use dataverse_model::metadata::{Definition, Metadata};
use dataverse_runtime::crash_points::CrashPoint;

impl Edit<'_> {
    /// Changes the tables, for the writes that follow in the change.
    pub(super) fn define(&mut self, definition: &Definition) -> Result<Outcome, Refusal> {
        let next = self.metadata.define(definition)?;
        self.alter(definition, &next)
            .map_err(|error| refusal_of(error, definition))?;
        self.faults.reach(CrashPoint::DefinitionAltered);
        let stored = serde_json::to_string(definition)
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        self.connection
            .prepare_cached("INSERT INTO main.emulator_definition (definition) VALUES (?1)")?
            .execute([stored])?;
        self.metadata = Arc::new(next);
        Ok(Outcome::Kept)
    }

    /// Changes the database's tables from those of the present snapshot to those of the next one.
    fn alter(&self, definition: &Definition, next: &Metadata) -> Result<(), SchemaError> {
        match definition {
            Definition::RemovedTable { table } => {
                if let Some(known) = self.metadata.table(table) {
                    schema::drop_table(self.connection, known)?;
                }
            }
            Definition::RemovedColumn { table, column } => {
                let known = self.metadata.table(table);
                if let Some((table, column)) =
                    known.and_then(|known| Some((known, known.column(column)?)))
                {
                    schema::drop_column(self.connection, table, column)?;
                }
            }
            Definition::RemovedKey { table, key } => {
                schema::drop_key(self.connection, table, key)?;
            }
            Definition::Table(_) | Definition::Column { .. } | Definition::Key { .. } => {
                let table = definition.table().and_then(|name| next.table(name));
                if let Some(table) = table {
                    schema::create_table(self.connection, table)?;
                }
            }
            Definition::RemovedTarget {
                table,
                column,
                target,
            } => {
                if let Some(known) = self.metadata.table(table) {
                    schema::drop_target(self.connection, known, column, target)?;
                }
            }
            Definition::ChangedTable { .. }
            | Definition::Target { .. }
            | Definition::ChangedColumn { .. }
            | Definition::OptionSet(_)
            | Definition::RemovedOptionSet { .. } => {}
        }
        Ok(())
    }
}

/// Why the database refused a definition: a new key is not one if two rows have its values.
fn refusal_of(error: SchemaError, definition: &Definition) -> Refusal {
    match (error, definition) {
        (SchemaError::Sqlite(error), Definition::Key { table, key })
            if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) =>
        {
            Refusal::KeyNotUnique {
                table: table.clone(),
                key: key.logical_name.clone(),
            }
        }
        (SchemaError::Definition(error), _) => error.into(),
        (SchemaError::Sqlite(error), _) => error.into(),
    }
}

/// The system tables together with the organization's own definitions.
pub(super) fn recover(
    connection: &Connection,
    system: Arc<Metadata>,
) -> Result<Arc<Metadata>, OpenError> {
    let mut statement = connection
        .prepare("SELECT position, definition FROM main.emulator_definition ORDER BY position")?;
    let mut rows = statement.query([])?;
    let mut next = None;
    while let Some(row) = rows.next()? {
        let (position, text): (i64, String) = (row.get(0)?, row.get(1)?);
        let unreadable =
            |reason: String| OpenError::Unreadable(format!("definition {position}: {reason}"));
        let definition: Definition =
            serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
        next.get_or_insert_with(|| system.begin())
            .apply(&definition)
            .map_err(|error| unreadable(error.to_string()))?;
    }
    Ok(next.map_or(system, Arc::new))
}
