//! What the writer is asked to do, and what it answers.
//!
//! A change is atomic: all of it is committed, or nothing. The writer checks existence, uniqueness,
//! row version and the phase of operations inside the same transaction; whether a value is allowed
//! in its column is checked before a change is made.

use std::fmt;
use std::sync::Arc;

use dataverse_operation::attempt::Attempt;
use dataverse_operation::cancel::CancelRefused;
use dataverse_operation::job;
use dataverse_operation::job::wish::{JobRefused, Wish};
use dataverse_operation::outcome::Outputs;
use dataverse_operation::phase::Phase;
use dataverse_operation::rules::Rules;
use dataverse_operation::step::Signal;
use dataverse_protocol::value::{Attributes, EntityReference};
use jiff::Timestamp;
use uuid::Uuid;

use crate::activity::Guard;
use crate::metadata::Table;
use crate::store::released::{CallbackDue, EventDue, JobCall};

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
    /// Whether anybody hears of the operations that it ends.
    pub event: Event,
}

/// Whether any step is registered on `OnBackgroundOperationComplete`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// One is: the end of an operation is to be raised.
    Heard,
    /// None is: raising it would come to nothing.
    Unheard,
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
    /// A new system job, which runs if the change is committed (PL-020).
    Job(Box<JobSubmission>),
    /// Somebody wants something of a system job (PL-022).
    JobWish {
        /// The job.
        job: Uuid,
        /// What.
        wish: Wish,
    },
    /// Something happened to a system job. If that is no news, the whole change is
    /// [`Refusal::StaleJob`].
    JobSignal {
        /// The job.
        job: Uuid,
        /// What happened.
        signal: job::Signal,
    },
    /// An attempt of a system job succeeded: that and its work are one. If that is no news, the
    /// whole change is [`Refusal::StaleJob`]; if it was cancelled meanwhile, the work is dropped.
    JobFinish {
        /// The job.
        job: Uuid,
        /// The number of the attempt.
        attempt: u32,
        /// The row changes it wants.
        work: Vec<Write>,
    },
    /// Asks for callbacks that are due, in the order in which they became due.
    NextCallbacks {
        /// Those of this lane.
        lane: String,
        /// Those after this one.
        after: CallbackId,
        /// So many at most.
        most: u32,
    },
    /// Starts the oldest system jobs of a lane that are ready.
    StartJobs {
        /// The lane.
        lane: String,
        /// So many at most.
        most: u32,
    },
    /// Makes suspended system jobs ready whose instant has come, a bounded number at a time.
    WakeJobs,
    /// Asks for completion events that are due, in the order in which they became due.
    NextEvents {
        /// Those after this one.
        after: EventId,
        /// So many at most.
        most: u32,
    },
    /// A completion event was raised; it belongs into one change with what came of that. If it was
    /// raised before, the whole change is [`Refusal::StaleEvent`].
    EventRaised {
        /// Its number.
        event: EventId,
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallbackId(pub i64);

/// The number of a due completion event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(pub i64);

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
    /// How many operations led here, each started by a handler of the one before.
    pub chain: u32,
}

/// The execution of an asynchronous step that is to take place (PL-020).
#[derive(Debug, Clone, PartialEq)]
pub struct JobSubmission {
    /// `asyncoperationid`.
    pub id: Uuid,
    /// `owningextensionid`; its name is the job's.
    pub step: EntityReference,
    /// `messagename`.
    pub message: String,
    /// `regardingobjectid`; its table is `primaryentitytype`.
    pub regarding: Option<EntityReference>,
    /// Jobs of one lane share a bound: the origin of a webhook's URL, empty in process.
    pub lane: String,
    /// What the handler is told, in a form of the pipeline's own.
    pub context: String,
    /// Who runs it, owns the row and made it.
    pub caller: Uuid,
    /// `correlationid`.
    pub correlation: Uuid,
    /// `requestid`.
    pub request: Option<Uuid>,
    /// `depth`.
    pub depth: u8,
    /// As [`Submission::origin`].
    pub origin: String,
    /// As [`Submission::chain`].
    pub chain: u32,
    /// Whether the row stays.
    pub keep: KeepJob,
}

/// Whether the row of a system job stays when it has succeeded (`asyncautodelete`, BG-0A5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepJob {
    /// It does.
    Always,
    /// It is deleted; that of a failed or cancelled job stays.
    UntilSuccess,
}

impl KeepJob {
    pub(super) const fn stored(self) -> i64 {
        match self {
            Self::Always => 1,
            Self::UntilSuccess => 0,
        }
    }

    pub(super) const fn read(stored: i64) -> Self {
        match stored {
            0 => Self::UntilSuccess,
            _ => Self::Always,
        }
    }
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
    /// System jobs have started, the oldest first.
    JobsStarted {
        /// What each is to do.
        calls: Vec<JobCall>,
    },
    /// Callbacks that are due, the oldest first.
    CallbacksDue {
        /// What each posts, and where to.
        due: Vec<CallbackDue>,
    },
    /// Completion events that are due, the oldest first.
    EventsDue {
        /// The facts of each.
        events: Vec<EventDue>,
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
    /// There is no such operation or job: its row was deleted, or has expired.
    Gone,
    /// The system job has no use for it.
    IgnoredJob(job::Ignored),
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
