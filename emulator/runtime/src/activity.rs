//! Counts the work in progress in an organization, by class.
//!
//! Every piece of work holds a [`Work`] from its creation until its follow-up is committed, and the
//! follow-up's guard is taken before its own is dropped. So the count of active work never touches
//! zero in between, and zero means that nothing more happens without an outside event. This module
//! counts and wakes; it knows neither time nor what the work does.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// The state of a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The work runs, or is queued to run.
    Busy,
    /// The work waits for the answer to an outbound call.
    Network,
    /// The work waits for an instant of the organization's clock.
    Time,
    /// The work waits until a test releases it.
    Release,
    /// The work waits for polls of a client.
    Polls,
    /// The work waits until the database can commit again. It counts as busy, too.
    Storage,
}

/// The number of pieces of work, by class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pending {
    /// Pieces of work that run or are queued.
    pub busy: u32,
    /// Outbound calls in progress.
    pub network: u32,
    /// Pieces of work that wait for an instant.
    pub time: usize,
    /// Pieces of work that wait to be released.
    pub release: usize,
    /// Pieces of work that wait to be polled.
    pub polls: usize,
    /// Pieces of busy work that wait until the database can commit again.
    pub storage: usize,
}

impl Pending {
    /// Whether no work runs and no outbound call is in progress.
    pub const fn is_quiet(&self) -> bool {
        self.busy == 0 && self.network == 0
    }
}

impl fmt::Display for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            busy,
            network,
            time,
            release,
            polls,
            storage,
        } = self;
        write!(
            f,
            "{busy} busy, {network} on the network, waiting: {time} for time, {release} for \
             release, {polls} for polls"
        )?;
        match storage {
            0 => Ok(()),
            _ => write!(f, "; the database cannot commit {storage} of the busy ones"),
        }
    }
}

/// The count of an organization's work; clones share it.
#[derive(Clone, Default)]
pub struct Activity {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Busy in the lower half, network in the upper half: with one atomic word, no reader sees work
    /// that moves between the two in neither of them.
    active: AtomicU64,
    time: AtomicUsize,
    release: AtomicUsize,
    polls: AtomicUsize,
    storage: AtomicUsize,
    quiet: Notify,
}

const BUSY: u64 = 1;
const NETWORK: u64 = 1 << 32;
const BUSY_HALF: u64 = NETWORK - 1;

impl Activity {
    /// A count of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one piece of work until the last handle of it is dropped.
    pub fn guard(&self, class: Class) -> Work {
        Work::begin(&self.shared, class)
    }

    /// The current counts.
    pub fn pending(&self) -> Pending {
        let active = self.shared.active.load(Ordering::SeqCst);
        Pending {
            busy: active as u32,
            network: (active >> 32) as u32,
            time: self.shared.time.load(Ordering::SeqCst),
            release: self.shared.release.load(Ordering::SeqCst),
            polls: self.shared.polls.load(Ordering::SeqCst),
            storage: self.shared.storage.load(Ordering::SeqCst),
        }
    }

    /// Whether no work runs and no outbound call is in progress.
    pub fn is_quiet(&self) -> bool {
        self.shared.active.load(Ordering::SeqCst) == 0
    }

    /// Resolves the next time that no work is busy: when the last busy work ends or starts to wait,
    /// or when an outbound call ends while no work is busy. Armed from its creation, so create it
    /// before the check of [`Activity::is_quiet`] or [`Activity::pending`].
    pub fn next_quiet(&self) -> Notified<'_> {
        self.shared.quiet.notified()
    }

    /// Wakes all waiters of [`Activity::next_quiet`], so that they check again.
    pub(crate) fn nudge(&self) {
        self.shared.quiet.notify_waiters();
    }
}

impl fmt::Debug for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Activity").field(&self.pending()).finish()
    }
}

impl Shared {
    fn waiting(&self, class: Class) -> Option<&AtomicUsize> {
        match class {
            Class::Busy | Class::Network => None,
            Class::Time => Some(&self.time),
            Class::Release => Some(&self.release),
            Class::Polls => Some(&self.polls),
            Class::Storage => Some(&self.storage),
        }
    }

    fn enter(&self, class: Class) {
        if let Some(count) = self.waiting(class) {
            count.fetch_add(1, Ordering::SeqCst);
        }
        if weight(class) > 0 {
            self.active.fetch_add(weight(class), Ordering::SeqCst);
        }
    }

    fn leave(&self, class: Class) {
        if let Some(count) = self.waiting(class) {
            count.fetch_sub(1, Ordering::SeqCst);
        }
        let weight = weight(class);
        if weight > 0 {
            let left = self.active.fetch_sub(weight, Ordering::SeqCst) - weight;
            self.notify_if_idle(left);
        }
    }

    fn notify_if_idle(&self, active: u64) {
        if active & BUSY_HALF == 0 {
            self.quiet.notify_waiters();
        }
    }
}

const fn weight(class: Class) -> u64 {
    match class {
        Class::Busy | Class::Storage => BUSY,
        Class::Network => NETWORK,
        Class::Time | Class::Release | Class::Polls => 0,
    }
}

/// One piece of work. Clones are handles of the same piece, which is counted until the last of them
/// is dropped.
#[derive(Clone)]
#[must_use = "the work is counted only as long as a handle of it lives"]
pub struct Work {
    counted: Arc<Counted>,
}

struct Counted {
    shared: Arc<Shared>,
    class: Mutex<Class>,
}

impl Work {
    fn begin(shared: &Arc<Shared>, class: Class) -> Self {
        shared.enter(class);
        Self {
            counted: Arc::new(Counted {
                shared: Arc::clone(shared),
                class: Mutex::new(class),
            }),
        }
    }

    /// The current class of the work.
    pub fn class(&self) -> Class {
        *self.counted.class()
    }

    /// Moves the work to another class. No reader of the counts sees it in neither class; if it
    /// moves between busy and network, no reader sees it in both.
    pub fn switch(&self, class: Class) {
        let shared = &self.counted.shared;
        let mut current = self.counted.class();
        let before = std::mem::replace(&mut *current, class);
        if before == class {
            return;
        }
        match (shared.waiting(before), shared.waiting(class)) {
            (None, None) => {
                let change = weight(class).wrapping_sub(weight(before));
                let active = shared.active.fetch_add(change, Ordering::SeqCst);
                shared.notify_if_idle(active.wrapping_add(change));
            }
            _ => {
                shared.enter(class);
                shared.leave(before);
            }
        }
    }

    /// Moves the work to another class until the result is dropped, which moves it back.
    #[must_use = "the work does what it did before as soon as this is dropped"]
    pub fn during(&self, class: Class) -> During {
        let before = self.class();
        self.switch(class);
        During {
            work: self.clone(),
            before,
        }
    }

    /// Counts the follow-up of this work as another piece, while this one is still counted.
    pub fn follow(&self, class: Class) -> Self {
        Self::begin(&self.counted.shared, class)
    }
}

/// Moves the work back to its former class when dropped.
pub struct During {
    work: Work,
    before: Class,
}

impl Drop for During {
    fn drop(&mut self) {
        self.work.switch(self.before);
    }
}

impl Counted {
    fn class(&self) -> MutexGuard<'_, Class> {
        self.class.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let class = *self.class();
        self.shared.leave(class);
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Work").field(&self.class()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn a_guard_counts_in_its_class_until_it_is_dropped() {
        let activity = Activity::new();
        let guard = activity.guard(Class::Busy);
        let follow = guard.follow(Class::Release);
        guard.switch(Class::Network);
        assert_eq!(
            activity.pending(),
            Pending {
                network: 1,
                release: 1,
                ..Pending::default()
            }
        );
        guard.switch(Class::Polls);
        drop(follow);
        assert_eq!(
            activity.pending(),
            Pending {
                polls: 1,
                ..Pending::default()
            }
        );
        drop(guard);
        assert_eq!(activity.pending(), Pending::default());
    }

    #[test]
    fn the_count_never_touches_zero_while_work_is_handed_over() {
        let activity = Activity::new();
        let first = activity.guard(Class::Busy);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut guard = first;
                while !stop.load(Ordering::SeqCst) {
                    guard.switch(Class::Network);
                    let waiting = guard.follow(Class::Time);
                    waiting.switch(Class::Busy);
                    guard = waiting;
                }
            });
            let idle = (0..100_000).filter(|_| activity.is_quiet()).count();
            stop.store(true, Ordering::SeqCst);
            assert_eq!(idle, 0, "times seen idle in between");
        });
        assert!(activity.is_quiet());
    }

    #[tokio::test]
    async fn the_end_of_the_last_active_work_wakes_who_waits_for_quiet() {
        let activity = Activity::new();
        let busy = activity.guard(Class::Busy);
        let network = activity.guard(Class::Network);
        let idle = activity.next_quiet();
        drop(busy);
        idle.await;
        assert!(!activity.is_quiet());
        let quiet = activity.next_quiet();
        drop(network);
        quiet.await;
        assert!(activity.is_quiet());
    }

    #[tokio::test]
    async fn the_last_busy_work_that_goes_outside_wakes_who_waits_for_quiet() {
        let activity = Activity::new();
        let guard = activity.guard(Class::Busy);
        let idle = activity.next_quiet();
        guard.switch(Class::Network);
        idle.await;
        assert_eq!(activity.pending().busy, 0);
    }
}
