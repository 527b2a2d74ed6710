//! What an engine starts with: what was unfinished when the organization was closed, or died.
//!
//! Attempts that were running are gone with the process that ran them; everything else is due as
//! it was before.

use dataverse_operation::attempt::Attempt;
use dataverse_operation::phase::{Phase, Ready, Waiting};
use dataverse_store::{EffectKind, Unfinished};

/// What has to happen to an unfinished operation.
#[derive(Debug)]
pub(super) enum Resume {
    /// What was due is due.
    Due(EffectKind),
    /// The attempt that was running is gone.
    Interrupted(Attempt),
    /// Nothing: it is done.
    Nothing,
}

/// What has to happen to it.
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
