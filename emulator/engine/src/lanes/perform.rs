//! One attempt of a system job, from its start to the change that ends it.
//!
//! What a plug-in writes is committed request by request, before the end; what a request of the job's own writes is
//! committed with it, and so is what stays of one that has failed. A plug-in has the execution limit; code that
//! does not return keeps running in its slot, without effect. A call to a service endpoint has its own time-out.

use dataverse_operation::job::{JobSignal, Retry};
use jiff::Timestamp;

use super::Lane;
use crate::EngineParts;
use crate::attempt::AbortOnDrop;
use crate::jobs::{JobCall, JobEnd, JobFailure};
use dataverse_operation::fault::Fault;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::Kind;
use dataverse_runtime::crash_points::CrashPoint;
use dataverse_runtime::deadline::Deadline;
use dataverse_store::{Refusal, Write};
use uuid::Uuid;

/// Runs an attempt and commits its end; `work` counts until the follow-up is counted.
pub(super) async fn run(parts: &EngineParts, lane: &Lane, call: JobCall, work: &Work) {
    parts.faults.reach(CrashPoint::JobStarted);
    let (job, attempt) = (call.job, call.tries.saturating_add(1));
    let plug_in = call.name.clone();
    let limit = parts.rules().execution_limit.get();
    let at = parts.clock.now().saturating_add(limit);
    let at = at.unwrap_or(Timestamp::MAX);
    let timer = async {
        match lane.is_in_process() {
            true => parts.clock.wait_until(at, Kind::Housekeeping).await,
            false => std::future::pending().await,
        }
    };
    let (deadline, waiting) = Deadline::new(at);
    // On its own task: the code may panic, and may run past its deadline.
    let performing = parts.jobs.perform(call, deadline, work.clone());
    let mut performing = AbortOnDrop(tokio::spawn(performing));
    let performed = tokio::select! {
        biased;
        performed = &mut performing.0 => performed,
        fired = timer => {
            // Before the end is committed: after a job that has failed, its code writes nothing any more.
            drop(waiting);
            let failure = never(parts.rules().time_out_code.fault(&plug_in));
            enter(parts, job, attempt, failure.into(), &fired).await;
            drop(fired);
            performing.ended(work).await;
            return;
        }
    };
    parts.faults.reach(CrashPoint::JobPerformed);
    // A panic may have left the class at *network*.
    work.switch(Class::Busy);
    let end = performed.unwrap_or_else(|error| {
        tracing::error!(%job, %error, "the handler of a system job panicked");
        never(Fault::unexpected()).into()
    });
    enter(parts, job, attempt, end, work).await;
}

const fn never(fault: Fault) -> JobFailure {
    JobFailure {
        fault,
        again: Retry::Permanent,
    }
}

/// Commits the end of an attempt.
async fn enter(parts: &EngineParts, job: Uuid, attempt: u32, end: JobEnd, work: &Work) {
    let faulted = |JobFailure { fault, again }| JobSignal::Faulted {
        attempt,
        fault,
        again,
    };
    let JobEnd { mut writes, result } = end;
    let has_work = !writes.is_empty();
    let signal = match result.clone() {
        Ok(()) => JobSignal::Succeeded { attempt },
        Err(failure) => faulted(failure),
    };
    writes.push(Write::JobSignal { job, signal });
    let ended = match parts.commit(writes, work).await {
        // The store has kept nothing of the change: the refusal is the failure of a job that had none.
        Err(refusal) if has_work && !is_late(&refusal) => {
            let signal = faulted(match result {
                Ok(()) => parts.jobs.refused(refusal),
                Err(failure) => {
                    tracing::error!(%job, %refusal, "what stays of a failed system job is lost");
                    failure
                }
            });
            let end = vec![Write::JobSignal { job, signal }];
            parts.commit(end, work).await
        }
        ended => ended,
    };
    match ended {
        Ok(_) => parts.faults.reach(CrashPoint::JobFinished),
        Err(refusal) if is_late(&refusal) => {
            tracing::debug!(%job, %attempt, %refusal, "the end of a system job is dropped");
        }
        Err(refusal) => tracing::error!(%job, %refusal, "the end of a system job is lost"),
    }
}

fn is_late(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::StaleJob { .. } | Refusal::Closed)
}
