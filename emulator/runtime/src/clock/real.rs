//! The machine's own time: the only place that reads it or waits for it.

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;

/// A look at whether so much real time has passed since now, for work that no future stands for.
#[expect(
    clippy::disallowed_methods,
    reason = "a safety limit is in real time by definition"
)]
pub fn real_limit(limit: Duration) -> impl Fn() -> bool + Send + Sync + 'static {
    let start = std::time::Instant::now();
    move || start.elapsed() > limit
}

/// The real time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the real-time limit of {0:?} is over")]
pub struct Elapsed(pub Duration);

/// What time it really is.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where `clock` knows what time it is"
)]
pub fn real_now() -> Timestamp {
    Timestamp::now()
}

/// Bounds a future by a limit in real time, whatever an organization's clock does: for safety
/// limits and for waiting on behalf of a person.
///
/// # Errors
/// The limit is over; the future was dropped.
#[expect(
    clippy::disallowed_methods,
    reason = "a safety limit is in real time by definition"
)]
pub async fn in_real_time<F: Future>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    tokio::time::timeout(limit, future)
        .await
        .map_err(|_| Elapsed(limit))
}

/// Waits in real time for an instant of the machine's clock, at most an hour: that clock may be
/// set, so whoever waits longer looks again.
#[expect(
    clippy::disallowed_methods,
    reason = "this is how a clock in real mode waits"
)]
pub(super) async fn sleep_until(at: Timestamp) {
    const LOOK_AGAIN: Duration = Duration::from_secs(3600);
    let left = Duration::try_from(at.duration_since(real_now())).unwrap_or(Duration::ZERO);
    tokio::time::sleep(left.min(LOOK_AGAIN)).await;
}
