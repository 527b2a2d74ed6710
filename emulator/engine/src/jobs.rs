//! The engine's interface to the organization for system jobs: run one, and raise a completion event.
//!
//! `lanes` decides when, and commits the end.

use dataverse_operation::fault::Fault;
pub use dataverse_operation::job::Retry;
use futures::future::BoxFuture;

use dataverse_runtime::activity::Work;
use dataverse_runtime::deadline::Deadline;
pub use dataverse_store::{EventDue, JobCall};
use dataverse_store::{Refusal, Write};

/// The failure of an attempt of a system job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobFailure {
    /// The fault that the job's row shows.
    pub fault: Fault,
    /// Whether another attempt may succeed.
    pub again: Retry,
}

/// What an attempt of a system job has come to.
#[derive(Debug)]
pub struct JobEnd {
    /// The row changes to commit with the end: those of the job, or what stays of one that has failed.
    pub writes: Vec<Write>,
    /// Whether it has failed.
    pub result: Result<(), JobFailure>,
}

impl JobEnd {
    /// The end of an attempt that has written these rows.
    pub const fn succeeded(writes: Vec<Write>) -> Self {
        Self {
            writes,
            result: Ok(()),
        }
    }
}

impl From<JobFailure> for JobEnd {
    fn from(failure: JobFailure) -> Self {
        Self {
            writes: Vec::new(),
            result: Err(failure),
        }
    }
}

/// Runs system jobs and raises completion events. An implementation does not commit the end of a job or of an event.
pub trait PerformJobs: Send + Sync + 'static {
    /// Runs one attempt of a job. Each request of its code is committed by itself, until the `deadline`, which holds
    /// for the code and for the requests that follow. `work` counts until the code has ended, which may be after it.
    /// The writes that it returns are committed with the job's end, or not at all.
    fn perform(&self, job: JobCall, deadline: Deadline, work: Work) -> BoxFuture<'static, JobEnd>;

    /// The failure of an attempt whose writes the store refused.
    fn refused(&self, refusal: Refusal) -> JobFailure;

    /// Raises `OnBackgroundOperationComplete`: returns the writes that create its system jobs.
    fn raise(&self, event: EventDue) -> BoxFuture<'static, Result<Vec<Write>, Fault>>;
}
