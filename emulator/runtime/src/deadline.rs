//! Until when something is wanted: an instant of the organization's clock, and whether anything still waits for it.
//!
//! Code cannot be aborted, so that it has to be told. The side that waits holds a [`DropGuard`] and drops it when the
//! time is up, or when it goes itself; the side that works asks its [`Deadline`]. Neither knows a clock.

use jiff::Timestamp;
use tokio::sync::watch;

/// Until when something is wanted, for the side that works; clones ask the same.
#[derive(Debug, Clone)]
pub struct Deadline {
    at: Timestamp,
    /// Nothing is ever sent: the sender is dropped.
    waiting: watch::Receiver<()>,
}

/// The side that waits: dropping it cancels what its [`Deadline`] was given to.
#[derive(Debug)]
#[must_use = "dropping it cancels what the deadline was given to"]
pub struct DropGuard {
    _waiting: watch::Sender<()>,
}

impl Deadline {
    /// A deadline at this instant of the organization's clock, which is not cancelled before the guard is dropped.
    pub fn new(at: Timestamp) -> (Self, DropGuard) {
        let (sender, waiting) = watch::channel(());
        (Self { at, waiting }, DropGuard { _waiting: sender })
    }

    /// When the time is up, on the organization's clock.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Resolves when nothing waits any more.
    pub async fn over(&self) {
        // Only the end of the sender is news.
        let _ = self.waiting.clone().changed().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_deadline_is_over_for_every_clone_when_its_guard_is_dropped() {
        let (deadline, waiting) = Deadline::new(Timestamp::UNIX_EPOCH);
        let clone = deadline.clone();
        assert_eq!(clone.at(), Timestamp::UNIX_EPOCH);
        let over = clone.over();
        tokio::pin!(over);
        assert!(futures::poll!(&mut over).is_pending());
        drop(waiting);
        over.await;
        deadline.over().await;
    }
}
