//! A unit of work: changes that are read before they are committed.
//!
//! It has a connection of its own and never blocks the writer, nor is it blocked. It reads what is
//! committed at the moment of each read, and its own changes in place of it. To commit it, its
//! writes go to the writer as one change, which checks everything again: in between, somebody else
//! may have changed the same rows. To roll it back, drop it.
//!
//! It goes on with the tables that there were when it began: what is written to it and asked of it is
//! bound with the metadata of its view.

use std::sync::Arc;

use dataverse_operation::rules::Rules;
use jiff::Timestamp;

use crate::apply::is_work;
use crate::change::{CompletionEvent, Expect, Outcome, Write};
use crate::edit::{Edit, Effects, Half, Versions};
use crate::read::StoreError;
use crate::refusal::Refusal;
use crate::shadow::Shadows;
use crate::undo::Position;
use crate::view::View;

/// Changes under way. Row versions are provisional: the writer gives the real ones.
#[derive(Debug)]
pub struct Unit {
    /// What the unit reads, its own changes in place of what they change.
    view: View,
    rules: Arc<Rules>,
    shadows: Shadows,
    versions: Versions,
    /// Each with the moment before it.
    writes: Vec<(Write, Position)>,
}

/// A moment to which writes can go back, by how many there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Savepoint(usize);

impl Savepoint {
    /// The moment after these writes, which are not a unit's.
    pub fn after(writes: &[Write]) -> Self {
        Self(writes.len())
    }

    /// How many writes there were.
    pub const fn writes(self) -> usize {
        self.0
    }
}

impl Unit {
    pub(super) fn new(mut view: View, rules: Arc<Rules>) -> Self {
        Self {
            shadows: view.connection.take_shadows(),
            view,
            rules,
            versions: Versions { last: 0 },
            writes: Vec::new(),
        }
    }

    /// What is there now, the unit's own changes included.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The same, for a query, which has the connection to itself.
    pub fn view_mut(&mut self) -> &mut View {
        &mut self.view
    }

    /// Applies a write: later reads of this unit see it.
    ///
    /// # Errors
    /// What the writer would say of it now. A refused write leaves nothing behind. Signals,
    /// sweeps and the like are the engine's and no part of a unit, nor are definitions:
    /// [`Refusal::NotInUnit`].
    pub fn apply(&mut self, write: Write, now: Timestamp) -> Result<Outcome, Refusal> {
        if !is_work(&write) {
            return Err(Refusal::NotInUnit);
        }
        // A version that this unit has made itself is provisional: it is checked here alone.
        let provisional = self.is_own(&write)?;
        let before = self.shadows.undo.position();
        match self.edit(&write, now) {
            Ok(outcome) => {
                let mut write = write;
                if let (true, Write::Update { expect, .. } | Write::Delete { expect, .. }) =
                    (provisional, &mut write)
                {
                    *expect = Expect::Exists;
                }
                self.writes.push((write, before));
                Ok(outcome)
            }
            Err(refusal) => {
                // A deletion that was forbidden half-way has left traces.
                self.go_back(before)?;
                Err(refusal)
            }
        }
    }

    /// Whether the unit has made or changed the row that is written to.
    fn is_own(&self, write: &Write) -> rusqlite::Result<bool> {
        match write {
            Write::Update { table, id, .. } | Write::Delete { table, id, .. } => {
                self.shadows.owns(&self.view.connection, table, *id)
            }
            _ => Ok(false),
        }
    }

    fn edit(&mut self, write: &Write, now: Timestamp) -> Result<Outcome, Refusal> {
        let mut edit = Edit {
            connection: &self.view.connection,
            metadata: Arc::clone(&self.view.metadata),
            operations: &self.view.operations,
            half: Half::Shadow(&mut self.shadows),
            versions: &mut self.versions,
            now,
            rules: &self.rules,
            event: CompletionEvent::Unsubscribed,
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
        let Some((_, before)) = self.writes.get(savepoint.0) else {
            return Ok(());
        };
        self.go_back(*before)?;
        self.writes.truncate(savepoint.0);
        Ok(())
    }

    fn go_back(&mut self, position: Position) -> rusqlite::Result<()> {
        self.shadows.undo.back_to(&self.view.connection, position)
    }

    /// What is to be committed: pass it to the writer as one change.
    pub fn into_writes(mut self) -> Vec<Write> {
        let writes = std::mem::take(&mut self.writes);
        writes.into_iter().map(|(write, _)| write).collect()
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        match self.shadows.clear(&self.view.connection) {
            Ok(()) => {
                let shadows = std::mem::take(&mut self.shadows);
                self.view.connection.keep_shadows(shadows);
            }
            Err(_) => self.view.connection.retire(),
        }
    }
}
