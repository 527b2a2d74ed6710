//! Where the engine enters what happened, and what it is told is due because of that.
//!
//! The engine holds no phase of any operation. It enters signals; whoever keeps the operations
//! applies them, stores the outcome, and only then releases what is due. How that is kept is not
//! known here.

use dataverse_operation::attempt::Attempt;
use dataverse_operation::fault::Fault;
use dataverse_operation::step::Signal;
use futures::future::BoxFuture;
use jiff::Timestamp;
use uuid::Uuid;

use crate::activity::Guard;

/// Keeps the operations of one organization.
pub trait Ledger: Send + Sync + 'static {
    /// Enters one thing, with all that belongs to it or not at all. Resolves after it is kept.
    fn enter(&self, entry: Entry, guard: Guard) -> BoxFuture<'static, Result<(), NotEntered>>;
}

/// What the engine has to say.
#[derive(Debug)]
pub enum Entry {
    /// Something happened to an operation.
    Signal {
        /// The operation.
        operation: Uuid,
        /// What happened.
        signal: Signal,
        /// The row changes of the attempt that succeeded; kept only together with the signal.
        work: Vec<Write>,
    },
    /// A callback was attempted: it is done with, or due again at an instant.
    CallbackTried {
        /// The callback.
        callback: i64,
        /// When to try again; never if there is none.
        next: Option<Timestamp>,
    },
    /// Rows whose time has come go away.
    Expire,
}

/// Why something was not entered; nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum NotEntered {
    /// The operation has gone on, or is gone.
    #[error("the operation has gone on without it")]
    Superseded,
    /// The attempt's row changes cannot be made.
    #[error("the work of the attempt is refused: {0}")]
    WorkRefused(Fault),
    /// Nothing is kept any more.
    #[error("the store is closed")]
    Closed,
}

/// A row change. 
pub type Write = ();

/// Something that is due, released after the change that made it so is kept.
#[derive(Debug)]
pub struct Released {
    /// The operation.
    pub operation: Uuid,
    /// What is due.
    pub effect: ReleasedEffect,
    /// Counts it until it is taken care of.
    pub guard: Guard,
}

/// What is due.
#[derive(Debug)]
pub enum ReleasedEffect {
    /// Execute an attempt.
    Run {
        /// Which one.
        attempt: Attempt,
        /// When it is out of time.
        deadline: Timestamp,
        /// What to do.
        work: Work,
    },
    /// Signal a start as soon as a slot is free.
    Enqueue(Queued),
    /// From an instant on, treat it as `Enqueue`.
    WakeAt {
        /// The instant.
        at: Timestamp,
        /// What then.
        queued: Queued,
    },
    /// Signal that a cancellation is due.
    SettleCancelAt {
        /// When.
        at: Timestamp,
    },
    /// Call back.
    Callback(CallbackDue),
    /// A row expires at this instant, and none before.
    ExpiryMoved {
        /// When.
        at: Timestamp,
    },
    /// Nothing is due any more.
    Ended,
}

/// An attempt that waits for its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// The attempt.
    pub attempt: Attempt,
    /// Unique name of the custom API.
    pub custom_api: String,
    /// The `priority` of the row; higher goes first where the rule says so.
    pub priority: i32,
}

/// What an attempt executes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Unique name of the custom API.
    pub custom_api: String,
}

/// A callback that is due (BG-080).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackDue {
    /// Its key.
    pub id: i64,
    /// The operation that ended.
    pub operation: Uuid,
    /// Where it goes.
    pub url: String,
    /// What is sent, as it is.
    pub payload: String,
    /// How often it was tried.
    pub tries: u32,
}
