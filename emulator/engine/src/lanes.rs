//! Lanes: queues in the database for system jobs, callbacks and completion events. Each has its own
//! limit of concurrency, so that a host that does not answer delays only its own lane.
//!
//! In memory, a lane is only known to have queued work; a free slot takes the oldest from the
//! database. Lanes know neither the work of a job, nor its state, nor the jobs of an event.

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

/// The end of a task of a lane.
pub(super) enum LaneEvent {
    /// An offer of slots was answered.
    Taken(Dequeued),
    /// The work in a slot has ended; `work` counts until the follow-up is counted.
    Ended { lane: Lane, work: Work },
    /// Jobs were woken or interrupted; the effects arrive by themselves.
    Signalled(Work),
}

/// All lanes, and their running tasks.
pub(super) struct Lanes {
    parts: Arc<EngineParts>,
    lines: LaneStates,
    /// Cancels the timer for the first suspended job.
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

    /// Resumes unfinished work. Events are read from the database in any case.
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

    /// Notes that a lane has queued work. The guard counts for all of it until slots take it.
    pub(super) fn queued(&mut self, lane: Lane, guard: Work) {
        self.lines.queued(&lane, guard);
        self.fill(&lane);
    }

    /// Offers slots again: there may be more than before.
    pub(super) fn look_again(&mut self) {
        for lane in self.lines.all() {
            self.fill(&lane);
        }
    }

    /// Wakes suspended jobs at this time; replaces an earlier timer.
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

    /// The next end of a task; `None` if no task is running.
    pub(super) async fn next(&mut self) -> Option<Result<LaneEvent, JoinError>> {
        self.tasks.join_next().await
    }

    /// Handles the end of a task; the returned guard counts until the follow-up is counted.
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

    /// Runs the work that takes the slots.
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
        // If every slot was taken, more work may be queued.
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

    /// Offers every free slot of a lane to its queued work.
    fn fill(&mut self, lane: &Lane) {
        let concurrency = lane.concurrency(&self.parts.rules(), &self.parts.limits);
        if let Some(offer) = self.lines.offer(lane, concurrency) {
            let (parts, lane) = (Arc::clone(&self.parts), lane.clone());
            self.tasks
                .spawn(async move { LaneEvent::Taken(lane::take(&parts, lane, offer).await) });
        }
    }

    /// Drops running work; the store has it as unfinished.
    pub(super) async fn shutdown(&mut self) {
        self.tasks.shutdown().await;
    }
}
