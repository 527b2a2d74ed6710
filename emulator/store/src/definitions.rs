//! Custom definitions of an organization: applied to the database's tables and to the metadata
//! snapshot, stored in their order, and applied to the snapshot again when the database is opened.
//!
//! All of this is part of the change that carries the definition, so a definition is applied whole
//! or not at all. The model checks whether a definition is valid.

use std::sync::Arc;

use rusqlite::Connection;

use crate::change::Outcome;
use crate::edit::Edit;
use crate::location::OpenError;
use crate::refusal::Refusal;
use crate::schema::{self, SchemaError};
use dataverse_model::metadata::{Definition, Metadata};

impl Edit<'_> {
    /// Changes the tables, for the writes that follow in the change.
    pub(super) fn define(&mut self, definition: &Definition) -> Result<Outcome, Refusal> {
        let next = self.metadata.define(definition)?;
        let table = next
            .table(definition.table())
            .expect("a snapshot has the table that its definition made or changed");
        schema::create_table(self.connection, table).map_err(|error| match error {
            SchemaError::Definition(error) => Refusal::from(error),
            SchemaError::Sqlite(error) => Refusal::from(error),
        })?;
        let stored = serde_json::to_string(definition)
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        self.connection
            .prepare_cached("INSERT INTO main.emulator_definition (definition) VALUES (?1)")?
            .execute([stored])?;
        self.metadata = Arc::new(next);
        Ok(Outcome::Kept)
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
