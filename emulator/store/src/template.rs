//! An empty database, made once per process: a new organization begins as a copy of it.

use rusqlite::Connection;

use crate::place::OpenError;
use crate::schema;
use dataverse_model::metadata::Metadata;

/// The bytes of a database with every table and no row.
#[derive(Debug, Clone)]
pub struct Template {
    bytes: Vec<u8>,
}

impl Template {
    /// Makes the tables that the metadata defines.
    ///
    /// # Errors
    /// A name in the metadata that cannot name a table or column, and failures of the file system.
    pub fn new(metadata: &Metadata) -> Result<Self, OpenError> {
        let folder = tempfile::tempdir().map_err(|source| OpenError::Io {
            path: std::env::temp_dir(),
            source,
        })?;
        let path = folder.path().join("template.db");
        let connection = Connection::open(&path)?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.execute_batch("BEGIN")?;
        schema::create(&connection, metadata)?;
        connection.execute_batch("COMMIT")?;
        // Closing the last connection brings the log into the file.
        connection.close().map_err(|(_, error)| error)?;
        let bytes = std::fs::read(&path).map_err(|source| OpenError::Io { path, source })?;
        Ok(Self { bytes })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
