//! What a script leaves of the work of an attempt or of a synchronous call: its finish gate, and its outcome.
//!
//! The gate holds the work up no longer than until its deadline. What is left to do is not known here.

use std::future::Future;

use dataverse_operation::fault::Fault;
use jiff::Timestamp;

use super::barriers;
use super::script::{Answer, Outcome, Script};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::{Clock, Kind};

/// What is left to do.
#[derive(Debug)]
pub enum RemainingWork {
    /// All of it, or all but the outputs.
    Perform(Answer),
    /// Nothing: it ends in this error.
    Fail(Fault),
    /// Nothing: it never answers, and its deadline has come.
    TimeOut,
}

/// What a script leaves of a synchronous call, as a first attempt: its finish gate holds the call up as far as a call can
/// pass it. The work waits meanwhile, and is busy afterwards.
pub async fn remaining_work_of_call(
    script: &Script,
    clock: &Clock,
    deadline: Timestamp,
    work: &Work,
) -> RemainingWork {
    let finish = barriers::pass_in_a_call(script.finish, clock, work);
    remaining_work(script.outcome(1), clock, deadline, work, finish).await
}

/// Waits at the finish gate and sees what is left to do; the work is busy afterwards.
pub(super) async fn remaining_work(
    outcome: Option<&Outcome>,
    clock: &Clock,
    deadline: Timestamp,
    work: &Work,
    finish: impl Future<Output = ()>,
) -> RemainingWork {
    // Nothing waits for a deadline, except where nothing else will end the attempt.
    let kind = match outcome {
        Some(Outcome::Never) => Kind::Work,
        _ => Kind::Housekeeping,
    };
    tokio::select! {
        biased;
        () = finish => {}
        // Set only if the gate is not passed at once.
        _fired = async { clock.wait_until(deadline, kind).await } => {
            work.switch(Class::Busy);
            return RemainingWork::TimeOut;
        }
    }
    match outcome {
        None => RemainingWork::Perform(Answer::Own),
        Some(Outcome::Return(outputs)) => {
            RemainingWork::Perform(Answer::Prescribed(outputs.clone()))
        }
        Some(Outcome::Fail(failure)) => RemainingWork::Fail(failure.clone().into()),
        Some(Outcome::Never) => {
            clock.sleep_until(deadline, work).await;
            RemainingWork::TimeOut
        }
    }
}
