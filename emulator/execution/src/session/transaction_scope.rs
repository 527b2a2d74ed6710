//! The transaction of a session: committed rows with a list of writes, or a unit of work.

use jiff::Timestamp;

use dataverse_store::{Refusal, Savepoint, StoreError, Unit, View, Write};

/// The source of a session's reads and the destination of its writes.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every request begins with a view, which is not worth an allocation"
)]
pub(super) enum TransactionScope {
    /// Reads committed rows only; the session does not see its own writes, which are kept for the
    /// commit.
    Committed { view: View, writes: Vec<Write> },
    /// Reads its own writes as well.
    Unit(Box<Unit>),
}

impl TransactionScope {
    /// The rows that the session sees.
    pub(super) fn view(&self) -> &View {
        match self {
            Self::Committed { view, .. } => view,
            Self::Unit(unit) => unit.view(),
        }
    }

    /// Same as [`Self::view`], for a query, which needs the connection exclusively.
    pub(super) fn view_mut(&mut self) -> &mut View {
        match self {
            Self::Committed { view, .. } => view,
            Self::Unit(unit) => unit.view_mut(),
        }
    }

    /// Writes a row: in a unit of work immediately and visibly, otherwise with the commit.
    ///
    /// # Errors
    /// The unit of work refuses the write.
    pub(super) fn write(&mut self, write: Write, now: Timestamp) -> Result<(), Refusal> {
        match self {
            Self::Committed { writes, .. } => {
                writes.push(write);
                Ok(())
            }
            Self::Unit(unit) if matches!(write, Write::Define(_)) => {
                unit.define(write);
                Ok(())
            }
            Self::Unit(unit) => unit.apply(write, now).map(drop),
        }
    }

    pub(super) fn savepoint(&self) -> Savepoint {
        match self {
            Self::Committed { writes, .. } => Savepoint::after(writes),
            Self::Unit(unit) => unit.savepoint(),
        }
    }

    /// The writes since the savepoint, in their order.
    pub(super) fn writes_after(&self, savepoint: Savepoint) -> Vec<&Write> {
        match self {
            Self::Committed { writes, .. } => writes.iter().skip(savepoint.writes()).collect(),
            Self::Unit(unit) => unit.writes_after(savepoint).collect(),
        }
    }

    /// Rolls back every write since the savepoint.
    ///
    /// # Errors
    /// The database fails.
    pub(super) fn rollback_to(&mut self, savepoint: Savepoint) -> Result<(), StoreError> {
        match self {
            Self::Committed { writes, .. } => {
                writes.truncate(savepoint.writes());
                Ok(())
            }
            Self::Unit(unit) => unit.rollback_to(savepoint),
        }
    }

    /// All writes in order, to be committed.
    pub(super) fn into_writes(self) -> Vec<Write> {
        match self {
            Self::Committed { writes, .. } => writes,
            Self::Unit(unit) => unit.into_writes(),
        }
    }
}
