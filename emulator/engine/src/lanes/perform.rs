//! One attempt of a system job, from its start to the change that ends it.
//!
//! Code in process has the limit that plug-ins have; code that does not return then goes on,
//! without effect, in the slot it has taken. A call to the outside has its own deadline.

use dataverse_operation::job::{Again, Signal};
use jiff::Timestamp;
use tokio::task::JoinError;

use super::Lane;
use crate::EngineParts;
use crate::attempt::AbortOnDrop;
use crate::jobs::{JobCall, JobFailure};
use dataverse_operation::fault::Fault;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::Kind;
use dataverse_runtime::faults::Point;
use dataverse_store::{Refusal, Write};
use uuid::Uuid;

/// What an attempt answers.
type Answer = (Result<Vec<Write>, JobFailure>, Work);

/// Executes an attempt and enters its end. The guard that is returned counts for what follows.
pub(super) async fn run(parts: &EngineParts, lane: &Lane, call: JobCall, guard: Work) -> Work {
    parts.faults.reach(Point::JobStarted);
    let (job, attempt) = (call.job, call.tries.saturating_add(1));
    let plug_in = call.name.clone();
    let limit = parts.rules().execution_limit.get();
    let deadline = parts.clock.now().saturating_add(limit);
    let deadline = deadline.unwrap_or(Timestamp::MAX);
    let timer = lane
        .is_in_process()
        .then(|| parts.clock.wait_until(deadline, Kind::Housekeeping));
    // A task of its own: it may panic, and it may go on after its deadline.
    let mut performing = AbortOnDrop(tokio::spawn(parts.jobs.perform(call, deadline, guard)));
    let Some(mut timer) = timer else {
        let answer = (&mut performing.0).await;
        return performed(parts, job, attempt, answer).await;
    };
    let fired = tokio::select! {
        biased;
        answer = &mut performing.0 => return performed(parts, job, attempt, answer).await,
        fired = &mut timer => fired,
    };
    let failure = JobFailure {
        fault: parts.rules().time_out_code.fault(&plug_in),
        again: Again::Never,
    };
    enter(parts, job, attempt, Err(failure), &fired).await;
    drop(fired);
    // Its word is of no interest; its slot is free only now.
    match (&mut performing.0).await {
        Ok((_, guard)) => guard,
        Err(_) => parts.activity.guard(Class::Busy),
    }
}

async fn performed(
    parts: &EngineParts,
    job: Uuid,
    attempt: u32,
    answer: Result<Answer, JoinError>,
) -> Work {
    parts.faults.reach(Point::JobPerformed);
    let (result, guard) = answer.unwrap_or_else(|error| {
        tracing::error!(%job, %error, "the handler of a system job panicked");
        let failure = JobFailure {
            fault: Fault::unexpected(),
            again: Again::Never,
        };
        (Err(failure), parts.activity.guard(Class::Busy))
    });
    enter(parts, job, attempt, result, &guard).await;
    guard
}

/// Enters the end of an attempt; with a refused work, that it failed because of that.
async fn enter(
    parts: &EngineParts,
    job: Uuid,
    attempt: u32,
    result: Result<Vec<Write>, JobFailure>,
    guard: &Work,
) {
    let failed = |JobFailure { fault, again }| Write::JobSignal {
        job,
        signal: Signal::Faulted {
            attempt,
            fault,
            again,
        },
    };
    let end = match result {
        Ok(work) => Write::JobFinish { job, attempt, work },
        Err(failure) => failed(failure),
    };
    let entered = match parts.commit(vec![end], guard).await {
        Err(refusal) if !is_late(&refusal) => {
            // Nothing of the change was kept; what is left to say is that, and why.
            let failure = JobFailure {
                fault: parts.perform.refused(refusal),
                again: Again::Never,
            };
            parts.commit(vec![failed(failure)], guard).await
        }
        other => other,
    };
    match entered {
        Ok(_) => parts.faults.reach(Point::JobFinished),
        Err(refusal) if is_late(&refusal) => {
            tracing::debug!(%job, %attempt, %refusal, "the end of a system job is dropped");
        }
        Err(refusal) => tracing::error!(%job, %refusal, "the end of a system job is lost"),
    }
}

fn is_late(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::StaleJob { .. } | Refusal::Closed)
}
