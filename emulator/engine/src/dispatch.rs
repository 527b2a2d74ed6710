//! The dispatcher: one task that receives all events, in order, and starts what follows.
//!
//! It holds the queue, the waits and the slots. It does not know the phase of an operation: it
//! commits signals, and the store answers with effects.

use std::collections::HashMap;
use std::sync::Arc;

use dataverse_operation::attempt::Attempt;
use dataverse_operation::step::Signal;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinError, JoinSet};
use uuid::Uuid;

use super::attempt::{self, Run};
use super::barriers::Barriers;
use super::lanes::{Lane, LaneEvent, Lanes};
use super::queue::{Queue, Slot, Slots};
use super::recover::{self, Resume};
use super::script::Barrier;
use super::wait::Waits;
use super::{EngineParts, Order};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::Kind;
use dataverse_runtime::crash_points::CrashPoint;
use dataverse_store::{DueEffect, EffectKind, Outcome, Recovered, Refusal, Write};

/// The events of the dispatcher.
pub(super) enum Event {
    /// A committed change has an effect.
    Released(DueEffect),
    /// An attempt has passed its barrier or timer and may queue for a slot.
    Ready {
        operation: Uuid,
        place: i64,
        attempt: Attempt,
        guard: Work,
    },
    /// The start of an attempt was not committed; its slot is free.
    NotStarted { operation: Uuid, guard: Work },
    /// A signal was committed; its effects arrive as events of their own.
    Signalled(Work),
    /// The time has come to settle a cancellation.
    CancelDue { operation: Uuid, guard: Work },
    /// Expired rows were deleted; `next` is the time of the next expiry.
    Swept {
        next: Option<Timestamp>,
        guard: Work,
    },
    /// A task of a lane has ended.
    Lane(Result<LaneEvent, JoinError>),
    /// An attempt has ended.
    Over(Result<Work, JoinError>),
    /// An order of the engine's handle.
    Ordered(Order),
}

pub(super) struct Dispatcher {
    parts: Arc<EngineParts>,
    holds: Barriers,
    queue: Queue,
    slots: Slots,
    /// Slots of attempts that are being marked as running.
    starting: HashMap<Uuid, Slot>,
    /// For each operation in progress: announces to its latest attempt that the row was deleted.
    started: HashMap<Uuid, oneshot::Sender<Work>>,
    waits: Waits,
    /// Callbacks, system jobs and completion events.
    lanes: Lanes,
    /// Running attempts.
    tasks: JoinSet<Work>,
}

#[derive(PartialEq, Eq)]
enum Flow {
    Continue,
    Stop,
}

impl Dispatcher {
    pub(super) fn new(parts: Arc<EngineParts>, holds: Barriers) -> Self {
        Self {
            lanes: Lanes::new(Arc::clone(&parts)),
            parts,
            holds,
            queue: Queue::default(),
            slots: Slots::default(),
            starting: HashMap::new(),
            started: HashMap::new(),
            waits: Waits::default(),
            tasks: JoinSet::new(),
        }
    }

    /// Resumes unfinished operations, and deletes rows that have expired meanwhile.
    pub(super) fn resume(&mut self, recovered: Recovered, guard: &Work) {
        self.lanes.resume(&recovered, guard);
        for unfinished in recovered.operations {
            let operation = unfinished.operation;
            self.queue.prioritize(operation, unfinished.priority);
            let guard = guard.follow(Class::Busy);
            match recover::resume(unfinished) {
                Resume::Due(effect) => drop(self.released(DueEffect {
                    operation,
                    effect,
                    guard,
                })),
                Resume::Interrupted(attempt) => {
                    self.signal(operation, Signal::Interrupted { attempt }, guard);
                }
                Resume::Nothing => {}
            }
        }
        self.sweep_at(self.parts.clock.now());
        self.fill_slots();
    }

    /// Handles events until it is stopped or the store is closed. Running attempts are then
    /// dropped; the store has them as unfinished.
    pub(super) async fn run(
        mut self,
        mut released: mpsc::UnboundedReceiver<DueEffect>,
        mut orders: mpsc::UnboundedReceiver<Order>,
    ) {
        loop {
            // Ends are handled before starts; the fixed order makes runs repeatable.
            let event = tokio::select! {
                biased;
                // Without a handle, the dispatcher could not be stopped later.
                order = orders.recv() => Event::Ordered(order.unwrap_or(Order::Stop)),
                Some(over) = self.tasks.join_next() => Event::Over(over),
                Some(over) = self.lanes.next() => Event::Lane(over),
                Some(event) = self.waits.next() => event,
                effect = released.recv() => match effect {
                    Some(effect) => Event::Released(effect),
                    None => break,
                },
            };
            if self.handle(event) == Flow::Stop {
                break;
            }
        }
        self.lanes.shutdown().await;
        self.tasks.shutdown().await;
    }

    /// Handles an event. Its guard counts until the follow-up is counted.
    fn handle(&mut self, event: Event) -> Flow {
        let _guard = match event {
            Event::Released(released) => self.released(released),
            Event::Ready {
                operation,
                place,
                attempt,
                guard,
            } => {
                self.waits.give_up(operation);
                self.queue.push(place, operation, attempt);
                Some(guard)
            }
            Event::NotStarted { operation, guard } => {
                self.starting.remove(&operation);
                Some(guard)
            }
            Event::Signalled(guard) => Some(guard),
            Event::CancelDue { operation, guard } => {
                self.waits.give_up(operation);
                self.signal(operation, Signal::CancelDue, guard);
                None
            }
            Event::Swept { next, guard } => {
                if let Some(at) = next {
                    self.sweep_at(at);
                }
                Some(guard)
            }
            Event::Lane(over) => self.lanes.over(over),
            Event::Over(Ok(guard)) => Some(guard),
            Event::Over(Err(error)) => {
                tracing::error!(%error, "a task of the engine panicked");
                None
            }
            Event::Ordered(Order::LookAgain(guard)) => {
                self.lanes.look_again();
                Some(guard)
            }
            Event::Ordered(Order::Stop) => return Flow::Stop,
        };
        self.fill_slots();
        Flow::Continue
    }

    /// Handles an effect; returns its guard unless the follow-up takes the guard over.
    fn released(&mut self, released: DueEffect) -> Option<Work> {
        let DueEffect {
            operation,
            effect,
            guard,
        } = released;
        match effect {
            EffectKind::Run {
                attempt,
                deadline,
                submitted,
            } => {
                let run = Run {
                    operation,
                    attempt,
                    deadline,
                    submitted: Arc::from(submitted),
                };
                self.run_attempt(run, guard);
                None
            }
            EffectKind::Enqueue {
                sequence,
                attempt,
                name,
            } => {
                // A retry has already passed the start barrier.
                let barrier = match attempt {
                    Attempt::FIRST => self.parts.scripts.of(&name).start,
                    _ => Barrier::Immediately,
                };
                self.queue_behind(barrier, operation, sequence, attempt, guard)
            }
            EffectKind::WakeAt {
                at,
                sequence: place,
                attempt,
                name: _,
            } => {
                let timer = self.parts.clock.wait_until(at, Kind::Work);
                self.waits.wait(operation, async move {
                    Event::Ready {
                        operation,
                        place,
                        attempt,
                        guard: timer.await,
                    }
                });
                Some(guard)
            }
            EffectKind::SettleCancelAt { at } => {
                self.queue.remove(operation);
                self.settle_cancel_at(operation, at);
                Some(guard)
            }
            EffectKind::CallbackDue { lane } => {
                self.lanes.queued(Lane::Callbacks(lane), guard);
                None
            }
            EffectKind::EventDue => {
                self.parts.faults.reach(CrashPoint::EventDue);
                self.lanes.queued(Lane::Events, guard);
                None
            }
            EffectKind::JobReady { lane } => {
                self.lanes.queued(Lane::Jobs(lane), guard);
                None
            }
            EffectKind::JobsDue { next } => {
                self.lanes.wake_at(next);
                Some(guard)
            }
            EffectKind::Ended { .. } => {
                self.forget(operation);
                self.parts.ends.tell(operation, &guard);
                Some(guard)
            }
            EffectKind::Gone => {
                self.parts.ends.tell(operation, &guard);
                if let Some(gone) = self.forget(operation) {
                    // The receiver is gone if the attempt is past its barrier or has ended.
                    drop(gone.send(guard.follow(Class::Busy)));
                }
                Some(guard)
            }
            EffectKind::Prioritized { priority } => {
                self.queue.prioritize(operation, priority);
                Some(guard)
            }
            EffectKind::ExpiryMoved { at } => {
                self.sweep_at(at);
                Some(guard)
            }
        }
    }

    /// Removes an operation that is completed or deleted; returns the sender to its attempt.
    fn forget(&mut self, operation: Uuid) -> Option<oneshot::Sender<Work>> {
        self.queue.forget(operation);
        self.waits.give_up(operation);
        self.started.remove(&operation)
    }

    /// Queues an attempt once it has passed its barrier.
    fn queue_behind(
        &mut self,
        barrier: Barrier,
        operation: Uuid,
        place: i64,
        attempt: Attempt,
        guard: Work,
    ) -> Option<Work> {
        if barrier == Barrier::Immediately {
            self.queue.push(place, operation, attempt);
            return Some(guard);
        }
        let passed = self
            .holds
            .pass(operation, barrier, &self.parts.clock, &guard);
        self.waits.wait(operation, async move {
            passed.await;
            Event::Ready {
                operation,
                place,
                attempt,
                guard,
            }
        });
        None
    }

    /// Marks the next attempts as running, one for each free slot.
    fn fill_slots(&mut self) {
        loop {
            let concurrency = self.parts.rules().concurrency.get();
            let Some(slot) = self.slots.take(concurrency) else {
                return;
            };
            let order = self.parts.rules().dispatch_order;
            let Some((operation, attempt)) = self.queue.pop(order) else {
                return;
            };
            self.starting.insert(operation, slot);
            let guard = self.parts.activity.guard(Class::Busy);
            let parts = Arc::clone(&self.parts);
            self.waits.push(async move {
                let signal = Signal::Start { attempt };
                match parts.signal(operation, signal, &guard).await {
                    Ok(()) => Event::Signalled(guard),
                    Err(refusal) => {
                        unused(operation, &refusal);
                        Event::NotStarted { operation, guard }
                    }
                }
            });
        }
    }

    /// Runs an attempt in the slot that was taken for it.
    fn run_attempt(&mut self, run: Run, work: Work) {
        let slot = self.starting.remove(&run.operation);
        let (tell, gone) = oneshot::channel();
        self.started.insert(run.operation, tell);
        let (parts, holds) = (Arc::clone(&self.parts), self.holds.clone());
        self.tasks.spawn(async move {
            attempt::run(&parts, &holds, run, gone, &work).await;
            drop(slot);
            work
        });
    }

    fn settle_cancel_at(&mut self, operation: Uuid, at: Timestamp) {
        let timer = self.parts.clock.wait_until(at, Kind::Work);
        self.waits.wait(operation, async move {
            Event::CancelDue {
                operation,
                guard: timer.await,
            }
        });
    }

    /// Commits a signal. Its effects arrive as events.
    fn signal(&mut self, operation: Uuid, signal: Signal, guard: Work) {
        let parts = Arc::clone(&self.parts);
        self.waits.push(async move {
            if let Err(refusal) = parts.signal(operation, signal, &guard).await {
                unused(operation, &refusal);
            }
            Event::Signalled(guard)
        });
    }

    fn sweep_at(&mut self, at: Timestamp) {
        let parts = Arc::clone(&self.parts);
        let timer = parts.clock.wait_until(at, Kind::Housekeeping);
        self.waits.sweep(async move {
            let guard = timer.await;
            let swept = parts.commit(vec![Write::Expire], &guard).await;
            let next = match swept.as_deref() {
                Ok([Outcome::Expired { next, .. }]) => *next,
                Ok(_) => None,
                Err(refusal) => {
                    tracing::error!(%refusal, "expired rows are not removed");
                    None
                }
            };
            Event::Swept { next, guard }
        });
    }
}

/// Logs that a signal was not committed: quietly if it has no use any more, which is normal.
fn unused(operation: Uuid, refusal: &Refusal) {
    match refusal {
        Refusal::Stale { .. } | Refusal::Closed => {
            tracing::debug!(%operation, %refusal, "a signal changes nothing");
        }
        _ => tracing::error!(%operation, %refusal, "a signal is lost"),
    }
}
