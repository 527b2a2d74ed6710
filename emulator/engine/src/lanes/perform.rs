//! One attempt of a system job, from its start to the change that ends it.
//!
//! Code in process has the limit that plug-ins have; code that does not return then goes on,
//! without effect, in the slot it has taken. A call to the outside has its own deadline.

use dataverse_operation::job::{JobSignal, Retry};
use jiff::Timestamp;

use super::Lane;
use crate::EngineParts;
use crate::attempt::AbortOnDrop;
use crate::jobs::{JobCall, JobFailure};
use dataverse_operation::fault::Fault;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::Kind;
use dataverse_runtime::crash_points::CrashPoint;
use dataverse_runtime::deadline::Deadline;
use dataverse_store::{Refusal, Write};
use uuid::Uuid;

/// Executes an attempt and enters its end; the work counts for what follows.
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
    // A task of its own: it may panic, and it may go on after its deadline.
    let performing = parts.jobs.perform(call, deadline, work.clone());
    let mut performing = AbortOnDrop(tokio::spawn(performing));
    let performed = tokio::select! {
        biased;
        performed = &mut performing.0 => performed,
        fired = timer => {
            let failure = never(parts.rules().time_out_code.fault(&plug_in));
            enter(parts, job, attempt, Err(failure), &fired).await;
            drop((waiting, fired));
            performing.ended(work).await;
            return;
        }
    };
    parts.faults.reach(CrashPoint::JobPerformed);
    // What panicked may have left it as calling out.
    work.switch(Class::Busy);
    let result = performed.unwrap_or_else(|error| {
        tracing::error!(%job, %error, "the handler of a system job panicked");
        Err(never(Fault::unexpected()))
    });
    enter(parts, job, attempt, result, work).await;
}

const fn never(fault: Fault) -> JobFailure {
    JobFailure {
        fault,
        again: Retry::Permanent,
    }
}

/// Enters the end of an attempt; with a refused work, that it failed because of that.
async fn enter(
    parts: &EngineParts,
    job: Uuid,
    attempt: u32,
    result: Result<Vec<Write>, JobFailure>,
    work: &Work,
) {
    let failed = |JobFailure { fault, again }| Write::JobSignal {
        job,
        signal: JobSignal::Faulted {
            attempt,
            fault,
            again,
        },
    };
    let end = match result {
        Ok(writes) => Write::JobFinish {
            job,
            attempt,
            work: writes,
        },
        Err(failure) => failed(failure),
    };
    let entered = match parts.commit(vec![end], work).await {
        Err(refusal) if !is_late(&refusal) => {
            // Nothing of the change was kept; what is left to say is that, and why.
            let failure = never(parts.perform.refused(refusal));
            parts.commit(vec![failed(failure)], work).await
        }
        other => other,
    };
    match entered {
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
