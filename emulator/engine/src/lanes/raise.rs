//! Raises one completion event: one change creates its system jobs and marks it as raised.
//!
//! An event that cannot be raised is tried again a few times, then left until the organization is
//! opened again: the event is not lost, and later events are not delayed.

use crate::EngineParts;
use crate::attempt::AbortOnDrop;
use crate::jobs::EventDue;
use dataverse_runtime::activity::Work;
use dataverse_runtime::crash_points::CrashPoint;
use dataverse_store::{Refusal, Write};

/// How often an event is tried until the organization is opened again.
const TRIES: u32 = 3;

/// Whether an event has been raised.
enum Raised {
    /// The event was raised, or needs no further try.
    Done,
    /// The event could not be raised.
    Not,
}

/// Raises an event; `work` counts until the follow-up is counted.
pub(super) async fn run(parts: &EngineParts, event: &EventDue, work: &Work) {
    for left in (0..TRIES).rev() {
        if let Raised::Done = raise(parts, event, work).await {
            return;
        }
        if left > 0 {
            let delay = parts.rules().job_retry_delay.get();
            let at = parts.clock.now().saturating_add(delay);
            let at = at.unwrap_or(jiff::Timestamp::MAX);
            parts.clock.sleep_until(at, work).await;
        }
    }
    tracing::error!(operation = %event.operation, "a completion event is left for the next start");
}

async fn raise(parts: &EngineParts, event: &EventDue, work: &Work) -> Raised {
    let operation = event.operation;
    // On its own task: the code may panic.
    let mut raising = AbortOnDrop(tokio::spawn(parts.jobs.raise(event.clone())));
    let mut writes = vec![Write::EventRaised { event: event.id }];
    match (&mut raising.0).await {
        Ok(Ok(jobs)) => writes.extend(jobs),
        Ok(Err(fault)) => {
            tracing::warn!(%operation, %fault, "a completion event was not raised");
            return Raised::Not;
        }
        Err(error) => {
            tracing::error!(%operation, %error, "raising a completion event panicked");
            return Raised::Not;
        }
    }
    match parts.commit(writes, work).await {
        Ok(_) => {
            parts.faults.reach(CrashPoint::EventRaised);
            Raised::Done
        }
        Err(Refusal::StaleEvent { .. } | Refusal::Closed) => Raised::Done,
        Err(refusal) => {
            tracing::warn!(%operation, %refusal, "what came of a completion event was refused");
            Raised::Not
        }
    }
}
