//! Recovery: the unfinished operations at the start of an engine.
//!
//! Attempts that were running ended with their process. All other waits and queue places are as
//! before.

use dataverse_operation::attempt::Attempt;
use dataverse_operation::phase::{Phase, Ready, Waiting};
use dataverse_store::{EffectKind, Unfinished};

/// The action for an unfinished operation.
#[derive(Debug)]
pub(super) enum Resume {
    /// Handle this effect again.
    Due(EffectKind),
    /// Signal that the running attempt was interrupted.
    Interrupted(Attempt),
    /// No action: the operation is completed.
    Nothing,
}

pub(super) fn resume(unfinished: Unfinished) -> Resume {
    let Unfinished {
        sequence,
        name,
        phase,
        ..
    } = unfinished;
    match phase {
        Phase::Waiting(Waiting { attempt, ready, .. }) => Resume::Due(match ready {
            Ready::At { due: at, .. } => EffectKind::WakeAt {
                at,
                sequence,
                attempt,
                name,
            },
            Ready::Immediately => EffectKind::Enqueue {
                sequence,
                attempt,
                name,
            },
        }),
        Phase::Running(running) => Resume::Interrupted(running.attempt),
        Phase::Canceling(canceling) => Resume::Due(EffectKind::SettleCancelAt {
            at: canceling.settles_at,
        }),
        Phase::Done(_) => Resume::Nothing,
    }
}
