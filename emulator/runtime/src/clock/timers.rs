//! The queue of timers, by instant and then by the order in which they were set.
//!
//! A timer leaves the queue with a guard that already counts as busy. The caller wakes the waiting
//! task, after it has released the lock.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::Shared;
use crate::activity::{Activity, Class, Work};

/// The purpose of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Work waits for it: an automatic clock jumps to it, and an advance until idle goes to it.
    Work,
    /// Fires at its instant, but is no reason to move the time: the expiry of rows, and time limits
    /// of work that may end earlier.
    Housekeeping,
}

/// Instant, then order of insertion.
type Key = (Timestamp, u64);

#[derive(Default)]
pub(super) struct Queue {
    entries: BTreeMap<Key, Entry>,
    sequence: u64,
}

struct Entry {
    kind: Kind,
    /// Counts the waiting work; `None` for housekeeping.
    guard: Option<Work>,
    fire: oneshot::Sender<Work>,
}

/// A timer that has left the queue; its guard counts as busy.
pub(super) struct Fired {
    guard: Work,
    fire: oneshot::Sender<Work>,
}

impl Fired {
    /// Hands the guard to the waiting future, or drops it if that future was dropped.
    pub(super) fn hand_over(self) {
        drop(self.fire.send(self.guard));
    }
}

impl Queue {
    pub(super) fn insert(
        &mut self,
        at: Timestamp,
        kind: Kind,
        guard: Option<Work>,
        shared: &Arc<Shared>,
    ) -> Timer {
        let (fire, fired) = oneshot::channel();
        let key = (at, self.sequence);
        self.sequence += 1;
        self.entries.insert(key, Entry { kind, guard, fire });
        Timer {
            fired,
            queued: Some((key, Arc::clone(shared))),
        }
    }

    /// The earliest instant of any timer.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.entries.first_key_value().map(|((at, _), _)| *at)
    }

    /// The earliest instant of a timer for work.
    pub(super) fn next_work(&self) -> Option<Timestamp> {
        self.entries
            .iter()
            .find(|(_, entry)| entry.kind == Kind::Work)
            .map(|((at, _), _)| *at)
    }

    /// Removes the first timer that is due at an instant.
    pub(super) fn take_due(&mut self, now: Timestamp, activity: &Activity) -> Option<Fired> {
        let first = self.entries.first_entry()?;
        if first.key().0 > now {
            return None;
        }
        let Entry { guard, fire, .. } = first.remove();
        let guard = match guard {
            Some(guard) => {
                guard.switch(Class::Busy);
                guard
            }
            None => activity.guard(Class::Busy),
        };
        Some(Fired { guard, fire })
    }
}

/// A wait for an instant of a clock; see [`Clock::wait_until`](super::Clock::wait_until).
#[must_use = "dropping it unsets the timer"]
pub struct Timer {
    fired: oneshot::Receiver<Work>,
    queued: Option<(Key, Arc<Shared>)>,
}

impl Timer {
    /// A timer for an instant that has passed.
    pub(super) fn fired(guard: Work) -> Self {
        let (fire, fired) = oneshot::channel();
        drop(fire.send(guard));
        Self {
            fired,
            queued: None,
        }
    }
}

impl Future for Timer {
    type Output = Work;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Work> {
        match Pin::new(&mut self.fired).poll(context) {
            Poll::Ready(Ok(guard)) => {
                self.queued = None;
                Poll::Ready(guard)
            }
            // The queue lives as long as any timer of it, and drops an entry only when the entry
            // fires or its timer is dropped. So the sender still exists here.
            Poll::Ready(Err(_)) | Poll::Pending => Poll::Pending,
        }
    }
}

/// Work that waits for an instant of a clock; see [`Clock::sleep_until`](super::Clock::sleep_until).
#[must_use = "dropping it unsets the timer"]
pub struct Sleep(pub(super) Timer);

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(context).map(drop)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some((key, shared)) = self.queued.take() {
            let removed = shared.lock().queue.entries.remove(&key);
            if removed.is_some() {
                drop(removed);
                // Without this timer there may be no work left to wait for.
                shared.activity.nudge();
            }
        }
    }
}
