//! One attempt of a background operation, from its start to the signal that ends it.
//!
//! An attempt waits at its finish barrier, runs its message (or takes the outcome of a test's script), and commits its
//! end together with the message's writes. Its deadline ends it in any case; code that does not return keeps running in its
//! slot, without effect. If the row of the operation is deleted, a waiting attempt ends; running code continues, and
//! its result is discarded (BG-07B).

use std::sync::Arc;

use dataverse_operation::attempt::Attempt;
use dataverse_operation::fault::Fault;
use dataverse_operation::outcome::Outputs;
use dataverse_operation::step::Signal;
use futures::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::EngineParts;
use super::barriers::Barriers;
use super::remaining_work::{RemainingWork, remaining_work};
use super::script::Answer;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::Kind;
use dataverse_runtime::crash_points::CrashPoint;
use dataverse_runtime::deadline::Deadline;
use dataverse_store::{Contested, MOST_RUNS, Refusal, Submitted, Write};

/// The work of an attempt, for [`Perform`].
#[derive(Debug, Clone)]
pub struct Call {
    /// `backgroundoperationid`.
    pub operation: Uuid,
    /// The number of the attempt.
    pub attempt: Attempt,
    /// The deadline of the attempt. Its waiting side is dropped when the attempt times out.
    pub deadline: Deadline,
    /// The submitted request.
    pub submitted: Arc<Submitted>,
    /// The source of the outputs.
    pub answer: Answer,
}

/// The result of a successful attempt.
#[derive(Debug, Default)]
pub struct Performed {
    /// The row changes to commit with the end of the attempt.
    pub writes: Vec<Write>,
    /// The outputs, as they are stored.
    pub outputs: Outputs,
    /// The rows that the message has looked for. If the store refuses the writes because another request has created or
    /// deleted one of them, the message runs again, in the same attempt.
    pub contested: Vec<Contested>,
}

/// Runs messages. An implementation commits nothing: it returns the writes.
pub trait Perform: Send + Sync + 'static {
    /// Runs a message. `work` counts until the code has ended, which may be after the deadline; its class is *network*
    /// while the code waits for an answer from outside.
    fn perform(&self, call: Call, work: Work) -> BoxFuture<'static, Result<Performed, Fault>>;

    /// Type name of the plug-in that runs this message, for the text of a time-out.
    fn plug_in(&self, name: &str) -> String;

    /// The fault for an attempt whose writes the store refused.
    fn refused(&self, refusal: Refusal) -> Fault;
}

/// An attempt whose operation is marked as running.
pub(super) struct Run {
    pub(super) operation: Uuid,
    pub(super) attempt: Attempt,
    pub(super) deadline: Timestamp,
    pub(super) submitted: Arc<Submitted>,
}

enum End {
    Performed(Performed),
    Faulted(Fault),
    TimedOut,
}

/// What has become of the end of an attempt.
#[derive(PartialEq, Eq)]
enum Entered {
    Over,
    /// Another request has taken a row of the message.
    RowLost,
}

/// Runs an attempt and commits its end; `work` counts until the follow-up is counted. `gone` announces that the row of
/// the operation was deleted; its guard counts until the attempt has reacted.
pub(super) async fn run(
    parts: &EngineParts,
    holds: &Barriers,
    run: Run,
    gone: oneshot::Receiver<Work>,
    work: &Work,
) {
    parts.faults.reach(CrashPoint::StartCommitted);
    let script = parts.scripts.of(&run.submitted.name);
    let outcome = script.outcome(u32::from(run.attempt.number()));
    let finish = holds.pass(run.operation, script.finish, &parts.clock, work);
    let lead = tokio::select! {
        biased;
        lead = remaining_work(outcome, &parts.clock, run.deadline, work, finish) => lead,
        Ok(_gone) = gone => {
            work.switch(Class::Busy);
            return;
        }
    };
    match lead {
        RemainingWork::Perform(answer) => perform(parts, &run, answer, work).await,
        RemainingWork::Fail(fault) => {
            enter(parts, &run, End::Faulted(fault), work).await;
        }
        RemainingWork::TimeOut => {
            enter(parts, &run, End::TimedOut, work).await;
        }
    }
}

/// Runs the message and commits its end; as long as another request takes a row of it, at most [`MOST_RUNS`] times.
async fn perform(parts: &EngineParts, run: &Run, answer: Answer, work: &Work) {
    for left in (0..MOST_RUNS).rev() {
        let Some(mut end) = perform_once(parts, run, answer.clone(), work).await else {
            return;
        };
        if let (0, End::Performed(performed)) = (left, &mut end) {
            performed.contested.clear();
        }
        if enter(parts, run, end, work).await == Entered::Over {
            return;
        }
    }
}

/// Runs the message, until the deadline at most; `None` if the deadline has ended the attempt.
async fn perform_once(parts: &EngineParts, run: &Run, answer: Answer, work: &Work) -> Option<End> {
    let timer = parts.clock.wait_until(run.deadline, Kind::Housekeeping);
    let (deadline, waiting) = Deadline::new(run.deadline);
    let call = Call {
        operation: run.operation,
        attempt: run.attempt,
        deadline,
        submitted: Arc::clone(&run.submitted),
        answer,
    };
    // On its own task: the code may panic, and may run past its deadline.
    let mut performing = AbortOnDrop(tokio::spawn(parts.perform.perform(call, work.clone())));
    let performed = tokio::select! {
        biased;
        performed = &mut performing.0 => performed,
        fired = timer => {
            enter(parts, run, End::TimedOut, &fired).await;
            drop((waiting, fired));
            performing.ended(work).await;
            return None;
        }
    };
    parts.faults.reach(CrashPoint::AttemptPerformed);
    // A panic may have left the class at *network*.
    work.switch(Class::Busy);
    Some(match performed {
        Ok(Ok(performed)) => End::Performed(performed),
        Ok(Err(fault)) => End::Faulted(fault),
        Err(error) => {
            tracing::error!(operation = %run.operation, %error, "a plug-in panicked");
            End::Faulted(Fault::unexpected())
        }
    })
}

/// Commits the end of an attempt. If the store refuses the writes, the attempt fails with that refusal, unless it has lost
/// a row to another request.
async fn enter(parts: &EngineParts, run: &Run, end: End, work: &Work) -> Entered {
    let mut contested = Vec::new();
    let attempt = run.attempt;
    let operation = run.operation;
    let signal = |signal| Write::Signal { operation, signal };
    let end = match end {
        End::Performed(performed) => {
            contested = performed.contested;
            Write::Finish {
                operation,
                attempt,
                outputs: performed.outputs,
                work: performed.writes,
            }
        }
        End::Faulted(fault) => signal(Signal::Faulted { attempt, fault }),
        End::TimedOut => {
            let plug_in = parts.perform.plug_in(&run.submitted.name);
            signal(Signal::TimedOut { attempt, plug_in })
        }
    };
    match parts.commit(vec![end], work).await {
        Ok(_) => parts.faults.reach(CrashPoint::AttemptCommitted),
        Err(refusal @ (Refusal::Stale { .. } | Refusal::Closed)) => dropped(run, &refusal),
        Err(refusal) if contested.iter().any(|row| row.is_lost(&refusal)) => {
            return Entered::RowLost;
        }
        Err(refusal) => {
            // The store has kept nothing of the change: record the refusal as the attempt's fault.
            let fault = parts.perform.refused(refusal);
            let signal = Signal::Faulted { attempt, fault };
            match parts.signal(operation, signal, work).await {
                Ok(()) => {}
                Err(refusal @ (Refusal::Stale { .. } | Refusal::Closed)) => dropped(run, &refusal),
                Err(refusal) => {
                    tracing::error!(%operation, %attempt, %refusal, "the end of an attempt is lost");
                }
            }
        }
    }
    Entered::Over
}

fn dropped(run: &Run, refusal: &Refusal) {
    let (operation, attempt) = (run.operation, run.attempt);
    tracing::debug!(%operation, %attempt, %refusal, "the end of an attempt is dropped");
}

/// Aborts its task when dropped.
pub(super) struct AbortOnDrop<T>(pub(super) tokio::task::JoinHandle<T>);

impl<T> AbortOnDrop<T> {
    /// Waits for the end of a task after its deadline: the result is ignored, but the slot is taken until then. `work`
    /// is busy afterwards.
    pub(super) async fn ended(&mut self, work: &Work) {
        // A panic ends the task as well.
        let _ = (&mut self.0).await;
        work.switch(Class::Busy);
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
