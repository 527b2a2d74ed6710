//! The state machine of an operation: a total function from phase and signal to phase and effects.
//!
//! Signals name their attempt, so that the late result of an attempt that has timed out ends
//! nothing. The engine performs the effects after the phase is stored; how it does so, and what an
//! attempt does, is not known here. Cancellation, which can be refused, is in `cancel`.

mod effect;
mod signal;

use std::time::Duration;

use jiff::Timestamp;

use crate::attempt::Attempt;
use crate::backoff;
use crate::fault::Fault;
use crate::memo;
use crate::outcome::{Outcome, Outputs};
use crate::phase::{CancelWish, Canceling, Done, Phase, Ran, Ready, Running, Starts, Waiting};
use crate::rules::{
    CanceledErrorEnds, CanceledSuccessEnds, InterruptedAttempt, OutputOverflow, RetryPolicy, Rules,
};
use crate::status::Status;

pub use effect::{Completion, Effect, Ignored, Step};
pub use signal::Signal;

/// The first phase of an accepted operation (BG-047), with its effects.
pub fn submit() -> (Phase, Vec<Effect>) {
    let attempt = Attempt::FIRST;
    let phase = Phase::Waiting(Waiting {
        attempt,
        ready: Ready::Immediately,
        ran: Ran::Never,
    });
    (phase, vec![Effect::Enqueue { attempt }])
}

/// Applies a signal at an instant. Total: defined for every phase and every signal.
///
/// The row changes of an attempt are kept exactly if the attempt signalled `Succeeded` and the new
/// phase is `Done` with an outcome that [keeps changes](Outcome::keeps_changes); otherwise they are
/// dropped.
pub fn step(phase: &Phase, signal: Signal, now: Timestamp, rules: &Rules) -> Step {
    match phase {
        Phase::Waiting(waiting) => while_waiting(waiting, &signal, now, rules),
        Phase::Running(running) => while_running(running, signal, now, rules),
        Phase::Canceling(canceling) => while_canceling(canceling, &signal, now),
        Phase::Done(_) => Step::Ignored(Ignored::AlreadyDone),
    }
}

fn while_waiting(waiting: &Waiting, signal: &Signal, now: Timestamp, rules: &Rules) -> Step {
    match signal {
        Signal::Start { attempt } if *attempt != waiting.attempt => {
            Step::Ignored(Ignored::OtherAttempt(waiting.attempt))
        }
        Signal::Start { .. } => match &waiting.ready {
            Ready::At { due, .. } if now < *due => Step::Ignored(Ignored::NotDue(*due)),
            Ready::At { .. } | Ready::Immediately => start(waiting, now, rules),
        },
        Signal::Succeeded { .. }
        | Signal::Faulted { .. }
        | Signal::TimedOut { .. }
        | Signal::Interrupted { .. } => Step::Ignored(Ignored::NotRunning),
        Signal::CancelDue => Step::Ignored(Ignored::NotCanceling),
    }
}

fn start(waiting: &Waiting, now: Timestamp, rules: &Rules) -> Step {
    let attempt = waiting.attempt;
    let deadline = later(now, rules.execution_limit.get());
    let first = waiting.ran.starts().map_or(now, |starts| starts.first);
    Step::Moved {
        phase: Phase::Running(Running {
            attempt,
            starts: Starts { first, latest: now },
            deadline,
            cancel: CancelWish::NotAsked,
        }),
        effects: vec![Effect::Run { attempt, deadline }],
    }
}

fn while_running(running: &Running, signal: Signal, now: Timestamp, rules: &Rules) -> Step {
    match signal {
        Signal::CancelDue => Step::Ignored(Ignored::NotCanceling),
        other if other.attempt() != Some(running.attempt) => {
            Step::Ignored(Ignored::OtherAttempt(running.attempt))
        }
        Signal::Start { .. } => Step::Ignored(Ignored::AlreadyRunning),
        Signal::Succeeded { outputs, .. } => succeeded(running, outputs, now, rules),
        Signal::Faulted { fault, .. } => {
            let nature = if fault.is_transient() {
                Nature::Transient
            } else {
                Nature::Lasting
            };
            failed(running, fault, nature, now, rules)
        }
        Signal::TimedOut { .. } if now < running.deadline => {
            Step::Ignored(Ignored::NotDue(running.deadline))
        }
        Signal::TimedOut { plug_in, .. } => {
            let fault = rules.time_out_code.fault(&plug_in).with_http_status(504);
            failed(running, fault, Nature::Transient, now, rules)
        }
        Signal::Interrupted { .. } => interrupted(running, now, rules),
    }
}

fn succeeded(running: &Running, mut outputs: Outputs, now: Timestamp, rules: &Rules) -> Step {
    if running.cancel == CancelWish::Asked
        && rules.canceled_success_ends != CanceledSuccessEnds::Succeeded
    {
        return done(running, Outcome::Canceled, now);
    }
    if !memo::fits(&outputs.memo) {
        match rules.output_overflow {
            // The same call would return the same outputs, so it is not retried (U-24).
            OutputOverflow::Fail => {
                let fault = Fault::text_too_long(
                    "outputparameters",
                    "backgroundoperation",
                    memo::MAX_LENGTH,
                );
                return failed_for_good(running, fault, now, rules);
            }
            OutputOverflow::Truncate => outputs.memo.truncate(memo::fitting(&outputs.memo).len()),
        }
    }
    done(running, Outcome::Succeeded(outputs), now)
}

/// Whether an error is temporary or would occur again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nature {
    Transient,
    Lasting,
}

fn failed(running: &Running, fault: Fault, nature: Nature, now: Timestamp, rules: &Rules) -> Step {
    match retry_of(running, nature, rules) {
        Some(attempt) => {
            let due = later(now, backoff::delay_after(running.attempt, rules));
            Step::Moved {
                phase: Phase::Waiting(Waiting {
                    attempt,
                    ready: Ready::At { due, after: fault },
                    ran: running.ran(),
                }),
                effects: vec![Effect::WakeAt { at: due, attempt }],
            }
        }
        None => failed_for_good(running, fault, now, rules),
    }
}

/// The attempt after a failed one; `None` if the rules or a cancellation allow no retry.
fn retry_of(running: &Running, nature: Nature, rules: &Rules) -> Option<Attempt> {
    let retried = match rules.retry_policy {
        RetryPolicy::All => true,
        RetryPolicy::TransientOnly => nature == Nature::Transient,
        RetryPolicy::None => false,
    };
    let left = u32::from(running.attempt.retries()) < rules.max_retries.get();
    let wanted = running.cancel == CancelWish::NotAsked;
    if retried && left && wanted {
        running.attempt.next()
    } else {
        None
    }
}

fn failed_for_good(running: &Running, fault: Fault, now: Timestamp, rules: &Rules) -> Step {
    let outcome = match (running.cancel, rules.canceled_error_ends) {
        (CancelWish::Asked, CanceledErrorEnds::Canceled) => Outcome::Canceled,
        (CancelWish::Asked, CanceledErrorEnds::Failed) | (CancelWish::NotAsked, _) => {
            Outcome::Failed(fault)
        }
    };
    done(running, outcome, now)
}

fn interrupted(running: &Running, now: Timestamp, rules: &Rules) -> Step {
    match (rules.interrupted_attempt, running.cancel) {
        (InterruptedAttempt::Error, _) => {
            failed(running, Fault::interrupted(), Nature::Transient, now, rules)
        }
        // The attempt counts as not executed, and a cancelled operation starts no attempt.
        (InterruptedAttempt::Rerun, CancelWish::Asked) => done(running, Outcome::Canceled, now),
        (InterruptedAttempt::Rerun, CancelWish::NotAsked) => {
            let attempt = running.attempt;
            Step::Moved {
                phase: Phase::Waiting(Waiting {
                    attempt,
                    ready: Ready::Immediately,
                    ran: running.ran(),
                }),
                effects: vec![Effect::Enqueue { attempt }],
            }
        }
    }
}

fn while_canceling(canceling: &Canceling, signal: &Signal, now: Timestamp) -> Step {
    match signal {
        Signal::CancelDue if now < canceling.settles_at => {
            Step::Ignored(Ignored::NotDue(canceling.settles_at))
        }
        Signal::CancelDue => completed(Done {
            outcome: Outcome::Canceled,
            ended: now,
            attempt: canceling.attempt,
            ran: canceling.ran,
        }),
        Signal::Start { .. }
        | Signal::Succeeded { .. }
        | Signal::Faulted { .. }
        | Signal::TimedOut { .. }
        | Signal::Interrupted { .. } => Step::Ignored(Ignored::AlreadyCanceling),
    }
}

fn done(running: &Running, outcome: Outcome, now: Timestamp) -> Step {
    completed(Done {
        outcome,
        ended: now,
        attempt: running.attempt,
        ran: running.ran(),
    })
}

fn completed(done: Done) -> Step {
    let completion = match &done.outcome {
        Outcome::Succeeded(_) => Completion {
            status: Status::Succeeded,
            fault: None,
        },
        Outcome::Failed(fault) => Completion {
            status: Status::Failed,
            fault: Some(fault.clone()),
        },
        Outcome::Canceled => Completion {
            status: Status::Canceled,
            fault: None,
        },
    };
    Step::Moved {
        phase: Phase::Done(done),
        effects: vec![Effect::Complete(completion)],
    }
}

/// The instant `length` after `now`; the last possible instant if it is out of range.
pub(crate) fn later(now: Timestamp, length: Duration) -> Timestamp {
    now.checked_add(length).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
