//! Reads what is committed at the moment of each read.

use std::sync::Arc;

use dataverse_operation::phase::Phase;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Entity, EntityCollection};
use uuid::Uuid;

use crate::bound::Bound;
use crate::connections::Borrowed;
use crate::read::{self, Limit, StoreError};
use crate::sql::Names;
use dataverse_model::metadata::{Metadata, Table};

/// A read connection on loan. Each read sees everything that was committed before it began.
#[derive(Debug)]
pub struct View {
    pub(super) connection: Borrowed,
    pub(super) metadata: Arc<Metadata>,
    pub(super) operations: Arc<Table>,
}

impl View {
    /// The tables as they were when it was borrowed.
    pub fn metadata(&self) -> &Arc<Metadata> {
        &self.metadata
    }

    /// One row by its key; its columns in the order in which they were asked for, the key last if
    /// it was not, a column without a value as null. Cheap enough for an asynchronous thread.
    ///
    /// # Errors
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

    /// The answer to a query, all of it from one moment. May take long: run it where it may block.
    ///
    /// # Errors
    /// [`StoreError::TimeLimit`], and failures of the database.
    pub fn query(
        &mut self,
        bound: &Bound,
        names: Names,
        limit: &Limit,
    ) -> Result<EntityCollection, StoreError> {
        read::query(&mut self.connection, &self.metadata, bound, names, limit)
    }

    /// Whether there is such a row.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn exists(&self, table: &Arc<Table>, id: Uuid) -> Result<bool, StoreError> {
        read::exists(&self.connection, table, id)
    }

    /// Where a background operation is in its life, without what its attempts need; nothing for a
    /// row that was made by hand, which is inert.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn phase(&self, id: Uuid) -> Result<Option<Phase>, StoreError> {
        read::phase(&self.connection, &self.operations, id)
    }
}
