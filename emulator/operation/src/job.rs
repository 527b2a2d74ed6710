//! The life of a system job: one execution of an asynchronous step (PL-020 to PL-023).
//!
//! A [`Job`] is what is known of it at a moment; what may *happen* to it is a [`Signal`], what
//! somebody may *want* of it a [`wish::Wish`]. Both answer with the next job. [`record`] is what the
//! `asyncoperation` table shows. Unlike an operation a job is retried only after a failure that
//! speaks of the moment, and it can be postponed. What it executes, when it is its turn and what is
//! kept of it are not known here.
//!
//! # Stored form
//!
//! A job is stored as JSON. Instants are RFC 3339 texts. Unknown members are refused. A test holds
//! the form.

pub mod record;
pub mod wish;

use std::time::Duration;

use dataverse_bug::Bug;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::phase::CancelWish;
use crate::rules::Rules;
use crate::step::later;

/// A system job at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Where it is.
    pub state: State,
    /// How many attempts have started; the latest has this number.
    pub attempts: u32,
    /// How many retries were granted. An attempt that was cut off is none.
    pub retries: u32,
    /// When the latest attempt started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
}

/// Where a system job is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum State {
    /// It waits for its turn: Ready (0, 0).
    Ready,
    /// It waits for an instant: Suspended (1, 10). It was postponed, or is to be retried.
    Suspended {
        /// From when on it is ready.
        until: Timestamp,
    },
    /// An attempt is executed: In Progress (2, 20), or Canceling (2, 22) (PL-023).
    Running {
        /// Whether somebody has asked to cancel.
        cancel: CancelWish,
    },
    /// Completed; nothing follows.
    Done {
        /// How it ended.
        outcome: JobOutcome,
        /// When.
        ended: Timestamp,
    },
}

/// How a system job ended.
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

/// Whether another attempt may well succeed where one has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// It may: the failure speaks of the moment (WH-031).
    Transient,
    /// It would fail the same way.
    Permanent,
}

/// Something that happens to a system job. An attempt is named by its number, so that the late word
/// of one that was cut off ends nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum JobSignal {
    /// It is its turn.
    Start,
    /// The attempt did its work.
    Succeeded {
        /// Its number.
        attempt: u32,
    },
    /// The attempt failed.
    Faulted {
        /// Its number.
        attempt: u32,
        /// The error.
        fault: Fault,
        /// Whether another attempt may succeed.
        again: Retry,
    },
    /// The process that executed the attempt is gone.
    Interrupted {
        /// Its number.
        attempt: u32,
    },
    /// The instant until which it was suspended has come.
    Due,
}

/// Why a signal changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JobIgnored {
    /// It is completed.
    #[error("the job is completed")]
    AlreadyDone,
    /// An attempt is executed already.
    #[error("an attempt is being executed")]
    AlreadyRunning,
    /// It does not wait for its turn.
    #[error("the job is not ready")]
    NotReady,
    /// It does not wait for an instant.
    #[error("the job is not suspended")]
    NotSuspended,
    /// The attempt that the signal speaks of is not being executed.
    #[error("attempt {0} is not being executed")]
    NotRunning(u32),
    /// It is too early: not before this instant.
    #[error("the job is not due before {0}")]
    NotDue(Timestamp),
}

impl Job {
    /// A job that has just been made: it is ready (PL-021).
    pub const fn new() -> Self {
        Self {
            state: State::Ready,
            attempts: 0,
            retries: 0,
            started: None,
        }
    }

    /// Whether something follows.
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

/// Applies a signal at an instant. Defined for every job and every signal.
///
/// The work of an attempt is kept exactly when it signalled `Succeeded` and the outcome is
/// [`Outcome::Succeeded`].
///
/// # Errors
/// Why the signal is no news; the job is what it was.
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

/// Why a signal finds nobody while no attempt is executed.
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
        // It counts as not executed: it runs again, at least once in all.
        (CancelWish::NotAsked, None) => job.at(State::Ready),
    })
}

fn failed(job: &Job, fault: Fault, again: Retry, now: Timestamp, rules: &Rules) -> Job {
    let is_last = job.retries >= rules.job_retries.get() || Bug::JobsNeverRetried.is_on();
    if again == Retry::Permanent || is_last {
        return job.done(JobOutcome::Failed(fault), now);
    }
    let until = later(now, retry_delay(job.retries, rules));
    Job {
        retries: job.retries + 1,
        ..job.at(State::Suspended { until })
    }
}

/// How long the next retry waits when so many were granted before.
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
