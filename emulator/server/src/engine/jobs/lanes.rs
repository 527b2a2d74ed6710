//! Which lanes have something queued, and how many of their slots are taken.
//!
//! A lane that has nothing and runs nothing is forgotten, so that what is in memory is bounded by
//! what runs. What waits in a lane for slots waits for what runs in it: its guard then counts as
//! network, as that of a call does that waits for its turn.

use std::collections::HashMap;

use dataverse_operation::rules::Rules;

use crate::activity::{Class, Guard};
use crate::clock::Kind;
use crate::engine::EngineParts;
use crate::engine::queue::{Slot, Slots};
use crate::store::{EventDue, EventId, JobCall, Outcome, Refusal, Write};

/// Events that are raised at once: enough for their changes to be committed together, few enough
/// to keep about the order in which operations ended.
const EVENTS_AT_ONCE: u32 = 16;

/// After how many seconds a lane is looked at again that could not be read.
const LOOK_AGAIN_AFTER: i64 = 1;

/// A queue with a bound of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::engine) enum Lane {
    /// Completion events.
    Events,
    /// System jobs: those for one host, or (empty) those in process.
    Jobs(String),
}

impl Lane {
    pub(super) fn concurrency(&self, rules: &Rules) -> u32 {
        match self {
            Self::Events => EVENTS_AT_ONCE,
            Self::Jobs(_) => rules.job_concurrency.get(),
        }
    }

    /// Whether its jobs are code of this process, which has no time-out of its own.
    pub(super) fn is_in_process(&self) -> bool {
        matches!(self, Self::Jobs(name) if name.is_empty())
    }
}

/// What is known of every lane that has something.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    lines: HashMap<Lane, Line>,
}

#[derive(Debug, Default)]
struct Line {
    /// Counts for everything that is queued in the database, if there is anything.
    queued: Option<Guard>,
    slots: Slots,
    offer: Offer,
}

/// Whether slots are being offered. One offer at a time keeps the order.
#[derive(Debug, Default, PartialEq, Eq)]
enum Offer {
    #[default]
    None,
    UnderWay,
}

impl Lanes {
    /// Something is queued in a lane.
    pub(super) fn queued(&mut self, lane: &Lane, mut guard: Guard) {
        let line = self.lines.entry(lane.clone()).or_default();
        if line.queued.is_none() {
            guard.switch(Class::Network);
            line.queued = Some(guard);
        }
    }

    /// Free slots of a lane and the guard of what they are for, if there are both.
    pub(super) fn offer(&mut self, lane: &Lane, concurrency: u32) -> Option<(Vec<Slot>, Guard)> {
        let line = self.lines.get_mut(lane)?;
        if line.offer == Offer::UnderWay {
            return None;
        }
        if line.queued.is_none() {
            if line.slots.are_free() {
                self.lines.remove(lane);
            }
            return None;
        }
        let slots: Vec<Slot> = std::iter::from_fn(|| line.slots.take(concurrency)).collect();
        if slots.is_empty() {
            return None;
        }
        let mut guard = line.queued.take()?;
        guard.switch(Class::Busy);
        line.offer = Offer::UnderWay;
        Some((slots, guard))
    }

    /// An offer was answered; with a guard, because there may be more.
    pub(super) fn answered(&mut self, lane: &Lane, more: Option<Guard>) {
        if let Some(line) = self.lines.get_mut(lane) {
            line.offer = Offer::None;
        }
        if let Some(guard) = more {
            self.queued(lane, guard);
        }
    }

    /// Every lane that has something.
    pub(super) fn all(&self) -> Vec<Lane> {
        let mut lanes: Vec<Lane> = self.lines.keys().cloned().collect();
        lanes.sort();
        lanes
    }
}

/// Who took the slots that were offered.
pub(in crate::engine) struct Taken {
    pub(super) lane: Lane,
    pub(super) slots: Vec<Slot>,
    pub(super) found: Found,
    pub(super) guard: Guard,
}

/// What was queued.
pub(super) enum Found {
    /// Jobs, which have started.
    Jobs(Vec<JobCall>),
    /// Events.
    Events(Vec<EventDue>),
    /// Nothing.
    Nothing,
}

/// Lets what is oldest in a lane take slots. A lane that cannot be read is read again a little later.
pub(super) async fn take(
    parts: &EngineParts,
    lane: Lane,
    after: EventId,
    slots: Vec<Slot>,
    mut guard: Guard,
) -> Taken {
    // There are at most as many as a rule of this kind says.
    let most = u32::try_from(slots.len()).unwrap_or(u32::MAX);
    let found = loop {
        let write = match &lane {
            Lane::Events => Write::NextEvents { after, most },
            Lane::Jobs(lane) => Write::StartJobs {
                lane: lane.clone(),
                most,
            },
        };
        match parts.commit(vec![write], &guard).await.as_deref_mut() {
            Ok([Outcome::JobsStarted { calls }]) => break Found::Jobs(std::mem::take(calls)),
            Ok([Outcome::EventsDue { events }]) => break Found::Events(std::mem::take(events)),
            Ok(_) | Err(Refusal::Closed) => break Found::Nothing,
            Err(refusal) => tracing::error!(?lane, %refusal, "a lane cannot be read"),
        }
        let at = parts.clock.now() + jiff::SignedDuration::from_secs(LOOK_AGAIN_AFTER);
        let timer = parts.clock.wait_until(at, Kind::Work);
        drop(guard);
        guard = timer.await;
    };
    Taken {
        lane,
        slots,
        found,
        guard,
    }
}
