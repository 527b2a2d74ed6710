//! A unit of work: writes that can be read before they are committed.
//!
//! A unit has a connection of its own; neither it nor the writer blocks the other. A read sees the
//! rows committed at that moment, with the unit's own rows in place of them. To commit a unit, its
//! writes go to the writer as one change, which checks everything again, because other changes may
//! have been committed in between. To roll a unit back, drop it.
//!
//! A unit keeps the tables of its beginning: its writes and queries are bound with the metadata of
//! its view.

use std::sync::Arc;

use dataverse_operation::rules::Rules;
use dataverse_runtime::crash_points::CrashPoints;
use jiff::Timestamp;

use crate::apply::is_work;
use crate::change::{CompletionEvent, Expect, Outcome, Write};
use crate::edit::{Edit, Effects, Half, Versions};
use crate::read::StoreError;
use crate::refusal::Refusal;
use crate::shadow::Shadows;
use crate::undo::Position;
use crate::view::View;

/// Uncommitted writes. Their row versions are provisional: the writer assigns the final ones.
#[derive(Debug)]
pub struct Unit {
    /// Reads the committed rows with the unit's own rows in place of them.
    view: View,
    rules: Arc<Rules>,
    shadows: Shadows,
    versions: Versions,
    /// The writes, each with the position in the undo log before it.
    writes: Vec<(Write, Position)>,
}

/// A position among the writes of a unit: the number of writes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Savepoint(usize);

impl Savepoint {
    /// The position after these writes, which belong to no unit.
    pub fn after(writes: &[Write]) -> Self {
        Self(writes.len())
    }

    /// The number of writes before the savepoint.
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

    /// Reads rows, the unit's own writes included.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The same for queries, which need exclusive use of the connection.
    pub fn view_mut(&mut self) -> &mut View {
        &mut self.view
    }

    /// Applies a write: later reads of this unit see it.
    ///
    /// # Errors
    /// A refusal that the writer would give now; a refused write leaves no trace.
    /// [`Refusal::NotInUnit`] for signals, sweeps and other writes of the engine, and for
    /// definitions.
    pub fn apply(&mut self, write: Write, now: Timestamp) -> Result<Outcome, Refusal> {
        if !is_work(&write) {
            return Err(Refusal::NotInUnit);
        }
        // A version that this unit has assigned is provisional, so the writer must not check it.
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
                // A refused cascading deletion may have changed some rows.
                self.go_back(before)?;
                Err(refusal)
            }
        }
    }

    /// Takes a definition for the commit. The unit's own reads go on with the tables that it began with: rows of a new
    /// table cannot be read or written in the unit.
    pub fn define(&mut self, definition: Write) {
        self.writes.push((definition, self.shadows.undo.position()));
    }

    /// Whether the unit has inserted or changed the row of the write.
    fn is_own(&self, write: &Write) -> rusqlite::Result<bool> {
        match write {
            Write::Update { table, id, .. } | Write::Delete { table, id, .. } => {
                self.shadows.owns(&self.view.connection, table, *id)
            }
            _ => Ok(false),
        }
    }

    fn edit(&mut self, write: &Write, now: Timestamp) -> Result<Outcome, Refusal> {
        // A unit takes no definitions and commits nothing.
        let faults = CrashPoints::none();
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
            faults: &faults,
        };
        let outcome = edit.write(write)?;
        edit.check_references()?;
        Ok(outcome)
    }

    /// The current position, to roll back to: a nested request begins with one.
    pub fn savepoint(&self) -> Savepoint {
        Savepoint(self.writes.len())
    }

    /// The writes after the savepoint, in their order.
    pub fn writes_after(&self, savepoint: Savepoint) -> impl Iterator<Item = &Write> {
        self.writes[savepoint.0..].iter().map(|(write, _)| write)
    }

    /// Undoes every write after the savepoint.
    ///
    /// # Errors
    /// Errors of the database.
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

    /// The writes of the unit, to be committed as one change.
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
