//! What the writer is asked to do, and what it answers.
//!
//! A change is atomic: all of it is committed, or nothing. The writer checks existence, uniqueness,
//! row version, definitions and the phase of operations inside the same transaction; whether a value is
//! allowed in its column is checked before a change is made.

use std::sync::Arc;

use dataverse_operation::attempt::Attempt;
use dataverse_operation::job::{self, wish::Wish};
use dataverse_operation::outcome::Outputs;
use dataverse_operation::phase::Phase;
use dataverse_operation::rules::Rules;
use dataverse_operation::step::Signal;
use dataverse_protocol::value::Attributes;
use jiff::Timestamp;
use uuid::Uuid;

use crate::due_effect::{CallbackDue, EventDue, JobCall};
use crate::submission::{JobSubmission, Submission};
use dataverse_model::metadata::{Definition, Table};
use dataverse_runtime::activity::Work;

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
    pub guard: Work,
    /// Whether anybody hears of the operations that it ends.
    pub event: CompletionEvent,
}

/// Whether any step is registered on `OnBackgroundOperationComplete`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionEvent {
    /// One is: the end of an operation is to be raised.
    Subscribed,
    /// None is: raising it would come to nothing.
    Unsubscribed,
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
    /// [`Refusal::Stale`](crate::Refusal::Stale).
    Signal {
        /// The operation.
        operation: Uuid,
        /// What happened.
        signal: Signal,
    },
    /// An attempt of an operation succeeded: its outputs and its work are one. If that is no news,
    /// the whole change is [`Refusal::Stale`](crate::Refusal::Stale); if the step makes a failure of it, the work is
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
    /// [`Refusal::StaleJob`](crate::Refusal::StaleJob).
    JobSignal {
        /// The job.
        job: Uuid,
        /// What happened.
        signal: job::JobSignal,
    },
    /// An attempt of a system job succeeded: that and its work are one. If that is no news, the
    /// whole change is [`Refusal::StaleJob`](crate::Refusal::StaleJob); if it was cancelled meanwhile, the work is dropped.
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
    /// raised before, the whole change is [`Refusal::StaleEvent`](crate::Refusal::StaleEvent).
    EventRaised {
        /// Its number.
        event: EventId,
    },
    /// Changes the tables themselves, for the writes that follow. When the change is answered,
    /// [`Store::metadata`](crate::Store::metadata) has it. A definition that does not fit is [`Refusal::Definition`](crate::Refusal::Definition).
    Define(Box<Definition>),
    /// Removes rows that have expired, of operations and of the trace log, a bounded number at a time.
    Expire,
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
    /// Rows have expired.
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

impl Write {
    /// Whether it changes rows of a table of interest, itself or with the work it carries.
    pub fn touches(&self, wanted: &dyn Fn(&Table) -> bool) -> bool {
        match self {
            Self::Insert { table, .. }
            | Self::Update { table, .. }
            | Self::Delete { table, .. } => wanted(table),
            Self::Finish { work, .. } | Self::JobFinish { work, .. } => {
                work.iter().any(|write| write.touches(wanted))
            }
            Self::Submit(_)
            | Self::Signal { .. }
            | Self::Cancel { .. }
            | Self::CallbackTried { .. }
            | Self::Job(_)
            | Self::JobWish { .. }
            | Self::JobSignal { .. }
            | Self::NextCallbacks { .. }
            | Self::StartJobs { .. }
            | Self::WakeJobs
            | Self::NextEvents { .. }
            | Self::EventRaised { .. }
            | Self::Define(_)
            | Self::Expire
            | Self::Remember { .. } => false,
        }
    }
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
