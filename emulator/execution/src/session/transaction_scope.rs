//! What a session stands on: committed rows beside a list of writes, or a unit of work.

use jiff::Timestamp;

use dataverse_store::{Refusal, Savepoint, StoreError, Unit, View, Write};

/// Where a session reads, and what becomes of its writes.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every request begins with a view, which is not worth an allocation"
)]
pub(super) enum TransactionScope {
    /// Reads what is committed; the writes are kept for the commit, and not seen before it.
    Committed { view: View, writes: Vec<Write> },
    /// Reads its own writes as well.
    Unit(Box<Unit>),
}

impl TransactionScope {
    /// What is there now.
    pub(super) fn view(&self) -> &View {
        match self {
            Self::Committed { view, .. } => view,
            Self::Unit(unit) => unit.view(),
        }
    }

    /// The same, for a query, which has the connection to itself.
    pub(super) fn view_mut(&mut self) -> &mut View {
        match self {
            Self::Committed { view, .. } => view,
            Self::Unit(unit) => unit.view_mut(),
        }
    }

    /// Writes a row: at once and visibly in a unit of work, with the commit otherwise.
    ///
    /// # Errors
    /// What a unit of work refuses.
    pub(super) fn write(&mut self, write: Write, now: Timestamp) -> Result<(), Refusal> {
        match self {
            Self::Committed { writes, .. } => {
                writes.push(write);
                Ok(())
            }
            Self::Unit(unit) => unit.apply(write, now).map(drop),
        }
    }

    /// A moment to which it can go back.
    pub(super) fn savepoint(&self) -> Savepoint {
        match self {
            Self::Committed { writes, .. } => Savepoint::after(writes),
            Self::Unit(unit) => unit.savepoint(),
        }
    }

    /// Takes back every write since the savepoint.
    ///
    /// # Errors
    /// Failures of the database.
    pub(super) fn rollback_to(&mut self, savepoint: Savepoint) -> Result<(), StoreError> {
        match self {
            Self::Committed { writes, .. } => {
                writes.truncate(savepoint.writes());
                Ok(())
            }
            Self::Unit(unit) => unit.rollback_to(savepoint),
        }
    }

    /// Everything that is to be committed, in order.
    pub(super) fn into_writes(self) -> Vec<Write> {
        match self {
            Self::Committed { writes, .. } => writes,
            Self::Unit(unit) => unit.into_writes(),
        }
    }
}
