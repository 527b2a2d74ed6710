//! Values of the rules about the execution, retries, cancellation and expiry of operations.

use super::value::{choices, whole_numbers};
use crate::fault::{Fault, code};

whole_numbers! {
    /// Most retries after the first attempt (BG-090: three at most).
    MaxRetries = 0 to 3;
    /// Factor by which each wait is longer than the previous one.
    BackoffFactor = 1 to 1000;
    /// Most operations that an organization runs at once.
    Concurrency = 1 to 10000;
    /// Most operations that wait for an attempt to start.
    QueueLimit = 1 to 100000000;
    /// Most operations that follow from each other.
    ChainLimit = 1 to 1000;
    /// Most rows that a query aggregates.
    AggregateLimit = 1 to 100000000;
    /// A time to live, in seconds, within the range of the `ttlinseconds` column.
    TtlSeconds = 1 to 2147483647;
}

choices! {
    /// Which errors are retried.
    RetryPolicy {
        /// Every error, including a plug-in's own exception.
        All = "all",
        /// Time-outs, missing capacity, throttling, and attempts whose process ended.
        TransientOnly = "transient_only",
        /// No error.
        None = "none",
    }
    /// The status of an operation that waits for its next attempt.
    BetweenAttempts {
        /// Ready, Waiting For Resources (0, 0).
        Ready = "ready",
        /// Locked, In Progress (2, 20).
        Locked = "locked",
    }
    /// When `retrycount` is raised.
    RetryCountMoves {
        /// When the failed attempt is stored and the retry is scheduled.
        AtScheduling = "at_scheduling",
        /// When the retry starts.
        AtStart = "at_start",
    }
    /// The attempt whose start `starttime` has.
    StartTimeIs {
        /// The first attempt's.
        FirstStart = "first_start",
        /// The latest attempt's.
        LatestStart = "latest_start",
    }
    /// The error of an attempt that exceeds the execution limit.
    TimeOutCode {
        /// SandboxWorkerPluginExecuteTimeout, -2146954991.
        WorkerExecute = "worker_execute",
        /// SandboxWorkerPluginTimeout, -2147204749.
        Worker = "worker",
    }
    /// The outcome of an operation that was cancelled while it ran and then succeeded.
    CanceledSuccessEnds {
        /// Succeeded (3, 30), with its outputs.
        Succeeded = "succeeded",
        /// Canceled (3, 32), without outputs; the row changes of the attempt stay.
        Canceled = "canceled",
        /// Canceled (3, 32), without outputs and without the row changes of the attempt.
        Undone = "undone",
    }
    /// The outcome of an operation that was cancelled while it ran and then failed.
    CanceledErrorEnds {
        /// Failed (3, 31), with its error.
        Failed = "failed",
        /// Canceled (3, 32), without an error.
        Canceled = "canceled",
    }
    /// The result of an attempt whose process ended while it ran.
    InterruptedAttempt {
        /// An error of the attempt: it is retried if a retry is left.
        Error = "error",
        /// None: the same attempt runs again at once.
        Rerun = "rerun",
    }
    /// The instant from which the time to live is counted.
    TtlCountsFrom {
        /// The last modification of the row.
        LastModified = "last_modified",
        /// The creation of the row.
        Created = "created",
    }
    /// The result of outputs that are longer than their column.
    OutputOverflow {
        /// The operation fails, without a retry.
        Fail = "fail",
        /// The column has the beginning; the status monitor has all.
        Truncate = "truncate",
    }
    /// The form of values other than texts in `inputparameters` and `outputparameters`.
    MemoValues {
        /// As the JSON of their type.
        Natural = "natural",
        /// Every value as a JSON string.
        Strings = "strings",
    }
    /// The value of `outputparameters` if there are no outputs.
    OutputsWhenUnset {
        /// Null.
        Null = "null",
        /// The text `[]`.
        EmptyArray = "empty_array",
    }
    /// The order in which waiting operations start.
    DispatchOrder {
        /// By the instant at which they became ready.
        Fifo = "fifo",
        /// By `priority`, the highest first; among equals by the instant at which they became
        /// ready.
        Priority = "priority",
    }
}

impl TimeOutCode {
    /// The error of an attempt in which this plug-in (by its type name) exceeded the limit
    /// (BG-096).
    pub fn fault(self, plug_in: &str) -> Fault {
        match self {
            Self::WorkerExecute => Fault::new(
                code::SANDBOX_WORKER_PLUGIN_EXECUTE_TIMEOUT,
                format!(
                    "Didn't receive a response from the {plug_in} plug-in within the 2:20-minute limit."
                ),
            ),
            Self::Worker => Fault::new(
                code::SANDBOX_WORKER_PLUGIN_TIMEOUT,
                "The plug-in execution failed because the operation has timed-out at the Sandbox Worker.",
            ),
        }
    }
}
