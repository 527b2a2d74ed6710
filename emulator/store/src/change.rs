//! Changes that the writer applies, and its answers.
//!
//! A change is atomic: all of it is committed, or nothing. In the same transaction the writer
//! checks existence, uniqueness, row versions, definitions and the phases of operations. Whether a
//! value is allowed in its column is checked before a change is made.

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
    /// In the order in which they are applied. Shared, so that a sender can send the change again.
    pub writes: Arc<Vec<Write>>,
    /// The instant of the change, on the organization's clock.
    pub now: Timestamp,
    /// The rules that operations follow.
    pub rules: Arc<Rules>,
    /// Counts the change as work until its effects are released.
    pub guard: Work,
    /// Whether the end of an operation raises the completion event.
    pub event: CompletionEvent,
}

/// Whether a step is registered on `OnBackgroundOperationComplete`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionEvent {
    /// A step is registered: the end of an operation raises the event.
    Subscribed,
    /// No step is registered: the event is not raised.
    Unsubscribed,
}

/// One write.
#[derive(Debug, Clone)]
pub enum Write {
    /// A new row. Columns that are not named are null: the message fills in defaults.
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
        /// The expected state of the row.
        expect: Expect,
    },
    /// Removes a row and, by the cascade rules of the relationships, the rows that refer to it.
    /// Deleting a row of the operations table ends the operation: later signals to it are stale
    /// (BG-07B).
    Delete {
        /// Its table.
        table: Arc<Table>,
        /// Its key.
        id: Uuid,
        /// The expected state of the row.
        expect: Expect,
    },
    /// A new background operation.
    Submit(Box<Submission>),
    /// A signal to an operation. If the operation's phase has no use for the signal, the whole
    /// change is refused with [`Refusal::Stale`](crate::Refusal::Stale).
    Signal {
        /// The operation.
        operation: Uuid,
        /// The signal.
        signal: Signal,
    },
    /// An attempt of an operation succeeded: its outputs and its row changes are committed
    /// together. If the operation no longer waits for this attempt, the whole change is refused
    /// with [`Refusal::Stale`](crate::Refusal::Stale). If the step turns the success into a
    /// failure, the row changes are dropped.
    Finish {
        /// The operation.
        operation: Uuid,
        /// The attempt.
        attempt: Attempt,
        /// The outputs of the attempt.
        outputs: Outputs,
        /// The row changes of the attempt.
        work: Vec<Write>,
    },
    /// A request to cancel an operation.
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
    /// A client's request about a system job: cancel, resume, postpone or pause (PL-022).
    JobWish {
        /// The job.
        job: Uuid,
        /// The request.
        wish: Wish,
    },
    /// A signal to a system job. If the job's state has no use for the signal, the whole change is
    /// refused with [`Refusal::StaleJob`](crate::Refusal::StaleJob). A job that succeeded and whose row does
    /// not stay is removed in the same change.
    JobSignal {
        /// The job.
        job: Uuid,
        /// The signal.
        signal: job::JobSignal,
    },
    /// Asks for due callbacks, in the order in which they became due.
    NextCallbacks {
        /// The lane.
        lane: String,
        /// Callbacks after this one.
        after: CallbackId,
        /// How many at most.
        most: u32,
    },
    /// Starts the oldest system jobs of a lane that are ready.
    StartJobs {
        /// The lane.
        lane: String,
        /// How many at most.
        most: u32,
    },
    /// Makes suspended system jobs ready whose instant has come, up to a bound per change.
    WakeJobs,
    /// Asks for due completion events, in the order in which they became due.
    NextEvents {
        /// Events after this one.
        after: EventId,
        /// How many at most.
        most: u32,
    },
    /// A completion event was raised. Belongs to the change that inserts the jobs of the event. If
    /// the event was raised before, the whole change is refused with
    /// [`Refusal::StaleEvent`](crate::Refusal::StaleEvent).
    EventRaised {
        /// Its number.
        event: EventId,
    },
    /// Changes the tables themselves, for the writes that follow. Once the change is answered,
    /// [`Store::metadata`](crate::Store::metadata) has the new tables. A definition that does not
    /// fit is refused with [`Refusal::Definition`](crate::Refusal::Definition).
    Define(Box<Definition>),
    /// Removes expired rows of operations and of the trace log, up to a bound per change.
    Expire,
    /// Stores a value of the organization: the clock, the seed, the number of restarts.
    Remember {
        /// Its name.
        key: String,
        /// The value.
        value: String,
    },
}

/// The state that a row must have before it is changed or removed.
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
            Self::Finish { work, .. } => work.iter().any(|write| write.touches(wanted)),
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
