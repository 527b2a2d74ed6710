//! What the writer is asked to do, and what it answers.
//!
//! A change is atomic: all of it is committed, or nothing. The writer checks existence, uniqueness,
//! row version and the phase of operations inside the same transaction; whether a value is allowed
//! in its column is checked before a change is made.

use std::fmt;
use std::sync::Arc;

use dataverse_operation::attempt::Attempt;
use dataverse_operation::cancel::CancelRefused;
use dataverse_operation::outcome::Outputs;
use dataverse_operation::phase::Phase;
use dataverse_operation::rules::Rules;
use dataverse_operation::step::Signal;
use dataverse_protocol::value::Attributes;
use jiff::Timestamp;
use uuid::Uuid;

use crate::activity::Guard;
use crate::metadata::Table;

/// Writes that are committed together or not at all.
#[derive(Debug)]
pub struct Change {
    /// In the order in which they are applied.
    pub writes: Vec<Write>,
    /// The instant at which it happens, on the organization's clock.
    pub now: Timestamp,
    /// The rules that operations follow.
    pub rules: Arc<Rules>,
    /// Counts the change as work until its effects are released.
    pub guard: Guard,
}

/// One write.
#[derive(Debug, Clone)]
pub enum Write {
    /// A new row. Columns that are not named have no value: defaults are the message's business.
    Insert {
        /// Its table.
        table: Arc<Table>,
        /// Its key, which no other row of the table has.
        id: Uuid,
        /// Its columns by logical name; the key and `versionnumber` are ignored.
        values: Attributes,
    },
    /// Changes the named columns of a row.
    Update {
        /// Its table.
        table: Arc<Table>,
        /// Its key.
        id: Uuid,
        /// Columns by logical name; null clears. The key and `versionnumber` are ignored.
        values: Attributes,
        /// What the row has to be like.
        expect: Expect,
    },
    /// Removes a row, and what goes with it by its relationships. With a row of the operations
    /// table the operation is gone: later signals to it are stale (BG-07B).
    Delete {
        /// Its table.
        table: Arc<Table>,
        /// Its key.
        id: Uuid,
        /// What the row has to be like.
        expect: Expect,
    },
    /// A new background operation.
    Submit(Box<Submission>),
    /// Something happened to an operation. If that is no news, the whole change is
    /// [`Refusal::Stale`].
    Signal {
        /// The operation.
        operation: Uuid,
        /// What happened.
        signal: Signal,
    },
    /// An attempt of an operation succeeded: its outputs and its work are one. If that is no news,
    /// the whole change is [`Refusal::Stale`]; if the step makes a failure of it, the work is
    /// dropped.
    Finish {
        /// The operation.
        operation: Uuid,
        /// The attempt.
        attempt: Attempt,
        /// What it answered.
        outputs: Outputs,
        /// The row changes it wants.
        work: Vec<Write>,
    },
    /// Somebody wants an operation cancelled.
    Cancel {
        /// The operation.
        operation: Uuid,
    },
    /// A callback was tried.
    CallbackTried {
        /// Its number.
        callback: CallbackId,
        /// What follows.
        then: AfterTry,
    },
    /// Removes rows of operations that have expired, a bounded number at a time.
    ExpireOperations,
    /// Keeps a value of the organization's own: the clock, the seed, the restarts.
    Remember {
        /// Its name.
        key: String,
        /// The value.
        value: String,
    },
}

/// What a row that is changed or removed has to be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// It is there.
    Exists,
    /// It is there, in this version (`If-Match`).
    Version(i64),
}

/// The number of a due callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallbackId(pub i64);

/// What follows a try of a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterTry {
    /// Nothing: it was delivered, or given up.
    Finished,
    /// Another try at this instant.
    Again(Timestamp),
}

/// A background operation that is accepted (BG-046, BG-047).
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// Its id.
    pub id: Uuid,
    /// Unique name of the custom API; also the row's `name`.
    pub custom_api: String,
    /// Display name of the custom API.
    pub display_name: String,
    /// The request, losslessly, in a form of the engine's own.
    pub request_exact: String,
    /// The text of the `inputparameters` column (BG-05H).
    pub input_memo: String,
    /// Who runs it (`runas`) and made the row.
    pub caller: Uuid,
    /// Scheme and authority the caller used, without a trailing slash: what self-URLs begin with.
    pub origin: String,
    /// Where the end is to be posted to, if anywhere.
    pub callback: Option<String>,
    /// Correlation id of the request that submitted it.
    pub correlation: Uuid,
}

/// A committed change.
#[derive(Debug, Clone, PartialEq)]
pub struct Committed {
    /// What became of each write, in their order.
    pub outcomes: Vec<Outcome>,
}

/// What became of a write.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The row has this version now.
    Written {
        /// `versionnumber`.
        version: i64,
    },
    /// The row is gone.
    Deleted,
    /// The operation is in this phase now.
    Moved {
        /// The phase.
        phase: Phase,
        /// `versionnumber` of its row.
        version: i64,
    },
    /// The wish to cancel was known already (BG-078); the operation is in this phase.
    Unchanged {
        /// The phase.
        phase: Phase,
    },
    /// Operations have expired.
    Expired {
        /// How many rows were removed.
        removed: usize,
        /// When the next one expires, if any does; in the past when there are more to remove.
        next: Option<Timestamp>,
    },
    /// It is kept.
    Kept,
}

impl Outcome {
    /// The row version it made, if it made one.
    pub const fn version(&self) -> Option<i64> {
        match self {
            Self::Written { version } | Self::Moved { version, .. } => Some(*version),
            _ => None,
        }
    }
}

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
    /// Signals, sweeps and callbacks are the engine's, and no part of a unit of work.
    #[error("what the engine does is no part of a unit of work")]
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
    /// There is no such operation: its row was deleted, or has expired.
    Gone,
    /// The operation's phase has no use for it.
    Ignored(dataverse_operation::step::Ignored),
}

impl fmt::Display for Staleness {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => formatter.write_str("there is no such operation"),
            Self::Ignored(ignored) => ignored.fmt(formatter),
        }
    }
}
