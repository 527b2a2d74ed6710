//! What an engine starts with: what was unfinished when the organization was closed, or died.
//!
//! Attempts that were running are gone with the process that ran them; everything else is due as
//! it was before.

use dataverse_operation::attempt::Attempt;
use dataverse_operation::phase::{Phase, Ready, Waiting};
use uuid::Uuid;

use crate::store::{CallbackDue, ReleasedEffect};

/// What was left unfinished.
#[derive(Debug, Default)]
pub struct Recovered {
    /// Operations that are not done, in the order in which they get a slot.
    pub operations: Vec<Unfinished>,
    /// Callbacks that are not done with.
    pub callbacks: Vec<CallbackDue>,
}

/// An operation that is not done.
#[derive(Debug)]
pub struct Unfinished {
    /// The operation.
    pub operation: Uuid,
    /// Its place in the queue.
    pub sequence: i64,
    /// Unique name of the custom API.
    pub custom_api: String,
    /// Its phase.
    pub phase: Phase,
}

/// What has to happen to an unfinished operation.
#[derive(Debug)]
pub(super) enum Resume {
    /// What was due is due.
    Due(ReleasedEffect),
    /// The attempt that was running is gone.
    Interrupted(Attempt),
    /// Nothing: it is done.
    Nothing,
}

impl Unfinished {
    pub(super) fn resume(self) -> Resume {
        let (sequence, custom_api) = (self.sequence, self.custom_api);
        match self.phase {
            Phase::Waiting(Waiting { attempt, ready, .. }) => Resume::Due(match ready {
                Ready::At { due: at, .. } => ReleasedEffect::WakeAt {
                    at,
                    sequence,
                    attempt,
                    custom_api,
                },
                Ready::Immediately => ReleasedEffect::Enqueue {
                    sequence,
                    attempt,
                    custom_api,
                },
            }),
            Phase::Running(running) => Resume::Interrupted(running.attempt),
            Phase::Canceling(canceling) => Resume::Due(ReleasedEffect::SettleCancelAt {
                at: canceling.settles_at,
            }),
            Phase::Done(_) => Resume::Nothing,
        }
    }
}
