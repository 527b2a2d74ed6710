//! Reads what is committed at the moment of each read.

use std::sync::Arc;

use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Entity, EntityCollection};
use uuid::Uuid;

use crate::bound::Bound;
use crate::connections::Borrowed;
use crate::due_effect::Submitted;
use crate::read::{self, Limit, StoreError, StoredPhase};
use crate::sql::Names;
use crate::{deleted, recover};
use dataverse_model::metadata::{Metadata, Table};

/// A borrowed read connection. Each read sees everything that was committed before it began.
#[derive(Debug)]
pub struct View {
    pub(super) connection: Borrowed,
    pub(super) metadata: Arc<Metadata>,
    pub(super) operations: Arc<Table>,
}

impl View {
    /// The tables at the time when the view was borrowed.
    pub fn metadata(&self) -> &Arc<Metadata> {
        &self.metadata
    }

    /// One row by its key. Its columns are in the order of the request, with the key appended if it
    /// was not requested; a column without a value is null. Cheap enough for an asynchronous
    /// thread.
    ///
    /// A column that does not exist; errors of the database.
    /// A column that does not exist, and failures of the database.
    pub fn retrieve(
        &self,
        table: &Arc<Table>,
        id: Uuid,
        columns: &Columns,
        names: Names,
    ) -> Result<Option<Entity>, StoreError> {
        read::retrieve(&self.connection, &self.metadata, table, id, columns, names)
    }

    /// Runs a query in one read transaction. May take long: call it on a thread that may block.
    ///
    /// # Errors
    /// [`StoreError::TimeLimit`]; errors of the database.
    pub fn query(
        &mut self,
        bound: &Bound,
        names: Names,
        limit: &Limit,
    ) -> Result<EntityCollection, StoreError> {
        read::query(&mut self.connection, &self.metadata, bound, names, limit)
    }

    /// The last row version of everything that is committed.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn last_version(&self) -> Result<i64, StoreError> {
        Ok(recover::last_version(&self.connection)?)
    }

    /// The rows of a table that were deleted at a later version than this one, and are not there again. Deletions of a
    /// unit of work are none before they are committed, and none is kept longer than [`crate::CHANGES_KEPT`].
    ///
    /// # Errors
    /// Errors of the database.
    pub fn deleted_since(&self, table: &Table, version: i64) -> Result<Vec<Uuid>, StoreError> {
        Ok(deleted::since(&self.connection, table, version)?)
    }

    /// Whether the row exists.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn exists(&self, table: &Arc<Table>, id: Uuid) -> Result<bool, StoreError> {
        read::exists(&self.connection, table, id)
    }

    /// The number of rows of a table.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn count(&self, table: &Table) -> Result<i64, StoreError> {
        read::count(&self.connection, table)
    }

    /// The phase of a background operation, without the rest of its row; `None` for a row that was
    /// inserted directly and has no phase.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn phase(&self, id: Uuid) -> Result<Option<StoredPhase>, StoreError> {
        read::phase(&self.connection, &self.operations, id)
    }

    /// The name, task and provenance of a background operation; `None` for a row that was inserted directly.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn submitted(&self, id: Uuid) -> Result<Option<Submitted>, StoreError> {
        read::submitted(&self.connection, &self.operations, id)
    }

    /// The status code of a background operation that has ended, even if its row has expired or was deleted; `None` if
    /// no operation with this id has ended. Reads the whole log of ends.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn ended(&self, id: Uuid) -> Result<Option<i32>, StoreError> {
        read::ended(&self.connection, id)
    }
}
