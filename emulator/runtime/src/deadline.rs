//! Deadlines: an instant of the organization's clock, and whether the waiting side still waits.
//!
//! Running code cannot be aborted, so it must check its deadline. The waiting side holds a
//! [`DropGuard`] and drops it at the instant, or when it ends itself; the working side checks its
//! [`Deadline`]. Neither of them reads a clock.

use jiff::Timestamp;
use tokio::sync::watch;

/// The deadline of some work, for the working side; clones share it.
#[derive(Debug, Clone)]
pub struct Deadline {
    at: Timestamp,
    /// Receives no value: the sender is only dropped.
    waiting: watch::Receiver<()>,
}

/// The waiting side: dropping it cancels the work with this [`Deadline`].
#[derive(Debug)]
#[must_use = "dropping it cancels what the deadline was given to"]
pub struct DropGuard {
    _waiting: watch::Sender<()>,
}

impl Deadline {
    /// A deadline at this instant of the organization's clock, and the guard that cancels it when
    /// dropped.
    pub fn new(at: Timestamp) -> (Self, DropGuard) {
        let (sender, waiting) = watch::channel(());
        (Self { at, waiting }, DropGuard { _waiting: sender })
    }

    /// The instant of the deadline, on the organization's clock.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Whether the guard is dropped, for work that is no future.
    pub fn is_over(&self) -> bool {
        self.waiting.has_changed().is_err()
    }

    /// Resolves when the guard is dropped.
    pub async fn over(&self) {
        // No value is sent, so a change means that the sender is dropped.
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
        assert!(!deadline.is_over());
        drop(waiting);
        assert!(deadline.is_over());
        over.await;
        deadline.over().await;
    }
}
