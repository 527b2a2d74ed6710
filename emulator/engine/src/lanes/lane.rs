//! The lanes with queued work, and the slots in use of each.
//!
//! A lane without queued and running work is removed, so that memory is bounded by the running work. Queued work waits
//! for running work, which counts by itself. Meanwhile the guard of queued jobs and callbacks counts as *network*, like
//! a call that waits for its turn.

use std::collections::HashMap;

use dataverse_limits::Limits;
use dataverse_operation::rules::Rules;
use jiff::SignedDuration;

use super::{call_back, perform, raise};
use crate::EngineParts;
use crate::queue::{Slot, Slots};
use dataverse_runtime::activity::{Class, Work};
use dataverse_store::{
    CallbackDue, CallbackId, EventDue, EventId, JobCall, Outcome, Refusal, Write,
};

/// The largest number of events that are raised at once: enough to commit their changes together, few enough to keep
/// roughly the order in which operations ended.
const EVENTS_AT_ONCE: u32 = 16;

/// The delay before reading a lane again whose reading failed.
const LOOK_AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(1);

/// A queue with its own limit of concurrency.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// Completion events.
    Events,
    /// Callbacks to one host.
    Callbacks(String),
    /// System jobs that call one host; with an empty name, those that run plug-ins.
    Jobs(String),
}

impl Lane {
    /// How many of the lane run at once. `outbound` sends no more callbacks to one host than its limit says, so more
    /// would only wait in memory.
    pub(super) fn concurrency(&self, rules: &Rules, limits: &Limits) -> u32 {
        match self {
            Self::Events => EVENTS_AT_ONCE,
            Self::Callbacks(_) => u32::try_from(limits.calls_per_host).unwrap_or(u32::MAX),
            Self::Jobs(_) => rules.job_concurrency.get(),
        }
    }

    /// Whether the lane's jobs run plug-ins, which have no time-out of their own.
    pub(super) fn is_in_process(&self) -> bool {
        matches!(self, Self::Jobs(name) if name.is_empty())
    }

    /// The class of queued work while all slots are in use. Jobs and callbacks wait for other calls to end. Events wait
    /// for running code or for a retry, both of which count by themselves.
    fn waits_for(&self) -> Class {
        match self {
            Self::Events => Class::Time,
            Self::Callbacks(_) | Self::Jobs(_) => Class::Network,
        }
    }

    /// Whether the lane is removed when it is empty. The lane of events is kept: it remembers the number of the latest
    /// event, so that an event that could not be raised is not taken again.
    fn is_forgotten(&self) -> bool {
        *self != Self::Events
    }
}

/// All lanes with queued or running work.
#[derive(Debug, Default)]
pub(super) struct LaneStates {
    lines: HashMap<Lane, LaneState>,
}

#[derive(Debug, Default)]
struct LaneState {
    /// Counts as work for everything queued in the database; `None` if nothing is queued.
    queued: Option<Work>,
    slots: Slots,
    /// Number of the latest callback or event that took a slot: the database does not mark these as running. Unused for
    /// jobs.
    latest: i64,
    state: OfferState,
}

/// Whether an offer is being answered. One offer at a time keeps the order.
#[derive(Debug, Default, PartialEq, Eq)]
enum OfferState {
    #[default]
    Still,
    Offering,
}

/// Free slots of a lane, for its queued work.
pub(super) struct SlotOffer {
    slots: Vec<Slot>,
    after: i64,
    work: Work,
}

impl LaneStates {
    /// Notes that work is queued in a lane.
    pub(super) fn queued(&mut self, lane: &Lane, guard: Work) {
        let line = self.lines.entry(lane.clone()).or_default();
        line.queued.get_or_insert(guard);
    }

    /// All free slots of a lane; `None` if no slot is free, or nothing is queued.
    pub(super) fn offer(&mut self, lane: &Lane, concurrency: u32) -> Option<SlotOffer> {
        let line = self.lines.get_mut(lane)?;
        if line.state == OfferState::Offering {
            return None;
        }
        let Some(guard) = line.queued.take() else {
            if line.slots.are_free() && lane.is_forgotten() {
                self.lines.remove(lane);
            }
            return None;
        };
        let slots: Vec<Slot> = std::iter::from_fn(|| line.slots.take(concurrency)).collect();
        if slots.is_empty() {
            guard.switch(lane.waits_for());
            line.queued = Some(guard);
            return None;
        }
        guard.switch(Class::Busy);
        line.state = OfferState::Offering;
        let after = line.latest;
        Some(SlotOffer {
            slots,
            after,
            work: guard,
        })
    }

    /// Notes the answer to an offer; `more` is a guard if more work may be queued.
    pub(super) fn answered(&mut self, lane: &Lane, latest: Option<i64>, more: Option<Work>) {
        if let Some(line) = self.lines.get_mut(lane) {
            line.state = OfferState::Still;
            line.latest = latest.unwrap_or(line.latest);
        }
        if let Some(guard) = more {
            self.queued(lane, guard);
        }
    }

    pub(super) fn all(&self) -> Vec<Lane> {
        let mut lanes: Vec<Lane> = self.lines.keys().cloned().collect();
        lanes.sort();
        lanes
    }
}

/// The answer to an offer: the work that takes the slots.
pub(crate) struct Dequeued {
    pub(super) lane: Lane,
    pub(super) slots: Vec<Slot>,
    /// The queued work, the oldest first; at most one per slot.
    pub(super) found: Vec<Due>,
    pub(super) work: Work,
}

/// Work that takes a slot.
pub(super) enum Due {
    /// An attempt of a system job, already marked as started.
    Job(JobCall),
    Callback(CallbackDue),
    Event(EventDue),
}

impl Due {
    /// The number of a callback or event in its queue.
    pub(super) const fn number(&self) -> Option<i64> {
        match self {
            Self::Callback(due) => Some(due.id.0),
            Self::Event(event) => Some(event.id.0),
            Self::Job(_) => None,
        }
    }

    /// Runs the work; `work` counts until the follow-up is counted.
    pub(super) async fn run(self, parts: &EngineParts, lane: &Lane, work: &Work) {
        match self {
            Self::Job(call) => perform::run(parts, lane, call, work).await,
            Self::Callback(due) => call_back::run(parts, due, work).await,
            Self::Event(event) => raise::run(parts, &event, work).await,
        }
    }
}

/// Reads the oldest queued work of a lane. If reading fails, tries again a little later.
pub(super) async fn take(parts: &EngineParts, lane: Lane, offer: SlotOffer) -> Dequeued {
    let SlotOffer { slots, after, work } = offer;
    // Rules limit the number of slots to a `u32`.
    let most = u32::try_from(slots.len()).unwrap_or(u32::MAX);
    let found = loop {
        match parts
            .commit(vec![question(&lane, after, most)], &work)
            .await
        {
            Ok(outcomes) => break outcomes.into_iter().flat_map(due).collect(),
            Err(Refusal::Closed) => break Vec::new(),
            Err(refusal) => tracing::error!(?lane, %refusal, "a lane cannot be read"),
        }
        let at = parts.clock.now().saturating_add(LOOK_AGAIN_AFTER);
        let at = at.unwrap_or(jiff::Timestamp::MAX);
        parts.clock.sleep_until(at, &work).await;
    };
    Dequeued {
        lane,
        slots,
        found,
        work,
    }
}

/// Reads the writer's answer.
fn due(outcome: Outcome) -> Vec<Due> {
    match outcome {
        Outcome::JobsStarted { calls } => calls.into_iter().map(Due::Job).collect(),
        Outcome::CallbacksDue { due } => due.into_iter().map(Due::Callback).collect(),
        Outcome::EventsDue { events } => events.into_iter().map(Due::Event).collect(),
        // `question` makes only the writes above.
        _ => Vec::new(),
    }
}

/// The write that takes work from a lane's queue.
fn question(lane: &Lane, after: i64, most: u32) -> Write {
    match lane {
        Lane::Events => Write::NextEvents {
            after: EventId(after),
            most,
        },
        Lane::Callbacks(lane) => Write::NextCallbacks {
            lane: lane.clone(),
            after: CallbackId(after),
            most,
        },
        Lane::Jobs(lane) => Write::StartJobs {
            lane: lane.clone(),
            most,
        },
    }
}
