//! Time: how much has passed, what the wall says, and sleeping. A test gives a clock of its own.

use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use crate::BoxFuture;

/// What the client knows of time.
pub trait Clock: Debug + Send + Sync {
    /// The time since some fixed instant; it never goes back.
    fn elapsed(&self) -> Duration;
    /// The time of day, for a `Retry-After` that is a date in an answer without `Date`.
    fn wall(&self) -> SystemTime;
    /// Ends after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's clock, with the timer of tokio: sleeping needs its runtime.
#[cfg(feature = "tokio")]
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    began: std::time::Instant,
}

#[cfg(feature = "tokio")]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock; everything else asks it"
)]
mod system {
    use super::{BoxFuture, Clock, Duration, SystemClock, SystemTime};
    use std::time::Instant;

    impl Default for SystemClock {
        fn default() -> Self {
            let began = Instant::now();
            Self { began }
        }
    }

    impl Clock for SystemClock {
        fn elapsed(&self) -> Duration {
            self.began.elapsed()
        }

        fn wall(&self) -> SystemTime {
            SystemTime::now()
        }

        fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
            Box::pin(tokio::time::sleep(duration))
        }
    }
}
