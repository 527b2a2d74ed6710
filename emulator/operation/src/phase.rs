//! What is known of an operation at a moment, phase by phase.
//!
//! A phase holds what can be known in it and nothing else: only a finished operation has an end,
//! outputs or an error. What the table shows of a phase is `record`'s business; how one phase
//! becomes another is `step`'s and `cancel`'s alone.
//!
//! # Stored form
//!
//! A phase is stored as JSON: one object with one member, named after the phase (`waiting`,
//! `running`, `canceling`, `done`). Instants are RFC 3339 texts, attempts are numbers. What an
//! older version wrote is read; unknown members are refused. A test holds the form.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::attempt::Attempt;
use crate::fault::Fault;
use crate::outcome::Outcome;

/// An operation at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// An attempt is yet to start.
    Waiting(Waiting),
    /// An attempt is being executed.
    Running(Running),
    /// Cancelled while no attempt was being executed; nothing will start any more (BG-054).
    Canceling(Canceling),
    /// Completed. Nothing follows (BG-056).
    Done(Done),
}

impl Phase {
    /// Whether an attempt is yet to start: the first, or a retry.
    pub const fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }

    /// Whether something follows.
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Done(_))
    }
}

/// An attempt is yet to start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// The attempt that starts next.
    pub attempt: Attempt,
    /// When it may.
    pub ready: Ready,
    /// What was executed before.
    #[serde(default, skip_serializing_if = "Ran::is_never")]
    pub ran: Ran,
}

/// When a waiting attempt may start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ready {
    /// As soon as a slot is free.
    Immediately,
    /// Not before an instant: it is a retry and backs off (BG-090).
    #[serde(rename = "at")]
    At {
        /// The instant.
        due: Timestamp,
        /// The error of the attempt before. No column shows it while the operation lives.
        after: Fault,
    },
}

/// An attempt is being executed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Running {
    /// Which one.
    pub attempt: Attempt,
    /// When it and the first one started.
    pub starts: Starts,
    /// When it is out of time (BG-095).
    pub deadline: Timestamp,
    /// Whether somebody has asked to cancel.
    #[serde(default, skip_serializing_if = "CancelWish::is_not_asked")]
    pub cancel: CancelWish,
}

/// Whether somebody has asked to cancel a running operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelWish {
    /// Nobody has.
    #[default]
    NotAsked,
    /// It is not stopped, but no retry follows (BG-074).
    Asked,
}

impl CancelWish {
    fn is_not_asked(&self) -> bool {
        *self == Self::NotAsked
    }
}

/// Cancelled while no attempt was being executed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canceling {
    /// When it becomes Canceled (U-05).
    pub settles_at: Timestamp,
    /// The attempt that would have started next.
    pub attempt: Attempt,
    /// What was executed before.
    #[serde(default, skip_serializing_if = "Ran::is_never")]
    pub ran: Ran,
}

/// Completed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// How it ended.
    pub outcome: Outcome,
    /// When it ended.
    pub ended: Timestamp,
    /// The attempt that ended it, or that a cancellation kept from starting.
    pub attempt: Attempt,
    /// What was executed.
    #[serde(default, skip_serializing_if = "Ran::is_never")]
    pub ran: Ran,
}

/// What has been executed of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ran {
    /// Nothing has started.
    #[default]
    Never,
    /// The attempts up to this one.
    Until {
        /// The latest that started.
        attempt: Attempt,
        /// When it and the first one started.
        starts: Starts,
    },
}

impl Ran {
    fn is_never(&self) -> bool {
        *self == Self::Never
    }

    /// When the first and the latest attempt started; none when nothing has.
    pub fn starts(&self) -> Option<Starts> {
        match self {
            Self::Never => None,
            Self::Until { starts, .. } => Some(*starts),
        }
    }
}

/// When attempts started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starts {
    /// The first attempt.
    pub first: Timestamp,
    /// The latest attempt.
    pub latest: Timestamp,
}

impl Running {
    /// What has been executed, this attempt included.
    pub fn ran(&self) -> Ran {
        Ran::Until {
            attempt: self.attempt,
            starts: self.starts,
        }
    }
}

#[cfg(test)]
mod tests;
