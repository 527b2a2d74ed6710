//! Reasons why a change is not committed.
//!
//! How a refusal is reported to a client is not known here.

use std::fmt;

use dataverse_operation::cancel::CancelRefused;
use dataverse_operation::job;
use dataverse_operation::job::wish::JobRefused;
use rusqlite::ErrorCode;
use uuid::Uuid;

use crate::change::EventId;
use crate::read::StoreError;
use dataverse_model::metadata::DefinitionError;

/// Why a change is not committed; nothing of it is.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The row does not exist (WA-036).
    #[error("there is no row {id} in table '{table}'")]
    NotFound {
        /// Logical name of the table.
        table: String,
        /// The key.
        id: Uuid,
    },
    /// A row with this key exists (WA-052).
    #[error("table '{table}' has a row {id} already")]
    Duplicate {
        /// Logical name of the table.
        table: String,
        /// The key.
        id: Uuid,
    },
    /// Another row has this value in a unique column.
    #[error("a row of table '{table}' has this value in column '{column}' already")]
    DuplicateValue {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
    },
    /// Another row has these values in the columns of an alternate key.
    #[error("a row of table '{table}' has these values of the key '{key}' already")]
    DuplicateKey {
        /// Logical name of the table.
        table: String,
        /// Logical name of the key.
        key: String,
    },
    /// Two rows have the same values in the columns of a new alternate key.
    #[error("two rows of table '{table}' have the same values of the key '{key}'")]
    KeyNotUnique {
        /// Logical name of the table.
        table: String,
        /// Logical name of the key.
        key: String,
    },
    /// The table of a write was removed in the meantime.
    #[error("there is no table '{table}' any more")]
    TableGone {
        /// Logical name of the table.
        table: String,
    },
    /// The row has another version than expected (WA-053).
    #[error("row {id} of table '{table}' is in version {actual}, not {expected}")]
    VersionMismatch {
        /// Logical name of the table.
        table: String,
        /// The key.
        id: Uuid,
        /// The expected version.
        expected: i64,
        /// The actual version.
        actual: i64,
    },
    /// A row refers to the row that was to be deleted, and its relationship restricts the deletion.
    #[error(
        "row {id} of table '{table}' cannot be deleted: a row of '{referring}' refers to it by '{column}'"
    )]
    Restricted {
        /// Logical name of the table.
        table: String,
        /// The key.
        id: Uuid,
        /// Logical name of the referring table.
        referring: String,
        /// The lookup of the referring table.
        column: String,
    },
    /// The column does not exist.
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
        /// The value; left out for a write-only column.
        given: String,
    },
    /// The operation is completed (BG-075).
    #[error(transparent)]
    CancelRefused(#[from] CancelRefused),
    /// The system job's state does not allow the request (PL-022).
    #[error(transparent)]
    JobRefused(#[from] JobRefused),
    /// A signal to a system job is stale; nothing of its change is committed.
    #[error("the signal to system job {job} is ignored: {reason}")]
    StaleJob {
        /// The job.
        job: Uuid,
        /// Why the signal is stale.
        reason: Staleness,
    },
    /// A completion event was raised before; nothing of its change is committed.
    #[error("completion event {} was raised before", event.0)]
    StaleEvent {
        /// Its number.
        event: EventId,
    },
    /// A signal to an operation is stale; nothing of its change is committed.
    #[error("the signal to operation {operation} is ignored: {reason}")]
    Stale {
        /// The operation.
        operation: Uuid,
        /// Why the signal is stale.
        reason: Staleness,
    },
    /// The queue limit of the rules is reached.
    #[error("{limit} background operations wait to be executed, which is the limit")]
    QueueFull {
        /// The limit.
        limit: u32,
    },
    /// A definition does not fit the existing tables, or the store cannot hold it.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// Only writes of requests may be part of a unit of work: no signals, sweeps or callbacks,
    /// which belong to the engine, and no definitions, because a unit keeps the tables of its
    /// beginning.
    #[error("this write is not allowed in a unit of work")]
    NotInUnit,
    /// The store is closed or closing.
    #[error("the store is closed")]
    Closed,
    /// The database cannot commit anything at present, whatever the change is: for example, its
    /// disk is full. The same change may be committed later.
    #[error("the database cannot commit at present: {0}")]
    Unavailable(String),
    /// An unexpected error; the text is for the log only.
    #[error("the database failed: {0}")]
    Internal(String),
}

impl Refusal {
    /// Why the database commits nothing at present, if that is why the change was refused.
    pub(super) fn outage(&self) -> Option<&str> {
        match self {
            Self::Unavailable(reason) => Some(reason),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(code) if is_of_the_database(code) => Self::Unavailable(error.to_string()),
            _ => Self::Internal(error.to_string()),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Sqlite(error) => error.into(),
            StoreError::TooManyConnections(_) => Self::Unavailable(error.to_string()),
            _ => Self::Internal(error.to_string()),
        }
    }
}

/// Whether an error is the database's or its disk's, and not the statement's.
const fn is_of_the_database(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::OutOfMemory
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
    )
}

/// Why a signal is stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staleness {
    /// The operation or job does not exist: its row was deleted or has expired.
    Gone,
    /// The system job's state has no use for the signal.
    IgnoredJob(job::JobIgnored),
    /// The operation's phase has no use for the signal.
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
