//! One attempt of an operation, from its start to the signal that ends it.
//!
//! An attempt waits at its finish gate, does its work or what a test prescribed in its place, and
//! enters its end together with the work. Its deadline ends it in any case; code that does not
//! return then goes on, without effect, in the slot it has taken. An attempt that only waits ends
//! with the row of its operation; code that runs by then goes on to an end nobody hears of (BG-07B).

use std::future::Future;
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
use super::behavior::{Answer, Behavior, Outcome};
use super::hold::{self, Holds};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::{Clock, Kind, Timer};
use dataverse_runtime::faults::Point;
use dataverse_store::{Refusal, Submitted, Write};

/// What a custom API is asked to do.
#[derive(Debug, Clone)]
pub struct Call {
    /// The operation.
    pub operation: Uuid,
    /// The attempt.
    pub attempt: Attempt,
    /// When it is out of time.
    pub deadline: Timestamp,
    /// What was submitted.
    pub work: Arc<Submitted>,
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

/// Executes custom APIs. It changes nothing itself: what it wants changed is in its answer.
pub trait Perform: Send + Sync + 'static {
    /// Executes one. The guard counts it as work and comes back; meanwhile it may say that the work
    /// waits for an answer from outside.
    fn perform(
        &self,
        call: Call,
        guard: Work,
    ) -> BoxFuture<'static, (Result<Performed, Fault>, Work)>;

    /// Type name of the plug-in that executes it, for the text of a time-out.
    fn plug_in(&self, custom_api: &str) -> String;

    /// The error of an attempt whose row changes were refused.
    fn refused(&self, refusal: Refusal) -> Fault;
}

/// An attempt that is marked as running.
pub(super) struct Run {
    pub(super) operation: Uuid,
    pub(super) attempt: Attempt,
    pub(super) deadline: Timestamp,
    pub(super) work: Arc<Submitted>,
}

/// What a test left of the work of an attempt or of a synchronous call.
#[derive(Debug)]
pub enum Lead {
    /// All of it, or all but the outputs.
    Perform(Answer),
    /// Nothing: it ends in this error.
    Fail(Fault),
    /// Nothing: it never answers, and its deadline has come.
    TimeOut,
}

/// What a test prescribed for a synchronous call of a custom API: its finish gate, as far as it
/// can pass it, and the outcome of a first attempt. The guard counts as busy again afterwards.
pub async fn lead_in_a_call(
    behavior: &Behavior,
    clock: &Clock,
    deadline: Timestamp,
    guard: Work,
) -> (Lead, Work) {
    let finish = hold::pass_in_a_call(behavior.finish, clock, guard);
    let outcome = behavior.outcome(1);
    let (lead, guard, _) = lead(outcome, clock, deadline, finish).await;
    (lead, guard)
}

/// Waits at the finish gate and sees what is left to do. The timer is that of the deadline.
async fn lead(
    outcome: Option<&Outcome>,
    clock: &Clock,
    deadline: Timestamp,
    finish: impl Future<Output = Work>,
) -> (Lead, Work, Timer) {
    // Nobody waits for a deadline, except where nothing else will end the attempt.
    let kind = match outcome {
        Some(Outcome::Never) => Kind::Work,
        _ => Kind::Housekeeping,
    };
    let mut timer = clock.wait_until(deadline, kind);
    let guard = match before(&mut timer, finish).await {
        Ok(guard) => guard,
        Err(guard) => return (Lead::TimeOut, guard, timer),
    };
    match outcome {
        None => (Lead::Perform(Answer::Own), guard, timer),
        Some(Outcome::Return(outputs)) => {
            let answer = Answer::Prescribed(outputs.clone());
            (Lead::Perform(answer), guard, timer)
        }
        Some(Outcome::Fail(failure)) => (Lead::Fail(failure.clone().into()), guard, timer),
        Some(Outcome::Never) => {
            drop(guard);
            let guard = (&mut timer).await;
            (Lead::TimeOut, guard, timer)
        }
    }
}

/// How an attempt ended, as far as the engine is concerned.
enum End {
    Performed(Performed),
    Faulted(Fault),
    TimedOut,
}

/// Executes an attempt and enters its end. The guard that is returned counts for what follows; the
/// one that says that the operation's row is gone counts until the attempt has taken notice.
pub(super) async fn run(
    parts: Arc<EngineParts>,
    holds: Holds,
    run: Run,
    gone: oneshot::Receiver<Work>,
    guard: Work,
) -> Work {
    parts.faults.reach(Point::StartCommitted);
    let behavior = parts.behaviors.of(&run.work.custom_api);
    let outcome = behavior.outcome(u32::from(run.attempt.number()));
    let finish = holds.pass(run.operation, behavior.finish, &parts.clock, guard);
    let lead = tokio::select! {
        biased;
        lead = lead(outcome, &parts.clock, run.deadline, finish) => lead,
        Ok(guard) = gone => return guard,
    };
    match lead {
        (Lead::Perform(answer), guard, deadline) => {
            perform(&parts, &run, answer, deadline, guard).await
        }
        (Lead::Fail(fault), guard, _) => enter(&parts, &run, End::Faulted(fault), guard).await,
        (Lead::TimeOut, guard, _) => enter(&parts, &run, End::TimedOut, guard).await,
    }
}

/// Lets the custom API do its work, and does not wait for its word beyond the deadline.
async fn perform(
    parts: &EngineParts,
    run: &Run,
    answer: Answer,
    mut deadline: Timer,
    guard: Work,
) -> Work {
    let call = Call {
        operation: run.operation,
        attempt: run.attempt,
        deadline: run.deadline,
        work: Arc::clone(&run.work),
        answer,
    };
    // A task of its own: it may panic, and it may go on after its deadline.
    let mut performing = AbortOnDrop(tokio::spawn(parts.perform.perform(call, guard)));
    match before(&mut deadline, &mut performing.0).await {
        Ok(joined) => {
            parts.faults.reach(Point::AttemptPerformed);
            let (end, guard) = match joined {
                Ok((Ok(performed), guard)) => (End::Performed(performed), guard),
                Ok((Err(fault), guard)) => (End::Faulted(fault), guard),
                Err(error) => {
                    tracing::error!(operation = %run.operation, %error, "a plug-in panicked");
                    let guard = parts.activity.guard(Class::Busy);
                    (End::Faulted(Fault::unexpected()), guard)
                }
            };
            enter(parts, run, end, guard).await
        }
        Err(fired) => {
            let fired = enter(parts, run, End::TimedOut, fired).await;
            drop(fired);
            // Its word is of no interest; its slot is free only when it has come.
            match (&mut performing.0).await {
                Ok((_, guard)) => guard,
                Err(_) => parts.activity.guard(Class::Busy),
            }
        }
    }
}

/// What a future answers before the deadline; the deadline's guard if it does not.
async fn before<F: Future>(deadline: &mut Timer, future: F) -> Result<F::Output, Work> {
    tokio::select! {
        biased;
        output = future => Ok(output),
        guard = deadline => Err(guard),
    }
}

/// Enters the end of an attempt; with a refused work, that it failed because of that.
async fn enter(parts: &EngineParts, run: &Run, end: End, guard: Work) -> Work {
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
            let plug_in = parts.perform.plug_in(&run.work.custom_api);
            signal(Signal::TimedOut { attempt, plug_in })
        }
    };
    match parts.commit(vec![end], &guard).await {
        Ok(_) => parts.faults.reach(Point::AttemptCommitted),
        Err(refusal @ (Refusal::Stale { .. } | Refusal::Closed)) => dropped(run, &refusal),
        Err(refusal) => {
            // Nothing of the change was kept; what is left to say is that, and why.
            let fault = parts.perform.refused(refusal);
            let signal = Signal::Faulted { attempt, fault };
            if let Err(refusal) = parts.signal(operation, signal, &guard).await {
                dropped(run, &refusal);
            }
        }
    }
    guard
}

fn dropped(run: &Run, refusal: &Refusal) {
    let (operation, attempt) = (run.operation, run.attempt);
    tracing::debug!(%operation, %attempt, %refusal, "the end of an attempt is dropped");
}

/// Takes the task along when the attempt itself is dropped.
pub(super) struct AbortOnDrop<T>(pub(super) tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
