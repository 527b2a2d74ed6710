//! The phases of an operation.
//!
//! Each phase has only the data that can exist in it: only a completed operation has an end,
//! outputs or an error. `record` computes the columns of a phase; only `step` and `cancel` change a
//! phase.
//!
//! # Stored form
//!
//! A phase is stored as JSON: one object with one member, named after the phase (`waiting`,
//! `running`, `canceling`, `done`). Instants are RFC 3339 texts, attempts are numbers. The forms of
//! earlier versions can be read; unknown members are refused. A test holds the form.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::attempt::Attempt;
use crate::fault::Fault;
use crate::outcome::Outcome;

/// The state of an operation at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The next attempt has not started.
    Waiting(Waiting),
    /// An attempt is running.
    Running(Running),
    /// Cancelled while no attempt was running; no attempt will start (BG-054).
    Canceling(Canceling),
    /// Completed; the final phase (BG-056).
    Done(Done),
}

impl Phase {
    /// Whether the next attempt has not started: the first one, or a retry.
    pub const fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }

    /// Whether the operation is not completed.
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Done(_))
    }
}

/// The next attempt has not started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// The attempt that starts next.
    pub attempt: Attempt,
    /// When the attempt may start.
    pub ready: Ready,
    /// The attempts that have run.
    #[serde(default, skip_serializing_if = "Ran::is_never")]
    pub ran: Ran,
}

/// When a waiting attempt may start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ready {
    /// As soon as a slot is free.
    Immediately,
    /// Not before an instant: the attempt is a retry with backoff (BG-090).
    #[serde(rename = "at")]
    At {
        /// The instant.
        due: Timestamp,
        /// The error of the previous attempt. No column shows it before the operation is completed.
        after: Fault,
    },
}

/// An attempt is running.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Running {
    /// The running attempt.
    pub attempt: Attempt,
    /// Start of the first attempt and of this one.
    pub starts: Starts,
    /// The instant at which the attempt times out (BG-095).
    pub deadline: Timestamp,
    /// Whether a client has requested to cancel the operation.
    #[serde(default, skip_serializing_if = "CancelWish::is_not_asked")]
    pub cancel: CancelWish,
}

/// Whether a client has requested to cancel a running operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelWish {
    /// No client has.
    #[default]
    NotAsked,
    /// Cancellation is requested: the attempt is not stopped, but not retried either (BG-074).
    Asked,
}

impl CancelWish {
    fn is_not_asked(&self) -> bool {
        *self == Self::NotAsked
    }
}

/// Cancelled while no attempt was running.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canceling {
    /// The instant at which the status becomes Canceled (U-05).
    pub settles_at: Timestamp,
    /// The attempt that would have started next.
    pub attempt: Attempt,
    /// The attempts that have run.
    #[serde(default, skip_serializing_if = "Ran::is_never")]
    pub ran: Ran,
}

/// Completed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// The outcome.
    pub outcome: Outcome,
    /// The instant of the end.
    pub ended: Timestamp,
    /// The final attempt, or the attempt that was prevented by a cancellation.
    pub attempt: Attempt,
    /// What was executed.
    #[serde(default, skip_serializing_if = "Ran::is_never")]
    pub ran: Ran,
}

/// The attempts of an operation that have run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ran {
    /// No attempt has started.
    #[default]
    Never,
    /// The attempts up to this one have started.
    Until {
        /// The latest attempt that has started.
        attempt: Attempt,
        /// Start of the first attempt and of the latest one.
        starts: Starts,
    },
}

impl Ran {
    fn is_never(&self) -> bool {
        *self == Self::Never
    }

    /// Start of the first and of the latest attempt; `None` if none has started.
    pub fn starts(&self) -> Option<Starts> {
        match self {
            Self::Never => None,
            Self::Until { starts, .. } => Some(*starts),
        }
    }
}

/// The instants at which attempts started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starts {
    /// The first attempt.
    pub first: Timestamp,
    /// The latest attempt.
    pub latest: Timestamp,
}

impl Running {
    /// The attempts that have run, this one included.
    pub fn ran(&self) -> Ran {
        Ran::Until {
            attempt: self.attempt,
            starts: self.starts,
        }
    }
}

#[cfg(test)]
mod tests;
