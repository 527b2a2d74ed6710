//! The events of an operation.
//!
//! A client's request to cancel is not an event: see `cancel`.

use crate::attempt::Attempt;
use crate::fault::Fault;
use crate::outcome::Outputs;

/// An event of an operation.
#[derive(Debug, Clone, PartialEq)]
pub enum Signal {
    /// A slot is free for this attempt.
    Start {
        /// The attempt.
        attempt: Attempt,
    },
    /// The attempt succeeded.
    Succeeded {
        /// The attempt.
        attempt: Attempt,
        /// The outputs of the attempt.
        outputs: Outputs,
    },
    /// The attempt failed.
    Faulted {
        /// The attempt.
        attempt: Attempt,
        /// The error.
        fault: Fault,
    },
    /// The attempt's deadline has passed.
    TimedOut {
        /// The attempt.
        attempt: Attempt,
        /// Type name of the plug-in that did not end in time, for the error's text.
        plug_in: String,
    },
    /// The process that ran the attempt has ended.
    Interrupted {
        /// The attempt.
        attempt: Attempt,
    },
    /// The instant at which the status becomes Canceled has come.
    CancelDue,
}

impl Signal {
    /// The attempt of the signal; `None` for a signal about the operation.
    pub fn attempt(&self) -> Option<Attempt> {
        match self {
            Self::Start { attempt }
            | Self::Succeeded { attempt, .. }
            | Self::Faulted { attempt, .. }
            | Self::TimedOut { attempt, .. }
            | Self::Interrupted { attempt } => Some(*attempt),
            Self::CancelDue => None,
        }
    }
}
