//! What happens to an operation: a total function from phase and signal to phase and effects.
//!
//! Signals carry the attempt they speak of, so that the late answer of an attempt that timed out
//! ends nothing. Effects are performed by the engine after the change is stored; how, and what
//! work an attempt did, is not known here. The one thing that can be refused is in `cancel`.

use std::fmt;
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

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Signal {
    /// A slot is free for this attempt.
    Start {
        /// The attempt.
        attempt: Attempt,
    },
    /// The attempt answered.
    Succeeded {
        /// The attempt.
        attempt: Attempt,
        /// What it answered.
        outputs: Outputs,
    },
    /// The attempt ended in an error.
    Faulted {
        /// The attempt.
        attempt: Attempt,
        /// The error.
        fault: Fault,
    },
    /// The attempt's deadline has passed.
    TimedOut {
        /// The attempt.
        attempt: Attempt,
        /// Type name of the plug-in that did not answer, for the error's text.
        plug_in: String,
    },
    /// The process that executed the attempt is gone.
    Interrupted {
        /// The attempt.
        attempt: Attempt,
    },
    /// The instant at which a cancellation settles has come.
    CancelDue,
}

impl Signal {
    /// The attempt it speaks of; none when it speaks of the operation.
    pub fn attempt(&self) -> Option<Attempt> {
        match self {
            Self::Start { attempt }
            | Self::Succeeded { attempt, .. }
            | Self::Faulted { attempt, .. }
            | Self::TimedOut { attempt, .. }
            | Self::Interrupted { attempt } => Some(*attempt),
            Self::CancelDue => None,
        }
    }
}

/// What came of a signal or a wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The operation is in another phase.
    Moved {
        /// The new phase, to be stored.
        phase: Phase,
        /// What is due once it is stored.
        effects: Vec<Effect>,
    },
    /// Nothing changed.
    Ignored(Ignored),
}

/// What is due because of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Execute the attempt and signal how it ended, `TimedOut` at the deadline at the latest.
    Run {
        /// The attempt.
        attempt: Attempt,
        /// Its deadline.
        deadline: Timestamp,
    },
    /// Signal `Start` as soon as a slot is free.
    Enqueue {
        /// The attempt.
        attempt: Attempt,
    },
    /// From this instant on, treat it as `Enqueue`.
    WakeAt {
        /// The instant.
        at: Timestamp,
        /// The attempt.
        attempt: Attempt,
    },
    /// Signal `CancelDue` at this instant.
    SettleCancelAt {
        /// The instant.
        at: Timestamp,
    },
    /// Tell everyone who waits for the end. Happens once in the life of an operation (BG-087).
    Complete(Completion),
}

/// What the callback and the completion event say of the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// One of the three terminal statuses.
    pub status: Status,
    /// The error, exactly when the status is Failed.
    pub fault: Option<Fault>,
}

/// Why a signal changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// The operation is completed.
    AlreadyDone,
    /// The operation is being cancelled.
    AlreadyCanceling,
    /// The attempt is being executed already.
    AlreadyRunning,
    /// The signal speaks of another attempt than this one, whose turn it is.
    OtherAttempt(Attempt),
    /// The attempt that the signal speaks of is not being executed.
    NotRunning,
    /// Nobody has cancelled it before it started.
    NotCanceling,
    /// It is too early: not before this instant.
    NotDue(Timestamp),
}

impl fmt::Display for Ignored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyDone => formatter.write_str("it is completed"),
            Self::AlreadyCanceling => formatter.write_str("it is being canceled"),
            Self::AlreadyRunning => formatter.write_str("the attempt is being executed"),
            Self::OtherAttempt(current) => write!(formatter, "it is attempt {current}'s turn"),
            Self::NotRunning => formatter.write_str("no attempt is being executed"),
            Self::NotCanceling => formatter.write_str("nothing waits for a cancellation"),
            Self::NotDue(due) => write!(formatter, "it is not due before {due}"),
        }
    }
}

/// The first phase of an operation that has just been accepted (BG-047).
pub fn submit() -> (Phase, Vec<Effect>) {
    let attempt = Attempt::FIRST;
    let phase = Phase::Waiting(Waiting {
        attempt,
        ready: Ready::Immediately,
        ran: Ran::Never,
    });
    (phase, vec![Effect::Enqueue { attempt }])
}

/// Applies a signal at an instant. Defined for every phase and every signal.
///
/// An attempt's work is kept exactly when it signalled `Succeeded` and the new phase is `Done`
/// without a failure; in every other case it is to be dropped.
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
            let fault = rules.time_out_code.fault(&plug_in);
            failed(running, fault, Nature::Transient, now, rules)
        }
        Signal::Interrupted { .. } => interrupted(running, now, rules),
    }
}

fn succeeded(running: &Running, mut outputs: Outputs, now: Timestamp, rules: &Rules) -> Step {
    if running.cancel == CancelWish::Asked
        && rules.canceled_success_ends == CanceledSuccessEnds::Canceled
    {
        return done(running, Outcome::Canceled, now);
    }
    if !memo::fits(&outputs.memo) {
        match rules.output_overflow {
            // The same call would answer the same again, so there is nothing to retry (U-24).
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

/// Whether an error speaks of the moment or of the request.
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

/// The attempt that follows a failed one; none when the rules or a cancellation grant no retry.
fn retry_of(running: &Running, nature: Nature, rules: &Rules) -> Option<Attempt> {
    let retried = match rules.retry_policy {
        RetryPolicy::All => true,
        RetryPolicy::TransientOnly => nature == Nature::Transient,
        RetryPolicy::None => false,
    };
    let left = u32::from(running.attempt.retries()) < rules.max_retries.get();
    if retried && left && running.cancel == CancelWish::NotAsked {
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
        // It counts as not executed, and what was not executed when it was cancelled never is.
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

/// The instant `length` after `now`; the end of time when that is out of range.
pub(crate) fn later(now: Timestamp, length: Duration) -> Timestamp {
    now.checked_add(length).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
