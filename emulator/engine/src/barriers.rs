//! Holds: operations that a script holds until a client polls them or a test releases them.
//!
//! An operation has at most one hold. The held attempt awaits [`Held`]; the poll or release that ends the hold also
//! makes the attempt's work count as busy, in the same step.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::script::Barrier;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::{Clock, Sleep};

/// The holds of one organization; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Barriers {
    shared: Arc<Mutex<HashMap<Uuid, Hold>>>,
}

#[derive(Debug)]
struct Hold {
    until: Until,
    work: Work,
    end: oneshot::Sender<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    Released,
    /// The number of polls that are left; at least 1.
    Polled(u32),
}

/// The operation does not wait to be released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("operation {0} does not wait to be released")]
pub struct NotWaiting(pub Uuid);

impl Barriers {
    /// Ends the hold of an operation that waits to be released.
    ///
    /// # Errors
    /// The operation does not wait to be released.
    pub fn release(&self, operation: Uuid) -> Result<(), NotWaiting> {
        self.end(operation, |hold| hold.until == Until::Released)
            .ok_or(NotWaiting(operation))
    }

    /// Counts a poll of an operation. Call this after the response is fixed.
    pub fn polled(&self, operation: Uuid) {
        self.end(operation, |hold| match &mut hold.until {
            Until::Released => false,
            Until::Polled(left) => {
                *left -= 1;
                *left == 0
            }
        });
    }

    /// Passes a barrier for an operation. `work` counts as waiting until the wait ends, and as busy from that moment.
    /// The wait begins with this call, not with the first poll of the future. Dropping the future cancels the wait; the
    /// caller then sets the class of `work`.
    pub(super) fn pass(
        &self,
        operation: Uuid,
        barrier: Barrier,
        clock: &Clock,
        work: &Work,
    ) -> impl Future<Output = ()> + Send + use<> {
        let passing = match barrier {
            Barrier::Immediately | Barrier::Polls(0) => Passing::Over,
            Barrier::After(duration) => Passing::Asleep(after(duration, clock, work)),
            Barrier::Polls(count) => {
                Passing::Held(self.hold(operation, Until::Polled(count), Class::Polls, work))
            }
            Barrier::Released => {
                Passing::Held(self.hold(operation, Until::Released, Class::Release, work))
            }
        };
        async move {
            match passing {
                Passing::Over => {}
                Passing::Asleep(sleep) => sleep.await,
                Passing::Held(held) => held.await,
            }
        }
    }

    fn hold(&self, operation: Uuid, until: Until, class: Class, work: &Work) -> Held {
        let (end, ended) = oneshot::channel();
        work.switch(class);
        let work = work.clone();
        self.lock().insert(operation, Hold { until, work, end });
        Held {
            operation,
            ended,
            holds: self.clone(),
        }
    }

    /// Ends the hold of an operation if it has one and `over` says so.
    fn end(&self, operation: Uuid, over: impl FnOnce(&mut Hold) -> bool) -> Option<()> {
        let mut holds = self.lock();
        let Entry::Occupied(mut entry) = holds.entry(operation) else {
            return None;
        };
        if !over(entry.get_mut()) {
            return None;
        }
        let Hold { work, end, .. } = entry.remove();
        work.switch(Class::Busy);
        drop(holds);
        // The hold may have been canceled meanwhile; then the receiver is gone.
        let _ = end.send(());
        Some(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Hold>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Passes the finish barrier of a synchronous call. Only a duration delays it: the call has no id with which it could
/// be polled or released.
pub(super) async fn pass_in_a_call(barrier: Barrier, clock: &Clock, work: &Work) {
    match barrier {
        Barrier::After(duration) => after(duration, clock, work).await,
        Barrier::Immediately | Barrier::Polls(_) | Barrier::Released => {}
    }
}

fn after(duration: SignedDuration, clock: &Clock, work: &Work) -> Sleep {
    let at = clock.now().checked_add(duration).unwrap_or(Timestamp::MAX);
    clock.sleep_until(at, work)
}

enum Passing {
    Over,
    Asleep(Sleep),
    Held(Held),
}

/// Completes when the hold ends.
struct Held {
    operation: Uuid,
    ended: oneshot::Receiver<()>,
    holds: Barriers,
}

impl Future for Held {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match Pin::new(&mut self.ended).poll(context) {
            Poll::Ready(Ok(())) => Poll::Ready(()),
            // A later hold of the same operation has replaced this one, which never ends.
            Poll::Ready(Err(_)) | Poll::Pending => Poll::Pending,
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.ended.close();
        let mut holds = self.holds.lock();
        if let Entry::Occupied(entry) = holds.entry(self.operation)
            && entry.get().end.is_closed()
        {
            let given_up = entry.remove();
            drop(holds);
            drop(given_up);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;
    use dataverse_limits::Limits;
    use dataverse_runtime::activity::{Activity, Pending};
    use dataverse_runtime::clock::{ClockState, Mode, To};

    const OPERATION: Uuid = Uuid::from_u128(1);

    fn parts() -> (Barriers, Clock, Activity) {
        let activity = Activity::new();
        let reading = ClockState {
            mode: Mode::Manual,
            now: "2026-01-02T03:04:05Z".parse().unwrap(),
        };
        let clock = Clock::start(
            reading,
            activity.clone(),
            Arc::new(|_, guard| Box::pin(async move { drop(guard) })),
            Limits::DEFAULT,
        );
        (Barriers::default(), clock, activity)
    }

    #[tokio::test]
    async fn a_release_ends_the_hold_and_the_work_is_busy() {
        let (holds, clock, activity) = parts();
        assert_eq!(holds.release(OPERATION), Err(NotWaiting(OPERATION)));
        let work = activity.guard(Class::Busy);
        let passing = holds.pass(OPERATION, Barrier::Released, &clock, &work);
        assert_eq!(activity.pending().release, 1);
        assert!(activity.is_quiet());
        holds.polled(OPERATION);
        assert!(activity.is_quiet(), "a poll releases nothing");
        holds.release(OPERATION).unwrap();
        assert_eq!(activity.pending().busy, 1);
        passing.await;
        assert_eq!(holds.release(OPERATION), Err(NotWaiting(OPERATION)));
    }

    #[tokio::test]
    async fn polls_are_counted_from_when_the_wait_began() {
        let (holds, clock, activity) = parts();
        holds.polled(OPERATION);
        let work = activity.guard(Class::Busy);
        let passing = holds.pass(OPERATION, Barrier::Polls(2), &clock, &work);
        holds.polled(OPERATION);
        assert_eq!(holds.release(OPERATION), Err(NotWaiting(OPERATION)));
        assert_eq!(activity.pending().polls, 1);
        holds.polled(OPERATION);
        passing.await;
        assert_eq!(work.class(), Class::Busy);
    }

    #[tokio::test]
    async fn a_duration_is_one_of_the_organizations_clock() {
        let (holds, clock, activity) = parts();
        let barrier = Barrier::After(SignedDuration::from_secs(5));
        let work = activity.guard(Class::Busy);
        let mut passing = holds.pass(OPERATION, barrier, &clock, &work).boxed();
        assert!(futures::poll!(passing.as_mut()).is_pending());
        assert_eq!(activity.pending().time, 1);
        assert!(activity.is_quiet());
        let waited = tokio::spawn(passing.map(|()| drop(work)));
        clock.advance(To::Idle).await.unwrap();
        assert!(waited.is_finished());
    }

    #[tokio::test]
    async fn a_hold_given_up_leaves_nothing_behind_and_spares_its_successor() {
        let (holds, clock, activity) = parts();
        let work = activity.guard(Class::Busy);
        let first = holds.pass(OPERATION, Barrier::Released, &clock, &work);
        let next = activity.guard(Class::Busy);
        let second = holds.pass(OPERATION, Barrier::Released, &clock, &next);
        drop((first, work));
        holds.release(OPERATION).unwrap();
        second.await;
        drop(next);
        assert_eq!(activity.pending(), Pending::default());
    }
}
