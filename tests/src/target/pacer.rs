//! The pace of requests to a target: a number per second, and none during a pause that the target has asked for.
//!
//! Knows instants and waits for them. Does not know the requests.

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Pace;

/// The instants at which requests may be sent.
#[derive(Debug)]
pub(super) struct Pacer {
    /// The time between two requests.
    apart: Duration,
    /// The longest accepted pause.
    longest: Duration,
    /// The earliest instant of the next request; `None` before the first request.
    next: Mutex<Option<Instant>>,
}

impl Pacer {
    pub(super) fn new(pace: &Pace) -> Self {
        Self {
            apart: apart(pace.requests_per_second),
            longest: pace.budget,
            next: Mutex::default(),
        }
    }

    /// The longest accepted pause. A target that asks for a longer one counts as too slow.
    pub(super) fn longest(&self) -> Duration {
        self.longest
    }

    /// Waits for the next free instant.
    #[expect(
        clippy::disallowed_methods,
        reason = "a shared organization must not get too many requests in real time"
    )]
    pub(super) async fn turn(&self) {
        let at = self.reserve(Instant::now());
        tokio::time::sleep_until(at.into()).await;
    }

    /// Pauses all requests for this long.
    #[expect(
        clippy::disallowed_methods,
        reason = "a target asks for a pause in real time"
    )]
    pub(super) fn pause(&self, pause: Duration) {
        self.hold(Instant::now() + pause);
    }

    /// Takes the next free instant; no other request gets the same one.
    pub(super) fn reserve(&self, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let at = next.map_or(now, |next| next.max(now));
        *next = Some(at + self.apart);
        at
    }

    /// Delays all requests until `until`.
    fn hold(&self, until: Instant) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = Some(next.map_or(until, |next| next.max(until)));
    }
}

fn apart(requests_per_second: NonZeroU32) -> Duration {
    Duration::from_secs(1) / requests_per_second.get()
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "any instant will do, and none is waited for"
)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Pacer;
    use crate::target::Pace;

    fn pacer() -> Pacer {
        Pacer::new(&Pace {
            requests_per_second: 4.try_into().unwrap(),
            ..Pace::default()
        })
    }

    #[test]
    fn requests_are_apart_and_none_is_made_up_for() {
        let (pacer, now) = (pacer(), Instant::now());
        let later = |millis| now + Duration::from_millis(millis);
        assert_eq!(pacer.reserve(now), now);
        assert_eq!(pacer.reserve(now), later(250));
        assert_eq!(pacer.reserve(later(1)), later(500));
        assert_eq!(pacer.reserve(later(9000)), later(9000));
        assert_eq!(pacer.reserve(later(9000)), later(9250));
    }

    #[test]
    fn a_pause_is_everybodys() {
        let (pacer, now) = (pacer(), Instant::now());
        let later = |millis| now + Duration::from_millis(millis);
        pacer.hold(later(7000));
        pacer.hold(later(3000));
        assert_eq!(pacer.reserve(now), later(7000));
        assert_eq!(pacer.reserve(now), later(7250));
    }
}
