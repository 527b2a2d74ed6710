//! Applies a script's finish barrier and outcome to an attempt or a synchronous call, and returns the remaining work.
//!
//! The barrier delays the work until its deadline at most. The caller does the remaining work.

use std::future::Future;

use dataverse_operation::fault::Fault;
use jiff::Timestamp;

use super::barriers;
use super::script::{Answer, Outcome, Script};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::{Clock, Kind};

/// The remaining work.
#[derive(Debug)]
pub enum RemainingWork {
    /// Run the main operation, or return the script's outputs in its place.
    Perform(Answer),
    /// Fail with this fault.
    Fail(Fault),
    /// Time out: the deadline has passed.
    TimeOut,
}

/// Applies a script to a synchronous call, as if it were a first attempt. Barriers that a call cannot pass are ignored.
/// `work` counts as waiting meanwhile, and as busy afterwards.
pub async fn remaining_work_of_call(
    script: &Script,
    clock: &Clock,
    deadline: Timestamp,
    work: &Work,
) -> RemainingWork {
    let finish = barriers::pass_in_a_call(script.finish, clock, work);
    remaining_work(script.outcome(1), clock, deadline, work, finish).await
}

/// Waits for the finish barrier, then returns the remaining work; `work` is busy afterwards.
pub(super) async fn remaining_work(
    outcome: Option<&Outcome>,
    clock: &Clock,
    deadline: Timestamp,
    work: &Work,
    finish: impl Future<Output = ()>,
) -> RemainingWork {
    // The deadline counts as work, to which the clock of mode `auto` jumps, only where nothing else ends the attempt.
    let kind = match outcome {
        Some(Outcome::Never) => Kind::Work,
        _ => Kind::Housekeeping,
    };
    tokio::select! {
        biased;
        () = finish => {}
        // The timer is created only if the barrier is not passed at once.
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
