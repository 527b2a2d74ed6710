//! Values of the rules about system jobs and the completion event.

use super::value::{choices, whole_numbers};

whole_numbers! {
    /// Most retries after the first attempt of a system job.
    JobRetries = 0 to 100;
    /// Most system jobs of one lane that run at once.
    JobConcurrency = 1 to 10000;
}

choices! {
    /// The callback's URL in the completion event.
    EventCallbackUrl {
        /// Masked: the message reference lists the property.
        Masked = "masked",
        /// Left out: the table in the article does not list it.
        Omitted = "omitted",
    }
    /// The outcomes of an operation that raise `OnBackgroundOperationComplete`.
    EventOn {
        /// Every terminal status.
        All = "all",
        /// Succeeded (3, 30) and Failed (3, 31).
        NotCanceled = "not_canceled",
        /// Succeeded (3, 30) only.
        Succeeded = "succeeded",
    }
    /// The result of a request to cancel a system job in progress.
    RunningJobCancel {
        /// The job becomes Canceling (2, 22): the attempt is not stopped, the job ends as Canceled
        /// (3, 32) whatever the attempt's result, and the attempt's row changes are dropped.
        Canceling = "canceling",
        /// The request is refused with 0x80044165.
        Refuse = "refuse",
    }
    /// The system jobs whose rows can be deleted.
    JobDelete {
        /// All of them; a job that has not run never runs.
        Any = "any",
        /// Completed jobs only; for others the deletion is refused with 0x8004416a.
        Completed = "completed",
    }
}
