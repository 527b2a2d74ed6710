//! A clock that moves when somebody sleeps, and at no other time.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use dataverse_client::{BoxFuture, Clock};

/// A clock that stands still until a sleep, which moves it at once. It keeps what was slept.
#[derive(Debug, Default)]
pub(crate) struct ManualClock(Arc<Mutex<Vec<Duration>>>);

impl ManualClock {
    /// The sleeps so far, as text.
    pub(crate) fn slept(&self) -> Vec<String> {
        let slept = self.0.lock().unwrap();
        slept.iter().map(|time| format!("{time:?}")).collect()
    }
}

impl Clock for ManualClock {
    fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().iter().sum()
    }

    /// New Year's Eve of 1999, a minute before midnight, and what has passed since.
    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(946_684_740) + self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let slept = Arc::clone(&self.0);
        let mut is_over = false;
        // It ends at the second look, so that whoever waits beside it is asked in between.
        Box::pin(poll_fn(move |context| {
            if is_over {
                return Poll::Ready(());
            }
            slept.lock().unwrap().push(duration);
            is_over = true;
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }
}

/// Ends when the clock has reached `instant`.
pub(crate) fn reached(
    clock: &Arc<ManualClock>,
    instant: Duration,
) -> impl Future<Output = ()> + Send + use<> {
    let clock = Arc::clone(clock);
    poll_fn(move |_| match clock.elapsed() >= instant {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
}
