//! Cancels an operation, the only request that the state machine can refuse.
//!
//! Row updates and the status monitor's DELETE both call this (BG-070, BG-072). Which caller may
//! cancel is not known here.

use jiff::Timestamp;

use crate::attempt::Attempt;
use crate::phase::{CancelWish, Canceling, Phase, Ran, Running};
use crate::rules::Rules;
use crate::step::{Effect, Ignored, Step, later};

/// The operation is completed and cannot be cancelled; the text is the platform's (BG-075 to
/// BG-077).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Canceling background operation is not allowed after it is in terminal state.")]
pub struct CancelRefused;

/// Cancels an operation.
///
/// An operation that has not started never starts (BG-054). A running attempt is not stopped, but
/// not retried either (BG-074). A second request changes nothing (BG-078).
pub fn cancel(phase: &Phase, now: Timestamp, rules: &Rules) -> Result<Step, CancelRefused> {
    match phase {
        Phase::Waiting(waiting) => Ok(canceling(waiting.attempt, waiting.ran, now, rules)),
        Phase::Running(running) => Ok(match running.cancel {
            CancelWish::Asked => Step::Ignored(Ignored::AlreadyCanceling),
            CancelWish::NotAsked => Step::Moved {
                phase: Phase::Running(Running {
                    cancel: CancelWish::Asked,
                    ..running.clone()
                }),
                effects: Vec::new(),
            },
        }),
        Phase::Canceling(_) => Ok(Step::Ignored(Ignored::AlreadyCanceling)),
        Phase::Done(_) => Err(CancelRefused),
    }
}

/// No attempt starts any more.
fn canceling(attempt: Attempt, ran: Ran, now: Timestamp, rules: &Rules) -> Step {
    let settles_at = later(now, rules.cancel_settles_after.get());
    Step::Moved {
        phase: Phase::Canceling(Canceling {
            settles_at,
            attempt,
            ran,
        }),
        effects: vec![Effect::SettleCancelAt { at: settles_at }],
    }
}
