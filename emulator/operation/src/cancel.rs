//! The one wish that can be refused: to cancel an operation.
//!
//! Row updates and the status monitor's DELETE ask the same thing (BG-070, BG-072). Who may ask is
//! not known here.

use dataverse_bug::Bug;
use jiff::Timestamp;

use crate::attempt::Attempt;
use crate::phase::{CancelWish, Canceling, Phase, Ran, Running};
use crate::rules::Rules;
use crate::step::{Effect, Ignored, Step, later};

/// The operation is completed; the text is the platform's (BG-075 to BG-077).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Canceling background operation is not allowed after it is in terminal state.")]
pub struct CancelRefused;

/// Asks to cancel.
///
/// What has not started never will (BG-054); what runs is not stopped, but not retried either
/// (BG-074); to ask twice changes nothing (BG-078).
pub fn cancel(phase: &Phase, now: Timestamp, rules: &Rules) -> Result<Step, CancelRefused> {
    match phase {
        Phase::Waiting(waiting) => Ok(canceling(waiting.attempt, waiting.ran, now, rules)),
        Phase::Running(running) if Bug::CancelStopsPlugIn.is_on() => {
            Ok(canceling(running.attempt, running.ran(), now, rules))
        }
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
        Phase::Done(_) if Bug::LateCancelGranted.is_on() => Ok(Step::Ignored(Ignored::AlreadyDone)),
        Phase::Done(_) => Err(CancelRefused),
    }
}

/// Nothing starts any more.
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
