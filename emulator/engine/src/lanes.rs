//! Lanes: queues in the database, each with a bound of its own, so that a host that does not answer
//! holds up nobody else.
//!
//! System jobs, callbacks and completion events go through them. Here is only known that a lane has
//! something; whoever has a slot takes the oldest, and nothing of the rest is in memory. What a job
//! does, what an event comes to, and where a job is in its life are not known here.

mod call_back;
mod lane;
mod perform;
mod raise;

use std::sync::Arc;

use dataverse_operation::job::JobSignal;
use jiff::Timestamp;
use tokio::task::{AbortHandle, JoinError, JoinSet};

pub(super) use self::lane::Lane;
use self::lane::{Dequeued, Due, LaneStates};
use super::EngineParts;
use super::queue::Slot;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::Kind;
use dataverse_store::{Recovered, RecoveredJobs, Write};

/// Something of a lane is over.
pub(super) enum LaneEvent {
    /// Slots were offered, and this is who took them.
    Taken(Dequeued),
    /// What took a slot has ended; its work counts for what follows.
    Ended { lane: Lane, work: Work },
    /// Jobs were woken or interrupted; what follows is released by itself.
    Signalled(Work),
}

/// The lanes, and what runs in them.
pub(super) struct Lanes {
    parts: Arc<EngineParts>,
    lines: LaneStates,
    /// The wait for the first of the suspended jobs.
    due: Option<AbortHandle>,
    tasks: JoinSet<LaneEvent>,
}

impl Lanes {
    pub(super) fn new(parts: Arc<EngineParts>) -> Self {
        Self {
            parts,
            lines: LaneStates::default(),
            due: None,
            tasks: JoinSet::new(),
        }
    }

    /// Takes up what was unfinished. Whether events are due is asked.
    pub(super) fn resume(&mut self, recovered: &Recovered, guard: &Work) {
        let RecoveredJobs {
            lanes,
            running,
            due,
        } = &recovered.jobs;
        self.queued(Lane::Events, guard.follow(Class::Busy));
        for lane in &recovered.callbacks {
            let lane = Lane::Callbacks(lane.clone());
            self.queued(lane, guard.follow(Class::Busy));
        }
        for lane in lanes {
            let lane = Lane::Jobs(lane.clone());
            self.queued(lane, guard.follow(Class::Busy));
        }
        self.wake_at(*due);
        let (parts, running) = (Arc::clone(&self.parts), running.clone());
        let guard = guard.follow(Class::Busy);
        self.tasks.spawn(async move {
            for (job, attempt) in running {
                let signal = JobSignal::Interrupted { attempt };
                let interrupted = Write::JobSignal { job, signal };
                if let Err(refusal) = parts.commit(vec![interrupted], &guard).await {
                    tracing::error!(%job, %refusal, "a system job stays interrupted");
                }
            }
            LaneEvent::Signalled(guard)
        });
    }

    /// A lane has something in the database. The guard counts for all of it until slots take it.
    pub(super) fn queued(&mut self, lane: Lane, guard: Work) {
        self.lines.queued(&lane, guard);
        self.fill(&lane);
    }

    /// There may be more slots than before.
    pub(super) fn look_again(&mut self) {
        for lane in self.lines.all() {
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
            LaneEvent::Signalled(guard)
        }));
    }

    /// The next thing that is over; none while nothing is under way.
    pub(super) async fn next(&mut self) -> Option<Result<LaneEvent, JoinError>> {
        self.tasks.join_next().await
    }

    /// Takes note of what is over; the guard counts until what follows is counted.
    pub(super) fn over(&mut self, over: Result<LaneEvent, JoinError>) -> Option<Work> {
        match over {
            Ok(LaneEvent::Taken(taken)) => Some(self.taken(taken)),
            Ok(LaneEvent::Ended { lane, work }) => {
                self.fill(&lane);
                Some(work)
            }
            Ok(LaneEvent::Signalled(guard)) => Some(guard),
            Err(error) if error.is_cancelled() => None,
            Err(error) => {
                tracing::error!(%error, "a task of a lane panicked");
                self.look_again();
                None
            }
        }
    }

    /// Executes what took slots.
    fn taken(&mut self, taken: Dequeued) -> Work {
        let Dequeued {
            lane,
            slots,
            found,
            work,
        } = taken;
        let is_full = found.len() == slots.len();
        let latest = found.last().and_then(Due::number);
        for (due, slot) in found.into_iter().zip(slots) {
            self.execute(lane.clone(), slot, due, work.follow(Class::Busy));
        }
        // Where every slot was taken there may be more.
        let rest = is_full.then(|| work.follow(Class::Busy));
        self.lines.answered(&lane, latest, rest);
        self.fill(&lane);
        work
    }

    fn execute(&mut self, lane: Lane, slot: Slot, due: Due, work: Work) {
        let parts = Arc::clone(&self.parts);
        self.tasks.spawn(async move {
            due.run(&parts, &lane, &work).await;
            drop(slot);
            LaneEvent::Ended { lane, work }
        });
    }

    /// Offers every free slot of a lane to what is queued in it.
    fn fill(&mut self, lane: &Lane) {
        let concurrency = lane.concurrency(&self.parts.rules());
        if let Some(offer) = self.lines.offer(lane, concurrency) {
            let (parts, lane) = (Arc::clone(&self.parts), lane.clone());
            self.tasks
                .spawn(async move { LaneEvent::Taken(lane::take(&parts, lane, offer).await) });
        }
    }

    /// Drops what is under way; the store knows it as unfinished.
    pub(super) async fn shutdown(&mut self) {
        self.tasks.shutdown().await;
    }
}
