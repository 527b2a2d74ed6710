//! What is due because of a committed change, handed to whoever performs it.
//!
//! Sent in the order of the commits, after the commit that made it true. How it is performed is the
//! engine's business.

use dataverse_operation::attempt::Attempt;
use dataverse_operation::status::Status;
use jiff::Timestamp;
use uuid::Uuid;

use crate::change::{CallbackId, EventId};
use dataverse_model::Provenance;
use dataverse_runtime::activity::Work;

/// One thing that is due.
#[derive(Debug)]
pub struct DueEffect {
    /// The operation or system job it is due for; nil for the store's own housekeeping.
    pub operation: Uuid,
    /// What is due.
    pub effect: EffectKind,
    /// Counts it as work; taken before the change's own guard was dropped.
    pub guard: Work,
}

/// What is due.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectKind {
    /// Execute the attempt.
    Run {
        /// The attempt.
        attempt: Attempt,
        /// When it is out of time.
        deadline: Timestamp,
        /// What is to be done.
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
    /// A callback is to be posted: ask for it when its lane has a slot.
    CallbackDue {
        /// The lane: scheme and authority of its address.
        lane: String,
    },
    /// A completion event is to be raised: ask for it.
    EventDue,
    /// A system job is ready: start it when its lane has a slot.
    JobReady {
        /// The lane.
        lane: String,
    },
    /// The first of the suspended system jobs is ready again at this instant now; none is suspended
    /// where there is none.
    JobsDue {
        /// The instant.
        next: Option<Timestamp>,
    },
    /// The operation is completed; sent once.
    Ended {
        /// One of the three terminal statuses.
        status: Status,
    },
    /// The operation is gone before it was completed: its row was deleted, or has expired.
    Gone,
    /// The operation's `priority` was set.
    Prioritized {
        /// The column's value; 0 where it has none.
        priority: i32,
    },
    /// The earliest expiry of all rows is this instant now: sweep then.
    ExpiryMoved {
        /// The instant.
        at: Timestamp,
    },
}

/// What an attempt is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// [`Submission::name`](crate::Submission::name).
    pub name: String,
    /// [`Submission::task`](crate::Submission::task).
    pub task: String,
    /// [`Submission::provenance`](crate::Submission::provenance).
    pub provenance: Provenance,
}

/// What an attempt of a system job is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCall {
    /// `asyncoperationid`.
    pub job: Uuid,
    /// The step.
    pub step: Uuid,
    /// The step's name, and the job's.
    pub name: String,
    /// What the handler is told, as it was submitted.
    pub context: String,
    /// [`JobSubmission::provenance`](crate::JobSubmission::provenance).
    pub provenance: Provenance,
    /// How many attempts have started before this one.
    pub tries: u32,
}

/// A completion event that is to be raised; it outlives the row of its operation (BG-0A1, BG-0A2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDue {
    /// Its number.
    pub id: EventId,
    /// The operation that has ended.
    pub operation: Uuid,
    /// Its name.
    pub name: String,
    /// The address of its status monitor.
    pub location: String,
    /// `backgroundoperationstatecode`.
    pub state: i32,
    /// `backgroundoperationstatuscode`.
    pub status: i32,
    /// That of the request that submitted it.
    pub provenance: Provenance,
    /// Whether it has a callback too.
    pub callback: CalledBack,
}

/// Whether the end of an operation is posted to an address as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalledBack {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// A callback that is to be posted; it outlives the row of its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackDue {
    /// Its number.
    pub id: CallbackId,
    /// The operation that has ended.
    pub operation: Uuid,
    /// Where to.
    pub url: String,
    /// The JSON text to post.
    pub payload: String,
    /// How often it has been tried.
    pub tries: u32,
    /// Not before this instant.
    pub due: Timestamp,
}
