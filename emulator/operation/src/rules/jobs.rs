//! The values of the rules about system jobs and the completion event.

use super::value::{choices, whole_numbers};

whole_numbers! {
    /// How many retries may follow the first attempt of a system job.
    JobRetries = 0 to 100;
    /// How many system jobs of one lane run at once.
    JobConcurrency = 1 to 10000;
}

choices! {
    /// What the completion event says of the address of a callback.
    EventCallbackUrl {
        /// That there is one, masked: the message reference lists it.
        Masked = "masked",
        /// Nothing: the article's table does not list it.
        Omitted = "omitted",
    }
    /// Which ends of an operation raise `OnBackgroundOperationComplete`.
    EventOn {
        /// Every terminal status.
        All = "all",
        /// Succeeded (3, 30) and Failed (3, 31).
        NotCanceled = "not_canceled",
        /// Succeeded (3, 30) alone.
        Succeeded = "succeeded",
    }
    /// What becomes of the wish to cancel a system job in progress.
    RunningJobCancel {
        /// It is kept (2, 22): the attempt is not stopped, its end is Canceled (3, 32) whatever it
        /// answers, and what it wrote is dropped.
        Canceling = "canceling",
        /// It is refused with 0x80044165.
        Refuse = "refuse",
    }
    /// Which system jobs may be deleted.
    JobDelete {
        /// Every one; what has not run never will.
        Any = "any",
        /// Completed ones; others are refused with 0x8004416a.
        Completed = "completed",
    }
}
