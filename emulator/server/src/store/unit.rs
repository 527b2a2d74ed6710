//! A unit of work: changes that are read before they are committed.
//!
//! It has a connection of its own and never blocks the writer, nor is it blocked. It reads what is
//! committed at the moment of each read, and its own changes in place of it. To commit it, its
//! writes go to the writer as one change, which checks everything again: in between, somebody else
//! may have changed the same rows. To roll it back, drop it.

use std::sync::Arc;

use dataverse_operation::rules::Rules;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Entity, EntityCollection};
use jiff::Timestamp;
use uuid::Uuid;

use crate::metadata::{Metadata, Table};
use crate::store::apply::is_work;
use crate::store::bound::Bound;
use crate::store::change::{Event, Expect, Outcome, Write};
use crate::store::connections::Borrowed;
use crate::store::edit::{Edit, Effects, Half, Statements, Versions};
use crate::store::read::{self, Limit, StoreError, StoredOperation};
use crate::store::refusal::Refusal;
use crate::store::shadow::Shadows;
use crate::store::sql::Names;

/// Changes under way. Row versions are provisional: the writer gives the real ones.
#[derive(Debug)]
pub struct Unit {
    connection: Borrowed,
    metadata: Arc<Metadata>,
    operations: Arc<Table>,
    rules: Arc<Rules>,
    shadows: Shadows,
    versions: Versions,
    statements: Statements,
    /// Each with the instant at which it was applied.
    writes: Vec<(Write, Timestamp)>,
}

/// A moment in a unit to which it can go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Savepoint(usize);

impl Unit {
    pub(super) fn new(
        connection: Borrowed,
        metadata: Arc<Metadata>,
        operations: Arc<Table>,
        rules: Arc<Rules>,
    ) -> Self {
        Self {
            connection,
            metadata,
            operations,
            rules,
            shadows: Shadows::default(),
            versions: Versions { last: 0 },
            statements: Statements::default(),
            writes: Vec::new(),
        }
    }

    /// Applies a write: later reads of this unit see it.
    ///
    /// # Errors
    /// What the writer would say of it now. A refused write leaves nothing behind. Signals,
    /// sweeps and the like are the engine's and no part of a unit: [`Refusal::NotInUnit`].
    pub fn apply(&mut self, write: Write, now: Timestamp) -> Result<Outcome, Refusal> {
        if !is_work(&write) {
            return Err(Refusal::NotInUnit);
        }
        // A version that this unit has made itself is provisional: it is checked here alone.
        let provisional = self.is_own(&write)?;
        let before = self.savepoint();
        match self.edit(&write, now) {
            Ok(outcome) => {
                let mut write = write;
                if let (true, Write::Update { expect, .. } | Write::Delete { expect, .. }) =
                    (provisional, &mut write)
                {
                    *expect = Expect::Exists;
                }
                self.writes.push((write, now));
                Ok(outcome)
            }
            Err(refusal) => {
                // A deletion that was forbidden half-way has left traces.
                self.rebuild(before)
                    .map_err(|error| Refusal::Internal(error.to_string()))?;
                Err(refusal)
            }
        }
    }

    /// Whether the unit has made or changed the row that is written to.
    fn is_own(&self, write: &Write) -> rusqlite::Result<bool> {
        match write {
            Write::Update { table, id, .. } | Write::Delete { table, id, .. } => {
                self.shadows.owns(&self.connection, table, *id)
            }
            _ => Ok(false),
        }
    }

    fn edit(&mut self, write: &Write, now: Timestamp) -> Result<Outcome, Refusal> {
        let mut edit = Edit {
            connection: &self.connection,
            metadata: &self.metadata,
            operations: &self.operations,
            half: Half::Shadow(&mut self.shadows),
            versions: &mut self.versions,
            statements: &mut self.statements,
            now,
            rules: &self.rules,
            event: Event::Unheard,
            waiting: 0,
            effects: Effects::default(),
        };
        let outcome = edit.write(write)?;
        edit.check_references()?;
        Ok(outcome)
    }

    /// A moment to which the unit can go back: the beginning of a nested request.
    pub fn savepoint(&self) -> Savepoint {
        Savepoint(self.writes.len())
    }

    /// Undoes every write since the savepoint.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn rollback_to(&mut self, savepoint: Savepoint) -> Result<(), StoreError> {
        if savepoint.0 == self.writes.len() {
            return Ok(());
        }
        self.writes.truncate(savepoint.0);
        self.rebuild(savepoint)
    }

    /// Applies the first writes anew. A write that somebody else's commit has made impossible
    /// meanwhile is left out here, and refused by the writer.
    fn rebuild(&mut self, until: Savepoint) -> Result<(), StoreError> {
        self.shadows.clear(&self.connection)?;
        let writes = std::mem::take(&mut self.writes);
        for (write, at) in &writes[..until.0] {
            if let Err(Refusal::Internal(reason)) = self.edit(write, *at) {
                return Err(StoreError::Rebuild(reason));
            }
        }
        self.writes = writes;
        Ok(())
    }

    /// What is to be committed: pass it to the writer as one change.
    pub fn into_writes(mut self) -> Vec<Write> {
        let writes = std::mem::take(&mut self.writes);
        writes.into_iter().map(|(write, _)| write).collect()
    }

    /// Like [`View::retrieve`](crate::store::View::retrieve), with the unit's own changes.
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

    /// Like [`View::query`](crate::store::View::query), with the unit's own changes.
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
    pub fn exists(&self, table: &Table, id: Uuid) -> Result<bool, StoreError> {
        read::exists(&self.connection, table, id)
    }

    /// A background operation; nothing for a row that was made by hand.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn operation(&self, id: Uuid) -> Result<Option<StoredOperation>, StoreError> {
        read::operation(&self.connection, &self.operations, id)
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        if self.shadows.lift(&self.connection).is_err() {
            self.connection.retire();
        }
    }
}
