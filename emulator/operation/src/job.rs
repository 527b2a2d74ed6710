//! The state machine of a system job, which is one execution of an asynchronous step (PL-020 to
//! PL-023).
//!
//! A [`Job`] is the state at a moment, a [`JobSignal`] an event that happens to the job, and a
//! [`wish::Wish`] a client's request about it. [`step`] and [`wish::wish`] compute the next job.
//! [`record`] computes the columns of the `asyncoperation` table. Unlike an operation, a job is
//! retried only after a transient failure, and it can be postponed. What a job executes, which job
//! starts next, and how jobs are stored is not known here.
//!
//! # Stored form
//!
//! A job is stored as JSON, with instants as RFC 3339 texts. Unknown members are refused. A test
//! holds the form.

pub mod record;
pub mod wish;

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::phase::CancelWish;
use crate::rules::Rules;
use crate::step::later;

/// The state of a system job, with its counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// The state.
    pub state: State,
    /// Number of attempts that have started; also the number of the latest attempt.
    pub attempts: u32,
    /// Number of granted retries. The rerun of an interrupted attempt is not a retry.
    pub retries: u32,
    /// Instant at which the latest attempt started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
}

/// The state of a system job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum State {
    /// Waits for a free slot: Ready (0, 0).
    Ready,
    /// Waits for an instant, after a postponement or before a retry: Suspended (1, 10).
    Suspended {
        /// The instant from which the job is ready.
        until: Timestamp,
    },
    /// An attempt is running: In Progress (2, 20), or Canceling (2, 22) (PL-023).
    Running {
        /// Whether a client has requested to cancel the job.
        cancel: CancelWish,
    },
    /// Completed; the final state.
    Done {
        /// The outcome.
        outcome: JobOutcome,
        /// The instant of the end.
        ended: Timestamp,
    },
}

/// The outcome of a system job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobOutcome {
    /// Succeeded (3, 30).
    Succeeded,
    /// Failed (3, 31), with the error of the last attempt.
    Failed(Fault),
    /// Canceled (3, 32).
    Canceled,
}

/// Whether a failed attempt can succeed on a retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// A retry can succeed: the failure is temporary (WH-031).
    Transient,
    /// A retry would fail in the same way.
    Permanent,
}

/// An event of a system job. Signals name their attempt by number, so that the late result of an
/// interrupted attempt does not end a later one.
#[derive(Debug, Clone, PartialEq)]
pub enum JobSignal {
    /// A slot is free for the job.
    Start,
    /// The attempt succeeded.
    Succeeded {
        /// The number of the attempt.
        attempt: u32,
    },
    /// The attempt failed.
    Faulted {
        /// The number of the attempt.
        attempt: u32,
        /// The error.
        fault: Fault,
        /// Whether a retry can succeed.
        again: Retry,
    },
    /// The process that ran the attempt has ended.
    Interrupted {
        /// The number of the attempt.
        attempt: u32,
    },
    /// The instant until which the job was suspended has come.
    Due,
}

/// Why a signal changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JobIgnored {
    /// The job is completed.
    #[error("the job is completed")]
    AlreadyDone,
    /// An attempt is already running.
    #[error("an attempt is being executed")]
    AlreadyRunning,
    /// The job does not wait for a slot.
    #[error("the job is not ready")]
    NotReady,
    /// The job does not wait for an instant.
    #[error("the job is not suspended")]
    NotSuspended,
    /// The attempt of the signal is not running.
    #[error("attempt {0} is not being executed")]
    NotRunning(u32),
    /// The job is suspended until this instant.
    #[error("the job is not due before {0}")]
    NotDue(Timestamp),
}

impl Job {
    /// A new job, which is ready (PL-021).
    pub const fn new() -> Self {
        Self {
            state: State::Ready,
            attempts: 0,
            retries: 0,
            started: None,
        }
    }

    /// A new job, which is not ready before an instant.
    pub fn waiting(until: Timestamp) -> Self {
        Self {
            state: State::Suspended { until },
            ..Self::new()
        }
    }

    /// Whether the job is not completed.
    pub const fn is_open(&self) -> bool {
        !matches!(self.state, State::Done { .. })
    }

    fn at(&self, state: State) -> Self {
        Self {
            state,
            ..self.clone()
        }
    }

    fn done(&self, outcome: JobOutcome, ended: Timestamp) -> Self {
        self.at(State::Done { outcome, ended })
    }
}

impl Default for Job {
    fn default() -> Self {
        Self::new()
    }
}

/// Applies a signal at an instant. Total: defined for every job and every signal.
///
/// What an attempt wrote is kept however it ends: its requests are committed one by one (PL-131).
///
/// # Errors
/// The reason why the signal changes nothing.
pub fn step(
    job: &Job,
    signal: JobSignal,
    now: Timestamp,
    rules: &Rules,
) -> Result<Job, JobIgnored> {
    match &job.state {
        State::Done { .. } => Err(JobIgnored::AlreadyDone),
        State::Ready => match signal {
            JobSignal::Start => Ok(start(job, now)),
            other => Err(not_running(&other)),
        },
        State::Suspended { until } => match signal {
            JobSignal::Start => Err(JobIgnored::NotReady),
            JobSignal::Due if now < *until => Err(JobIgnored::NotDue(*until)),
            JobSignal::Due => Ok(job.at(State::Ready)),
            other => Err(not_running(&other)),
        },
        State::Running { cancel } => while_running(job, *cancel, signal, now, rules),
    }
}

/// Why a signal is ignored while no attempt is running.
fn not_running(signal: &JobSignal) -> JobIgnored {
    match signal {
        JobSignal::Start => JobIgnored::NotReady,
        JobSignal::Due => JobIgnored::NotSuspended,
        JobSignal::Succeeded { attempt }
        | JobSignal::Faulted { attempt, .. }
        | JobSignal::Interrupted { attempt } => JobIgnored::NotRunning(*attempt),
    }
}

fn start(job: &Job, now: Timestamp) -> Job {
    Job {
        state: State::Running {
            cancel: CancelWish::NotAsked,
        },
        attempts: job.attempts.saturating_add(1),
        retries: job.retries,
        started: Some(now),
    }
}

fn while_running(
    job: &Job,
    cancel: CancelWish,
    signal: JobSignal,
    now: Timestamp,
    rules: &Rules,
) -> Result<Job, JobIgnored> {
    let (attempt, end) = match signal {
        JobSignal::Start => return Err(JobIgnored::AlreadyRunning),
        JobSignal::Due => return Err(JobIgnored::NotSuspended),
        JobSignal::Succeeded { attempt } => (attempt, Some(Ok(()))),
        JobSignal::Faulted {
            attempt,
            fault,
            again,
        } => (attempt, Some(Err((fault, again)))),
        JobSignal::Interrupted { attempt } => (attempt, None),
    };
    if attempt != job.attempts {
        return Err(JobIgnored::NotRunning(attempt));
    }
    Ok(match (cancel, end) {
        (CancelWish::Asked, _) => job.done(JobOutcome::Canceled, now),
        (CancelWish::NotAsked, Some(Ok(()))) => job.done(JobOutcome::Succeeded, now),
        (CancelWish::NotAsked, Some(Err((fault, again)))) => failed(job, fault, again, now, rules),
        // The attempt counts as not executed and runs again, so an attempt is executed at least
        // once.
        (CancelWish::NotAsked, None) => job.at(State::Ready),
    })
}

fn failed(job: &Job, fault: Fault, again: Retry, now: Timestamp, rules: &Rules) -> Job {
    let is_last = job.retries >= rules.job_retries.get();
    if again == Retry::Permanent || is_last {
        return job.done(JobOutcome::Failed(fault), now);
    }
    let until = later(now, retry_delay(job.retries, rules));
    Job {
        retries: job.retries + 1,
        ..job.at(State::Suspended { until })
    }
}

/// The wait before the next retry, after this number of granted retries.
fn retry_delay(granted: u32, rules: &Rules) -> Duration {
    let factor = rules.backoff_factor.get().saturating_pow(granted);
    rules
        .job_retry_delay
        .get()
        .saturating_mul(factor)
        .min(rules.backoff_cap.get())
}

#[cfg(test)]
mod tests;
