//! Why nothing of a change was committed.
//!
//! What a client is told of it is not known here.

use std::fmt;

use dataverse_operation::cancel::CancelRefused;
use dataverse_operation::job;
use dataverse_operation::job::wish::JobRefused;
use uuid::Uuid;

use crate::change::EventId;
use dataverse_model::metadata::DefinitionError;

/// Why nothing of a change was committed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no such row (WA-036).
    #[error("there is no row {id} in table '{table}'")]
    NotFound {
        /// Logical name of the table.
        table: String,
        /// The key.
        id: Uuid,
    },
    /// A row with this key is there already (WA-052).
    #[error("table '{table}' has a row {id} already")]
    Duplicate {
        /// Logical name of the table.
        table: String,
        /// The key.
        id: Uuid,
    },
    /// Another row has this value in a column whose values are unique.
    #[error("a row of table '{table}' has this value in column '{column}' already")]
    DuplicateValue {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
    },
    /// The row is in another version than expected (WA-053).
    #[error("row {id} of table '{table}' is in version {actual}, not {expected}")]
    VersionMismatch {
        /// Logical name of the table.
        table: String,
        /// The key.
        id: Uuid,
        /// The version that was expected.
        expected: i64,
        /// The version it is in.
        actual: i64,
    },
    /// A row that refers to it forbids the deletion.
    #[error(
        "row {id} of table '{table}' cannot be deleted: a row of '{referring}' refers to it by '{column}'"
    )]
    Restricted {
        /// Logical name of the table.
        table: String,
        /// The key.
        id: Uuid,
        /// Logical name of the table that refers to it.
        referring: String,
        /// The lookup.
        column: String,
    },
    /// There is no such column.
    #[error("there is no column '{column}' on table '{table}'")]
    UnknownColumn {
        /// Logical name of the table.
        table: String,
        /// Name of the column.
        column: String,
    },
    /// A value does not fit its column.
    #[error("column '{column}' of table '{table}' takes no {given}")]
    Misfit {
        /// Logical name of the table.
        table: String,
        /// Name of the column.
        column: String,
        /// What was given.
        given: String,
    },
    /// The operation is completed (BG-075).
    #[error(transparent)]
    CancelRefused(#[from] CancelRefused),
    /// A wish for a system job is not granted (PL-022).
    #[error(transparent)]
    JobRefused(#[from] JobRefused),
    /// A signal to a system job was no news; nothing of its change is committed.
    #[error("the signal to system job {job} came too late: {reason}")]
    StaleJob {
        /// The job.
        job: Uuid,
        /// Why it was no news.
        reason: Staleness,
    },
    /// A completion event was raised before; nothing of the change is committed.
    #[error("completion event {} was raised before", event.0)]
    StaleEvent {
        /// Its number.
        event: EventId,
    },
    /// A signal was no news; nothing of its change is committed.
    #[error("the signal to operation {operation} came too late: {reason}")]
    Stale {
        /// The operation.
        operation: Uuid,
        /// Why it was no news.
        reason: Staleness,
    },
    /// As many operations wait as the rules allow.
    #[error("{limit} background operations wait to be executed, which is the limit")]
    QueueFull {
        /// The limit.
        limit: u32,
    },
    /// A definition does not fit the tables there are, or is none that the store can keep.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// Signals, sweeps and callbacks are the engine's, and no part of a unit of work; nor are
    /// definitions, because a unit keeps the tables that it began with.
    #[error("what the engine does and what changes tables is no part of a unit of work")]
    NotInUnit,
    /// The store is closing.
    #[error("the store is closed")]
    Closed,
    /// Something that should not happen; the text is for the log alone.
    #[error("the database failed: {0}")]
    Internal(String),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// Why a signal was no news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staleness {
    /// There is no such operation or job: its row was deleted, or has expired.
    Gone,
    /// The system job has no use for it.
    IgnoredJob(job::JobIgnored),
    /// The operation's phase has no use for it.
    Ignored(dataverse_operation::step::Ignored),
}

impl fmt::Display for Staleness {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => formatter.write_str("its row is gone"),
            Self::IgnoredJob(ignored) => ignored.fmt(formatter),
            Self::Ignored(ignored) => ignored.fmt(formatter),
        }
    }
}
