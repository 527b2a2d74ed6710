//! Which lanes have something queued, and how many of their slots are taken.
//!
//! A lane that has nothing and runs nothing is forgotten, so that what is in memory is bounded by
//! what runs. What waits in a lane for slots waits for what runs in it, which counts by itself: for
//! jobs and callbacks its guard then counts as network, as that of a call does that waits for its
//! turn.

use std::collections::HashMap;

use dataverse_operation::rules::Rules;
use jiff::SignedDuration;

use super::{call_back, perform, raise};
use crate::EngineParts;
use crate::queue::{Slot, Slots};
use dataverse_runtime::activity::{Class, Work};
use dataverse_store::{
    CallbackDue, CallbackId, EventDue, EventId, JobCall, Outcome, Refusal, Write,
};

/// Events that are raised at once: enough for their changes to be committed together, few enough
/// to keep about the order in which operations ended.
const EVENTS_AT_ONCE: u32 = 16;

/// Callbacks to one host at once: as many as the way out lets through to a host, so that no more of
/// them wait in memory.
const CALLBACKS_AT_ONCE: u32 = 16;

/// When a lane is looked at again that could not be read.
const LOOK_AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(1);

/// A queue with a bound of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// Completion events.
    Events,
    /// Callbacks to one host.
    Callbacks(String),
    /// System jobs: those for one host, or (empty) those in process.
    Jobs(String),
}

impl Lane {
    pub(super) fn concurrency(&self, rules: &Rules) -> u32 {
        match self {
            Self::Events => EVENTS_AT_ONCE,
            Self::Callbacks(_) => CALLBACKS_AT_ONCE,
            Self::Jobs(_) => rules.job_concurrency.get(),
        }
    }

    /// Whether its jobs are code of this process, which has no time-out of its own.
    pub(super) fn is_in_process(&self) -> bool {
        matches!(self, Self::Jobs(name) if name.is_empty())
    }

    /// What those wait for who wait for a slot: for the calls of the others to end; or, where the
    /// others are code or wait for another try, for nothing that would not count by itself.
    fn waits_for(&self) -> Class {
        match self {
            Self::Events => Class::Time,
            Self::Callbacks(_) | Self::Jobs(_) => Class::Network,
        }
    }

    /// Whether it is forgotten when nothing is left of it. An event that could not be raised is
    /// left, and not taken again before the next start.
    fn is_forgotten(&self) -> bool {
        *self != Self::Events
    }
}

/// What is known of every lane that has something.
#[derive(Debug, Default)]
pub(super) struct LaneStates {
    lines: HashMap<Lane, LaneState>,
}

#[derive(Debug, Default)]
struct LaneState {
    /// Counts for everything that is queued in the database, if there is anything.
    queued: Option<Work>,
    slots: Slots,
    /// The number of the latest that has taken a slot, where the database does not mark them.
    latest: i64,
    state: OfferState,
}

/// Whether slots are being offered. One offer at a time keeps the order.
#[derive(Debug, Default, PartialEq, Eq)]
enum OfferState {
    #[default]
    Still,
    Offering,
}

/// Slots that are offered to what is queued.
pub(super) struct SlotOffer {
    slots: Vec<Slot>,
    after: i64,
    work: Work,
}

impl LaneStates {
    /// Something is queued in a lane.
    pub(super) fn queued(&mut self, lane: &Lane, guard: Work) {
        let line = self.lines.entry(lane.clone()).or_default();
        line.queued.get_or_insert(guard);
    }

    /// The free slots of a lane, if there are any and something is queued for them.
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

    /// An offer was answered; with a guard, because there may be more.
    pub(super) fn answered(&mut self, lane: &Lane, latest: Option<i64>, more: Option<Work>) {
        if let Some(line) = self.lines.get_mut(lane) {
            line.state = OfferState::Still;
            line.latest = latest.unwrap_or(line.latest);
        }
        if let Some(guard) = more {
            self.queued(lane, guard);
        }
    }

    /// Every lane that is known.
    pub(super) fn all(&self) -> Vec<Lane> {
        let mut lanes: Vec<Lane> = self.lines.keys().cloned().collect();
        lanes.sort();
        lanes
    }
}

/// Who took the slots that were offered.
pub(crate) struct Dequeued {
    pub(super) lane: Lane,
    pub(super) slots: Vec<Slot>,
    /// What was queued, the oldest first.
    pub(super) found: Vec<Due>,
    pub(super) work: Work,
}

/// What takes a slot.
pub(super) enum Due {
    /// An attempt of a job, which has started.
    Job(JobCall),
    /// A callback.
    Callback(CallbackDue),
    /// An event.
    Event(EventDue),
}

impl Due {
    /// Its number, where it has one.
    pub(super) const fn number(&self) -> Option<i64> {
        match self {
            Self::Callback(due) => Some(due.id.0),
            Self::Event(event) => Some(event.id.0),
            Self::Job(_) => None,
        }
    }

    /// Executes it; the work counts for what follows.
    pub(super) async fn run(self, parts: &EngineParts, lane: &Lane, work: &Work) {
        match self {
            Self::Job(call) => perform::run(parts, lane, call, work).await,
            Self::Callback(due) => call_back::run(parts, due, work).await,
            Self::Event(event) => raise::run(parts, &event, work).await,
        }
    }
}

/// Lets what is oldest in a lane take slots. A lane that cannot be read is read again a little later.
pub(super) async fn take(parts: &EngineParts, lane: Lane, offer: SlotOffer) -> Dequeued {
    let SlotOffer { slots, after, work } = offer;
    // There are at most as many as a rule of this kind says.
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

/// What the writer answers.
fn due(outcome: Outcome) -> Vec<Due> {
    match outcome {
        Outcome::JobsStarted { calls } => calls.into_iter().map(Due::Job).collect(),
        Outcome::CallbacksDue { due } => due.into_iter().map(Due::Callback).collect(),
        Outcome::EventsDue { events } => events.into_iter().map(Due::Event).collect(),
        // No lane asks for anything else.
        _ => Vec::new(),
    }
}

/// What the writer is asked for.
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
