//! One attempt of an operation, from its start to the signal that ends it.
//!
//! An attempt waits at its finish gate, does its work or what a test prescribed in its place, and
//! enters its end together with the work. Its deadline ends it in any case; code that does not
//! return then goes on, without effect, in the slot it has taken. An attempt that only waits ends
//! with the row of its operation; code that runs by then goes on, and its result is dropped (BG-07B).

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
use dataverse_store::{Refusal, Submitted, Write};

/// What a message is asked to do.
#[derive(Debug, Clone)]
pub struct Call {
    /// The operation.
    pub operation: Uuid,
    /// The attempt.
    pub attempt: Attempt,
    /// When it is out of time; over when its end is entered without it.
    pub deadline: Deadline,
    /// What was submitted.
    pub submitted: Arc<Submitted>,
    /// Where its outputs come from.
    pub answer: Answer,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Performed {
    /// The row changes to make.
    pub writes: Vec<Write>,
    /// The outputs, rendered.
    pub outputs: Outputs,
}

/// Executes messages. It changes nothing itself: what it wants changed is in its answer.
pub trait Perform: Send + Sync + 'static {
    /// Executes one. The handle counts the work as long as the code behind it runs, which may be longer than the caller
    /// waits; meanwhile it may say that the work waits for an answer from outside.
    fn perform(&self, call: Call, work: Work) -> BoxFuture<'static, Result<Performed, Fault>>;

    /// Type name of the plug-in that executes the message of this name, for the text of a time-out.
    fn plug_in(&self, name: &str) -> String;

    /// The error of an attempt whose row changes were refused.
    fn refused(&self, refusal: Refusal) -> Fault;
}

/// An attempt that is marked as running.
pub(super) struct Run {
    pub(super) operation: Uuid,
    pub(super) attempt: Attempt,
    pub(super) deadline: Timestamp,
    pub(super) submitted: Arc<Submitted>,
}

/// How an attempt ended, as far as the engine is concerned.
enum End {
    Performed(Performed),
    Faulted(Fault),
    TimedOut,
}

/// Executes an attempt and enters its end; the work counts for what follows. The guard that says that the operation's
/// row is gone counts until the attempt has taken notice.
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
        RemainingWork::Fail(fault) => enter(parts, &run, End::Faulted(fault), work).await,
        RemainingWork::TimeOut => enter(parts, &run, End::TimedOut, work).await,
    }
}

/// Lets the message do its work, and does not wait for its word beyond the deadline.
async fn perform(parts: &EngineParts, run: &Run, answer: Answer, work: &Work) {
    let timer = parts.clock.wait_until(run.deadline, Kind::Housekeeping);
    let (deadline, waiting) = Deadline::new(run.deadline);
    let call = Call {
        operation: run.operation,
        attempt: run.attempt,
        deadline,
        submitted: Arc::clone(&run.submitted),
        answer,
    };
    // A task of its own: it may panic, and it may go on after its deadline.
    let mut performing = AbortOnDrop(tokio::spawn(parts.perform.perform(call, work.clone())));
    let performed = tokio::select! {
        biased;
        performed = &mut performing.0 => performed,
        fired = timer => {
            enter(parts, run, End::TimedOut, &fired).await;
            drop((waiting, fired));
            performing.ended(work).await;
            return;
        }
    };
    parts.faults.reach(CrashPoint::AttemptPerformed);
    // What panicked may have left it as calling out.
    work.switch(Class::Busy);
    let end = match performed {
        Ok(Ok(performed)) => End::Performed(performed),
        Ok(Err(fault)) => End::Faulted(fault),
        Err(error) => {
            tracing::error!(operation = %run.operation, %error, "a plug-in panicked");
            End::Faulted(Fault::unexpected())
        }
    };
    enter(parts, run, end, work).await;
}

/// Enters the end of an attempt; with a refused work, that it failed because of that.
async fn enter(parts: &EngineParts, run: &Run, end: End, work: &Work) {
    let attempt = run.attempt;
    let operation = run.operation;
    let signal = |signal| Write::Signal { operation, signal };
    let end = match end {
        End::Performed(Performed { writes, outputs }) => Write::Finish {
            operation,
            attempt,
            outputs,
            work: writes,
        },
        End::Faulted(fault) => signal(Signal::Faulted { attempt, fault }),
        End::TimedOut => {
            let plug_in = parts.perform.plug_in(&run.submitted.name);
            signal(Signal::TimedOut { attempt, plug_in })
        }
    };
    match parts.commit(vec![end], work).await {
        Ok(_) => parts.faults.reach(CrashPoint::AttemptCommitted),
        Err(refusal @ (Refusal::Stale { .. } | Refusal::Closed)) => dropped(run, &refusal),
        Err(refusal) => {
            // Nothing of the change was kept; what is left to say is that, and why.
            let fault = parts.perform.refused(refusal);
            let signal = Signal::Faulted { attempt, fault };
            if let Err(refusal) = parts.signal(operation, signal, work).await {
                dropped(run, &refusal);
            }
        }
    }
}

fn dropped(run: &Run, refusal: &Refusal) {
    let (operation, attempt) = (run.operation, run.attempt);
    tracing::debug!(%operation, %attempt, %refusal, "the end of an attempt is dropped");
}

/// Takes the task along when the attempt itself is dropped.
pub(super) struct AbortOnDrop<T>(pub(super) tokio::task::JoinHandle<T>);

impl<T> AbortOnDrop<T> {
    /// Waits for a task that has had its time: what it answers is of no interest, but its slot is free only then. The work
    /// is busy afterwards.
    pub(super) async fn ended(&mut self, work: &Work) {
        // A panic ends it as well.
        let _ = (&mut self.0).await;
        work.switch(Class::Busy);
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
