//! What comes of a signal or a wish: a new phase with what is due because of it, or nothing.
//!
//! Who performs an effect, and how, is not known here.

use std::fmt;

use jiff::Timestamp;

use crate::attempt::Attempt;
use crate::fault::Fault;
use crate::phase::Phase;
use crate::status::Status;

/// What came of a signal or a wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The operation is in another phase.
    Moved {
        /// The new phase, to be stored.
        phase: Phase,
        /// What is due once it is stored.
        effects: Vec<Effect>,
    },
    /// Nothing changed.
    Ignored(Ignored),
}

/// What is due because of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Execute the attempt and signal how it ended, `TimedOut` at the deadline at the latest.
    Run {
        /// The attempt.
        attempt: Attempt,
        /// Its deadline.
        deadline: Timestamp,
    },
    /// Signal `Start` as soon as a slot is free.
    Enqueue {
        /// The attempt.
        attempt: Attempt,
    },
    /// From this instant on, treat it as `Enqueue`.
    WakeAt {
        /// The instant.
        at: Timestamp,
        /// The attempt.
        attempt: Attempt,
    },
    /// Signal `CancelDue` at this instant.
    SettleCancelAt {
        /// The instant.
        at: Timestamp,
    },
    /// Tell everyone who waits for the end. Happens once in the life of an operation (BG-087).
    Complete(Completion),
}

/// What the callback and the completion event say of the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// One of the three terminal statuses.
    pub status: Status,
    /// The error, exactly when the status is Failed.
    pub fault: Option<Fault>,
}

/// Why a signal changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// The operation is completed.
    AlreadyDone,
    /// The operation is being cancelled.
    AlreadyCanceling,
    /// The attempt is being executed already.
    AlreadyRunning,
    /// The signal speaks of another attempt than this one, whose turn it is.
    OtherAttempt(Attempt),
    /// The attempt that the signal speaks of is not being executed.
    NotRunning,
    /// Nobody has cancelled it before it started.
    NotCanceling,
    /// It is too early: not before this instant.
    NotDue(Timestamp),
}

impl fmt::Display for Ignored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyDone => formatter.write_str("it is completed"),
            Self::AlreadyCanceling => formatter.write_str("it is being canceled"),
            Self::AlreadyRunning => formatter.write_str("the attempt is being executed"),
            Self::OtherAttempt(current) => write!(formatter, "it is attempt {current}'s turn"),
            Self::NotRunning => formatter.write_str("no attempt is being executed"),
            Self::NotCanceling => formatter.write_str("nothing waits for a cancellation"),
            Self::NotDue(due) => write!(formatter, "it is not due before {due}"),
        }
    }
}
