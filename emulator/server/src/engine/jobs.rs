//! What executes system jobs and raises completion events, lane by lane.
//!
//! A lane is a queue with a bound of its own, so that a host that does not answer holds up nobody
//! else. The queue itself is in the database: here is only known that a lane has something, and
//! whoever has a slot takes the oldest. What a job does, what an event comes to, and where a job is
//! in its life are not known here.

mod lanes;
mod perform;
mod raise;

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::job::{Again, Signal};
use futures::future::BoxFuture;
use jiff::Timestamp;
use tokio::task::{AbortHandle, JoinError, JoinSet};

pub use crate::store::{EventDue, JobCall};

pub(super) use self::lanes::Lane;
use self::lanes::{Found, Lanes, Taken};
use super::EngineParts;
use crate::activity::{Class, Guard};
use crate::clock::Kind;
use crate::store::{EventId, RecoveredJobs, Write};

/// Why an attempt of a system job did not do its work.
#[derive(Debug, Clone, PartialEq)]
pub struct JobFailure {
    /// The error.
    pub fault: Fault,
    /// Whether another attempt may succeed.
    pub again: Again,
}

/// Executes system jobs and raises events. It changes nothing itself: what it wants changed is in
/// its answer.
pub trait PerformJobs: Send + Sync + 'static {
    /// Executes one attempt of a job. The guard is its own for that time, and is handed back as
    /// busy.
    fn perform(
        &self,
        job: JobCall,
        guard: Guard,
    ) -> BoxFuture<'static, (Result<Vec<Write>, JobFailure>, Guard)>;

    /// Raises `OnBackgroundOperationComplete`: answers the jobs that come of it.
    fn raise(&self, event: EventDue) -> BoxFuture<'static, Result<Vec<Write>, Fault>>;
}

/// Something of a lane is over.
pub(super) enum Over {
    /// Slots were offered, and this is who took them.
    Taken(Taken),
    /// What was executed in a slot has ended.
    Ended { lane: Lane, guard: Guard },
    /// Jobs were woken or interrupted; what follows is released by itself.
    Signalled(Guard),
}

/// The lanes, and what runs in them.
pub(super) struct Jobs {
    parts: Arc<EngineParts>,
    lanes: Lanes,
    /// The latest event that was taken.
    latest: EventId,
    /// The wait for the first of the suspended jobs.
    due: Option<AbortHandle>,
    tasks: JoinSet<Over>,
}

impl Jobs {
    pub(super) fn new(parts: Arc<EngineParts>) -> Self {
        Self {
            parts,
            lanes: Lanes::default(),
            latest: EventId::default(),
            due: None,
            tasks: JoinSet::new(),
        }
    }

    /// Takes up what was unfinished. Whether events are due is asked.
    pub(super) fn resume(&mut self, recovered: RecoveredJobs, guard: &Guard) {
        self.queued(Lane::Events, guard.follow(Class::Busy));
        for lane in recovered.lanes {
            self.queued(Lane::Jobs(lane), guard.follow(Class::Busy));
        }
        self.wake_at(recovered.due);
        let (parts, guard) = (Arc::clone(&self.parts), guard.follow(Class::Busy));
        self.tasks.spawn(async move {
            for (job, attempt) in recovered.running {
                let signal = Signal::Interrupted { attempt };
                let interrupted = Write::JobSignal { job, signal };
                if let Err(refusal) = parts.commit(vec![interrupted], &guard).await {
                    tracing::error!(%job, %refusal, "a system job stays interrupted");
                }
            }
            Over::Signalled(guard)
        });
    }

    /// A lane has something in the database. The guard counts for all of it until slots take it.
    pub(super) fn queued(&mut self, lane: Lane, guard: Guard) {
        self.lanes.queued(&lane, guard);
        self.fill(&lane);
    }

    /// There may be more slots than before.
    pub(super) fn look_again(&mut self) {
        for lane in self.lanes.all() {
            self.fill(&lane);
        }
    }

    /// Wakes suspended jobs at this instant, instead of at another one.
    pub(super) fn wake_at(&mut self, next: Option<Timestamp>) {
        if let Some(earlier) = self.due.take() {
            earlier.abort();
        }
        let Some(at) = next else {
            return;
        };
        let parts = Arc::clone(&self.parts);
        let timer = parts.clock.wait_until(at, Kind::Work);
        self.due = Some(self.tasks.spawn(async move {
            let guard = timer.await;
            if let Err(refusal) = parts.commit(vec![Write::WakeJobs], &guard).await {
                tracing::error!(%refusal, "suspended system jobs are not woken");
            }
            Over::Signalled(guard)
        }));
    }

    /// The next thing that is over; none while nothing is under way.
    pub(super) async fn next(&mut self) -> Option<Result<Over, JoinError>> {
        self.tasks.join_next().await
    }

    /// Takes note of what is over; the guard counts until what follows is counted.
    pub(super) fn over(&mut self, over: Result<Over, JoinError>) -> Option<Guard> {
        match over {
            Ok(Over::Taken(taken)) => Some(self.taken(taken)),
            Ok(Over::Ended { lane, guard }) => {
                self.fill(&lane);
                Some(guard)
            }
            Ok(Over::Signalled(guard)) => Some(guard),
            Err(error) if error.is_cancelled() => None,
            Err(error) => {
                tracing::error!(%error, "a task of a lane panicked");
                self.look_again();
                None
            }
        }
    }

    /// Executes what took slots.
    fn taken(&mut self, taken: Taken) -> Guard {
        let Taken {
            lane,
            slots,
            found,
            guard,
        } = taken;
        let more = match found {
            Found::Jobs(calls) => {
                let more = calls.len() == slots.len();
                for (call, slot) in calls.into_iter().zip(slots) {
                    let (parts, lane) = (Arc::clone(&self.parts), lane.clone());
                    let guard = guard.follow(Class::Busy);
                    self.tasks.spawn(async move {
                        let guard = perform::run(&parts, &lane, call, guard).await;
                        drop(slot);
                        Over::Ended { lane, guard }
                    });
                }
                more
            }
            Found::Events(events) => {
                let more = events.len() == slots.len();
                for (event, slot) in events.into_iter().zip(slots) {
                    self.latest = self.latest.max(event.id);
                    let (parts, lane) = (Arc::clone(&self.parts), lane.clone());
                    let guard = guard.follow(Class::Busy);
                    self.tasks.spawn(async move {
                        let guard = raise::run(&parts, event, guard).await;
                        drop(slot);
                        Over::Ended { lane, guard }
                    });
                }
                more
            }
            Found::Nothing => false,
        };
        let rest = more.then(|| guard.follow(Class::Busy));
        self.lanes.answered(&lane, rest);
        self.fill(&lane);
        guard
    }

    /// Offers every free slot of a lane to what is queued in it.
    fn fill(&mut self, lane: &Lane) {
        let concurrency = lane.concurrency(&self.parts.rules());
        if let Some((slots, guard)) = self.lanes.offer(lane, concurrency) {
            let (parts, lane) = (Arc::clone(&self.parts), lane.clone());
            let after = self.latest;
            self.tasks.spawn(async move {
                Over::Taken(lanes::take(&parts, lane, after, slots, guard).await)
            });
        }
    }

    /// Drops what is under way; the store knows it as unfinished.
    pub(super) async fn shutdown(&mut self) {
        self.tasks.shutdown().await;
    }
}
