//! Effects of committed changes, released to the engine.
//!
//! Effects are sent after the commit that makes them due, in the order of the commits. The engine
//! performs them.

use dataverse_operation::attempt::Attempt;
use dataverse_operation::status::Status;
use jiff::Timestamp;
use uuid::Uuid;

use crate::change::{CallbackId, EventId};
use crate::submission::Task;
use dataverse_model::Provenance;
use dataverse_runtime::activity::Work;
use dataverse_runtime::way_out::Verb;

/// One released effect.
#[derive(Debug)]
pub struct DueEffect {
    /// The operation or system job of the effect; nil for effects of the store itself.
    pub operation: Uuid,
    /// The effect.
    pub effect: EffectKind,
    /// Counts the effect as work; taken before the guard of the change is dropped.
    pub guard: Work,
}

/// The kinds of effects.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectKind {
    /// Execute the attempt.
    Run {
        /// The attempt.
        attempt: Attempt,
        /// The instant at which the attempt times out.
        deadline: Timestamp,
        /// The work of the attempt.
        submitted: Box<Submitted>,
    },
    /// Let the attempt wait for a slot.
    Enqueue {
        /// Place in the queue: the smallest goes first.
        sequence: i64,
        /// The attempt.
        attempt: Attempt,
        /// The operation's name.
        name: String,
    },
    /// From this instant on, let the attempt wait for a slot.
    WakeAt {
        /// The instant.
        at: Timestamp,
        /// Place in the queue from then on.
        sequence: i64,
        /// The attempt.
        attempt: Attempt,
        /// The operation's name.
        name: String,
    },
    /// Signal `CancelDue` at this instant.
    SettleCancelAt {
        /// The instant.
        at: Timestamp,
    },
    /// A callback is due: ask for it with `Write::NextCallbacks` when its lane has a slot.
    CallbackDue {
        /// The lane: scheme and authority of its address.
        lane: String,
    },
    /// A completion event is due: ask for it with `Write::NextEvents`.
    EventDue,
    /// A system job is ready: start it with `Write::StartJobs` when its lane has a slot.
    JobReady {
        /// The lane.
        lane: String,
    },
    /// The instant at which the first suspended system job is ready again has changed.
    JobsDue {
        /// The instant; `None` if no job is suspended.
        next: Option<Timestamp>,
    },
    /// The operation is completed; released once.
    Ended {
        /// One of the three terminal statuses.
        status: Status,
    },
    /// The operation's row was deleted or has expired before the operation was completed.
    Gone,
    /// The operation's `priority` was set.
    Prioritized {
        /// The column's value; 0 if it is null.
        priority: i32,
    },
    /// The earliest expiry of all rows is now earlier: send `Write::Expire` at this instant.
    ExpiryMoved {
        /// The instant.
        at: Timestamp,
    },
}

/// The work of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// [`Submission::name`](crate::Submission::name).
    pub name: String,
    /// [`Submission::task`](crate::Submission::task).
    pub task: Task,
    /// [`Submission::provenance`](crate::Submission::provenance).
    pub provenance: Provenance,
}

/// The work of a system job's attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCall {
    /// `asyncoperationid`.
    pub job: Uuid,
    /// The step; `None` for a job that does a request.
    pub step: Option<Uuid>,
    /// The job's name, which is the step's.
    pub name: String,
    /// The execution context for the handler, or the request, as submitted.
    pub context: String,
    /// [`JobSubmission::provenance`](crate::JobSubmission::provenance).
    pub provenance: Provenance,
    /// Number of attempts that started before this one.
    pub tries: u32,
}

/// A due completion event; it outlives the row of its operation (BG-0A1, BG-0A2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDue {
    /// Its number.
    pub id: EventId,
    /// The completed operation.
    pub operation: Uuid,
    /// The operation's name.
    pub name: String,
    /// The address of its status monitor.
    pub location: String,
    /// `backgroundoperationstatecode`.
    pub state: i32,
    /// `backgroundoperationstatuscode`.
    pub status: i32,
    /// The provenance of the request that submitted the operation.
    pub provenance: Provenance,
    /// Whether the operation has a callback too.
    pub callback: CalledBack,
}

/// Whether the operation has a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalledBack {
    /// The end of the operation is also posted to a callback.
    Yes,
    /// The operation has no callback.
    No,
}

/// A due callback; it outlives the row of its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackDue {
    /// Its number.
    pub id: CallbackId,
    /// The completed operation.
    pub operation: Uuid,
    /// The address to call.
    pub url: String,
    /// How the address is called.
    pub verb: Verb,
    /// The JSON text to post; empty for a GET.
    pub payload: String,
    /// Number of tries so far.
    pub tries: u32,
    /// The earliest instant of the next try.
    pub due: Timestamp,
}
