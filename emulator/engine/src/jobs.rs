//! What an engine asks of those who know what a system job does: to execute one, to raise a
//! completion event.
//!
//! When that is done, and what becomes of the answer, is the business of `lanes`.

use dataverse_operation::fault::Fault;
pub use dataverse_operation::job::Retry;
use futures::future::BoxFuture;

use dataverse_runtime::activity::Work;
use dataverse_runtime::deadline::Deadline;
use dataverse_store::Write;
pub use dataverse_store::{EventDue, JobCall};

/// Why an attempt of a system job did not do its work.
#[derive(Debug, Clone, PartialEq)]
pub struct JobFailure {
    /// The error.
    pub fault: Fault,
    /// Whether another attempt may succeed.
    pub again: Retry,
}

/// Executes system jobs and raises events. It changes nothing itself: what it wants changed is in
/// its answer.
pub trait PerformJobs: Send + Sync + 'static {
    /// Executes one attempt of a job, whose code and what that causes has until the deadline. The handle counts the work
    /// as long as the code behind it runs, which may be longer than the caller waits.
    fn perform(
        &self,
        job: JobCall,
        deadline: Deadline,
        work: Work,
    ) -> BoxFuture<'static, Result<Vec<Write>, JobFailure>>;

    /// Raises `OnBackgroundOperationComplete`: answers the jobs that come of it.
    fn raise(&self, event: EventDue) -> BoxFuture<'static, Result<Vec<Write>, Fault>>;
}
