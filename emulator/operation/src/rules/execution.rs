//! The values of the rules about how an operation is executed, retried, cancelled and kept.

use super::value::{choices, whole_numbers};
use crate::fault::{Fault, code};

whole_numbers! {
    /// How many retries may follow the first attempt (BG-090: three at most).
    MaxRetries = 0 to 3;
    /// By how much each wait is longer than the one before.
    BackoffFactor = 1 to 1000;
    /// How many operations an organization executes at once.
    Concurrency = 1 to 10000;
    /// How many operations may wait for an attempt to start.
    QueueLimit = 1 to 100000000;
    /// How many operations may follow from each other.
    ChainLimit = 1 to 1000;
    /// A time to live, in seconds, within the range of the `ttlinseconds` column.
    TtlSeconds = 1 to 2147483647;
}

choices! {
    /// Which errors are retried.
    RetryPolicy {
        /// Every error, a plug-in's own refusal included.
        All = "all",
        /// Time-outs, missing capacity, throttling, and an attempt whose process ended.
        TransientOnly = "transient_only",
        /// No error.
        None = "none",
    }
    /// What the row shows while an operation waits for its next attempt.
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
    /// Which start `starttime` shows.
    StartTimeIs {
        /// The first attempt's.
        FirstStart = "first_start",
        /// The latest attempt's.
        LatestStart = "latest_start",
    }
    /// Which error an attempt ends in that exceeds the execution limit.
    TimeOutCode {
        /// SandboxWorkerPluginExecuteTimeout, -2146954991.
        WorkerExecute = "worker_execute",
        /// SandboxWorkerPluginTimeout, -2147204749.
        Worker = "worker",
    }
    /// How an operation ends that was cancelled while it ran and then succeeded.
    CanceledSuccessEnds {
        /// Succeeded (3, 30), with its outputs.
        Succeeded = "succeeded",
        /// Canceled (3, 32), without outputs; the work itself stays done.
        Canceled = "canceled",
    }
    /// How an operation ends that was cancelled while it ran and then failed.
    CanceledErrorEnds {
        /// Failed (3, 31), with its error.
        Failed = "failed",
        /// Canceled (3, 32), without an error.
        Canceled = "canceled",
    }
    /// What an attempt counts as whose process ended while it ran.
    InterruptedAttempt {
        /// An error of that attempt: a retry follows, if one is left.
        Error = "error",
        /// Not executed: the same attempt runs again at once.
        Rerun = "rerun",
    }
    /// From which instant the time to live is counted.
    TtlCountsFrom {
        /// The last modification of the row.
        LastModified = "last_modified",
        /// The creation of the row.
        Created = "created",
    }
    /// What happens to outputs that do not fit into their column.
    OutputOverflow {
        /// The operation fails, without a retry.
        Fail = "fail",
        /// The column keeps the beginning; the status monitor keeps all.
        Truncate = "truncate",
    }
    /// How values that are no text are written in `inputparameters` and `outputparameters`.
    MemoValues {
        /// As the JSON of their type.
        Natural = "natural",
        /// Every value as a JSON string.
        Strings = "strings",
    }
    /// What `outputparameters` holds when there are no outputs.
    OutputsWhenUnset {
        /// Null.
        Null = "null",
        /// The text `[]`.
        EmptyArray = "empty_array",
    }
    /// Which waiting operation is executed first.
    DispatchOrder {
        /// The one that became ready first.
        Fifo = "fifo",
        /// The one with the highest `priority`; among equals the one that became ready first.
        Priority = "priority",
    }
}

impl TimeOutCode {
    /// The error of an attempt in which this plug-in (its type name) exceeded the limit (BG-096).
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
