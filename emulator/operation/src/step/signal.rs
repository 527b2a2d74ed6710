//! What can happen to an operation by itself.
//!
//! What somebody wishes for is not here: see `cancel`.

use crate::attempt::Attempt;
use crate::fault::Fault;
use crate::outcome::Outputs;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Signal {
    /// A slot is free for this attempt.
    Start {
        /// The attempt.
        attempt: Attempt,
    },
    /// The attempt answered.
    Succeeded {
        /// The attempt.
        attempt: Attempt,
        /// What it answered.
        outputs: Outputs,
    },
    /// The attempt ended in an error.
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
        /// Type name of the plug-in that did not answer, for the error's text.
        plug_in: String,
    },
    /// The process that executed the attempt is gone.
    Interrupted {
        /// The attempt.
        attempt: Attempt,
    },
    /// The instant at which a cancellation settles has come.
    CancelDue,
}

impl Signal {
    /// The attempt it speaks of; none when it speaks of the operation.
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
