//! How long to wait from one look to the next. A time limit is not a matter of the pace.

use std::fmt::Debug;
use std::time::Duration;

use crate::monitor::Protocol;
use crate::status::Progress;

/// The time from one look at a monitor to the next. A longer `Retry-After` of the service wins.
pub trait Pace: Debug + Send + Sync {
    /// The delay after the look that `so_far` describes; its `next` is `None`.
    fn delay(&self, so_far: &Progress) -> Duration;
}

/// The same delay always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every(pub Duration);

impl Every {
    /// The pace without any other: five seconds; a minute for Dataverse, whose documentation asks for that.
    pub(crate) fn usual(protocol: Protocol) -> Self {
        match protocol {
            Protocol::OData => Self(Duration::from_secs(5)),
            Protocol::Dataverse => Self(Duration::from_secs(60)),
        }
    }
}

impl Pace for Every {
    fn delay(&self, _so_far: &Progress) -> Duration {
        self.0
    }
}

/// Delays that double from `first` to `most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growing {
    /// The delay after the first look.
    pub first: Duration,
    /// The longest delay.
    pub most: Duration,
}

impl Pace for Growing {
    fn delay(&self, so_far: &Progress) -> Duration {
        let doublings = so_far.polls.saturating_sub(1).min(31);
        self.first.saturating_mul(1 << doublings).min(self.most)
    }
}
