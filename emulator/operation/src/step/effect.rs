//! The result of a signal or a cancellation: a new phase with its effects, or no change.
//!
//! How an effect is performed is not known here.

use std::fmt;

use jiff::Timestamp;

use crate::attempt::Attempt;
use crate::fault::Fault;
use crate::phase::Phase;
use crate::status::Status;

/// The result of a signal or a cancellation.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The operation enters this phase.
    Moved {
        /// The new phase, to be stored.
        phase: Phase,
        /// The effects that are due once the phase is stored.
        effects: Vec<Effect>,
    },
    /// The phase does not change.
    Ignored(Ignored),
}

/// An effect of a step, which the engine performs.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Execute the attempt and signal its result, at the latest `TimedOut` at the deadline.
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
    /// From this instant on, as `Enqueue`.
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
    /// Notify everything that waits for the end. Happens once in the life of an operation (BG-087).
    Complete(Completion),
}

/// The data of the callback and the completion event.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// One of the three terminal statuses.
    pub status: Status,
    /// The error; present exactly if the status is Failed.
    pub fault: Option<Fault>,
}

/// Why a signal changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// The operation is completed.
    AlreadyDone,
    /// The operation is being cancelled.
    AlreadyCanceling,
    /// The attempt is already running.
    AlreadyRunning,
    /// The signal names an attempt other than this one, which is the current one.
    OtherAttempt(Attempt),
    /// The attempt of the signal is not running.
    NotRunning,
    /// The operation is not being cancelled.
    NotCanceling,
    /// The signal comes too early: it is due at this instant.
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
