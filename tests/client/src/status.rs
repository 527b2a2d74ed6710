//! The states of an operation, and what is told of one that is waited for.

use std::fmt;
use std::time::Duration;

use crate::monitor::Monitor;

/// The state of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// Accepted, and not known to have begun.
    Pending,
    /// Under way.
    Running,
    /// Asked to end, which has not happened yet.
    Canceling,
    /// Ended with a result.
    Completed,
    /// Ended with a failure.
    Failed,
    /// Ended by a cancellation.
    Canceled,
}

impl Status {
    /// Whether the operation has ended.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Canceled)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// One look at an operation that is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The operation's monitor.
    pub monitor: Monitor,
    /// The status that was seen.
    pub status: Status,
    /// How often the monitor has been read.
    pub polls: u32,
    /// How long has been waited.
    pub waited: Duration,
    /// The time to the next look; `None` after the end.
    pub next: Option<Duration>,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} after {:?}", self.status, self.waited)?;
        match self.next {
            Some(next) => write!(f, ", next look in {next:?}"),
            None => Ok(()),
        }
    }
}
