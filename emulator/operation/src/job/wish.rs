//! Clients' requests about a system job: cancel, resume, postpone, pause, delete.
//!
//! The requests, and the states in which they are granted, are those of the documented table of
//! actions (PL-022). Which caller may make them, and their form on the wire, is not known here.

use jiff::Timestamp;

use super::{Job, JobOutcome, State};
use crate::fault::{Fault, code};
use crate::phase::CancelWish;
use crate::rules::{JobDelete, Rules, RunningJobCancel};

/// A client's request about a system job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Do not run the job: (3, 32).
    Cancel,
    /// Make the job ready now: (0, 0).
    Resume,
    /// Do not run the job before an instant: (1, 10).
    Postpone {
        /// The instant.
        until: Timestamp,
    },
    /// Interrupt the job, to continue later.
    Pause,
}

/// A refused request; the texts are the platform's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JobRefused {
    /// The job cannot be cancelled in its state.
    #[error(
        "The target state could not be set to complete because the state transition is not valid."
    )]
    ToComplete,
    /// The job cannot be resumed in its state.
    #[error(
        "The target state could not be set to ready because the state transition is not valid."
    )]
    ToReady,
    /// The job cannot be postponed in its state.
    #[error(
        "The target state could not be set to suspended because the state transition is not valid."
    )]
    ToSuspended,
    /// A running step cannot be paused.
    #[error("This system job cannot be paused.")]
    Pause,
    /// The job is not completed.
    #[error("Cannot delete async operation unless it is in Completed state.")]
    Delete,
}

impl From<JobRefused> for Fault {
    fn from(refused: JobRefused) -> Self {
        let code = match refused {
            JobRefused::ToComplete => code::ASYNC_OPERATION_INVALID_STATE_CHANGE_TO_COMPLETE,
            JobRefused::ToReady => code::ASYNC_OPERATION_INVALID_STATE_CHANGE_TO_READY,
            JobRefused::ToSuspended => code::ASYNC_OPERATION_INVALID_STATE_CHANGE_TO_SUSPENDED,
            JobRefused::Pause => code::ASYNC_OPERATION_CANNOT_PAUSE,
            JobRefused::Delete => code::ASYNC_OPERATION_CANNOT_DELETE_UNLESS_COMPLETED,
        };
        Self::new(code, refused.to_string())
    }
}

/// Grants or refuses a request. Cancelling a job twice changes nothing.
///
/// # Errors
/// The job's state does not allow the request; the job does not change.
pub fn wish(job: &Job, wish: Wish, now: Timestamp, rules: &Rules) -> Result<Job, JobRefused> {
    match wish {
        Wish::Cancel => cancel(job, now, rules),
        Wish::Resume => match &job.state {
            State::Suspended { .. } => Ok(job.at(State::Ready)),
            State::Ready | State::Running { .. } | State::Done { .. } => Err(JobRefused::ToReady),
        },
        Wish::Postpone { until } => match &job.state {
            State::Ready | State::Suspended { .. } => Ok(job.at(State::Suspended { until })),
            State::Running { .. } | State::Done { .. } => Err(JobRefused::ToSuspended),
        },
        Wish::Pause => match &job.state {
            State::Running { .. } => Err(JobRefused::Pause),
            State::Ready | State::Suspended { .. } | State::Done { .. } => {
                Err(JobRefused::ToSuspended)
            }
        },
    }
}

fn cancel(job: &Job, now: Timestamp, rules: &Rules) -> Result<Job, JobRefused> {
    match (&job.state, rules.running_job_cancel) {
        (State::Ready | State::Suspended { .. }, _) => Ok(job.done(JobOutcome::Canceled, now)),
        (State::Running { .. }, RunningJobCancel::Canceling) => Ok(job.at(State::Running {
            cancel: CancelWish::Asked,
        })),
        (State::Running { .. }, RunningJobCancel::Refuse) | (State::Done { .. }, _) => {
            Err(JobRefused::ToComplete)
        }
    }
}

/// Whether the row of a job may be deleted. A running attempt is not stopped.
///
/// # Errors
/// The job is not completed, and the rule `job_delete` requires it.
pub fn delete(job: &Job, rules: &Rules) -> Result<(), JobRefused> {
    match rules.job_delete {
        JobDelete::Completed if job.is_open() => Err(JobRefused::Delete),
        JobDelete::Any | JobDelete::Completed => Ok(()),
    }
}
