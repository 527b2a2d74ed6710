//! What somebody may want of a system job: to cancel, to resume, to postpone, to delete it.
//!
//! The wishes and the states from which they are granted are those of the documented table of
//! actions (PL-022). Who may wish, and how a wish is spelled, is not known here.

use dataverse_bug::Bug;
use jiff::Timestamp;

use super::{Job, JobOutcome, State};
use crate::fault::{Fault, code};
use crate::phase::CancelWish;
use crate::rules::{JobDelete, Rules, RunningJobCancel};

/// What somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// That it does not run: (3, 32).
    Cancel,
    /// That it is ready now: (0, 0).
    Resume,
    /// That it does not run before an instant: (1, 10).
    Postpone {
        /// The instant.
        until: Timestamp,
    },
    /// That it stops in the middle, to go on later.
    Pause,
}

/// A wish that is not granted; the texts are the platform's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JobRefused {
    /// It cannot be cancelled from here.
    #[error(
        "The target state could not be set to complete because the state transition is not valid."
    )]
    ToComplete,
    /// It cannot be resumed from here.
    #[error(
        "The target state could not be set to ready because the state transition is not valid."
    )]
    ToReady,
    /// It cannot be postponed from here.
    #[error(
        "The target state could not be set to suspended because the state transition is not valid."
    )]
    ToSuspended,
    /// The execution of a step has no middle to stop in.
    #[error("This system job cannot be paused.")]
    Pause,
    /// It is not completed.
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

/// Grants a wish, or refuses it. To cancel what is being cancelled changes nothing.
///
/// # Errors
/// The job is in a state from which the wish is not granted; it is what it was.
pub fn wish(job: &Job, wish: Wish, now: Timestamp, rules: &Rules) -> Result<Job, JobRefused> {
    match wish {
        Wish::Cancel => cancel(job, now, rules),
        Wish::Resume => match &job.state {
            State::Suspended { .. } => Ok(job.at(State::Ready)),
            _ if job.is_open() && Bug::AnyJobResumed.is_on() => Ok(job.clone()),
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

/// Whether the row of a job may be deleted. One in progress is not stopped, but its work is dropped.
///
/// # Errors
/// It is not completed, and the rule wants that.
pub fn delete(job: &Job, rules: &Rules) -> Result<(), JobRefused> {
    match rules.job_delete {
        JobDelete::Completed if job.is_open() => Err(JobRefused::Delete),
        JobDelete::Any | JobDelete::Completed => Ok(()),
    }
}
