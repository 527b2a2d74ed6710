//! Real time: the only code that reads the machine's clock or waits for it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::Timestamp;

/// Measures whether a span of real time has passed, for work that is not a future.
#[expect(
    clippy::disallowed_methods,
    reason = "a safety limit is in real time by definition"
)]
pub fn real_limit(limit: Duration) -> impl Fn() -> bool + Send + Sync + 'static {
    let start = std::time::Instant::now();
    move || start.elapsed() > limit
}

/// The limit in real time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the real-time limit of {0:?} is over")]
pub struct Elapsed(pub Duration);

/// The instant of the machine's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where `clock` knows what time it is"
)]
pub fn real_now() -> Timestamp {
    Timestamp::now()
}

/// Limits a future in real time, independently of the organization's clock: for safety limits, and
/// where a person waits.
///
/// # Errors
/// The limit has passed; the future was dropped.
#[expect(
    clippy::disallowed_methods,
    reason = "a safety limit is in real time by definition"
)]
pub async fn in_real_time<F: Future>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    tokio::time::timeout(limit, future)
        .await
        .map_err(|_| Elapsed(limit))
}

/// Waits in real time, independently of the organization's clock: for what no clock of an
/// organization can bring about, such as room on a disk.
#[expect(
    clippy::disallowed_methods,
    reason = "what happens outside of an organization happens in real time"
)]
pub async fn real_delay(delay: Duration) {
    tokio::time::sleep(delay).await;
}

/// Waits in real time until an instant of the machine's clock, at most an hour: that clock can be
/// set, so callers with a longer wait must call again.
#[expect(
    clippy::disallowed_methods,
    reason = "this is how a clock in real mode waits"
)]
pub(super) async fn sleep_until(at: Timestamp) {
    const LOOK_AGAIN: Duration = Duration::from_secs(3600);
    let left = Duration::try_from(at.duration_since(real_now())).unwrap_or(Duration::ZERO);
    tokio::time::sleep(left.min(LOOK_AGAIN)).await;
}

/// A timer in real time for the other side of a connection, which no clock of an organization can hurry.
#[derive(Debug)]
pub struct RealTimer(Pin<Box<tokio::time::Sleep>>);

impl RealTimer {
    /// A timer that is due after `duration`.
    #[expect(clippy::disallowed_methods, reason = "a network knows real time only")]
    pub fn after(duration: Duration) -> Self {
        Self(Box::pin(tokio::time::sleep(duration)))
    }

    /// Registers the task to be woken when the timer is due.
    pub fn poll_due(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(context)
    }
}
