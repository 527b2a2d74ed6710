//! The persistent state of an organization beside its rows: clock, seed, id, restart count.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use dataverse_limits::Limits;
use dataverse_operation::rules::Rules;
use futures::FutureExt;
use jiff::Timestamp;
use uuid::Uuid;

use super::open::Opening;

use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::{ClockState, Remember};
use dataverse_runtime::identity::Identity;
use dataverse_store::{Beginning, Change, CompletionEvent, Refusal, Store, Write, until_available};

const CLOCK: &str = "clock.reading";
const SEED: &str = "identity.seed";
const ORGANIZATION: &str = "organization.id";
const RESTARTS: &str = "identity.restarts";

/// The persistent state at a start, completed from the settings.
pub(super) struct PersistedState {
    /// The mode and the time of the clock.
    pub(super) reading: ClockState,
    /// `organizationid`: the first id of the first start; it never changes.
    pub(super) id: Uuid,
    /// The id generator, with the restart count of this start.
    pub(super) identity: Identity,
    /// Whether this is the first start.
    pub(super) opened: Opened,
}

/// The start of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// The first start, with an empty database.
    First,
    /// The first start, with the rows of a template.
    Begun,
    /// A later start.
    Again,
}

impl PersistedState {
    /// Reads the persistent state; takes missing values from the settings.
    pub(super) fn read(
        remembered: &BTreeMap<String, String>,
        opening: &Opening,
        real_now: Timestamp,
    ) -> Self {
        let seed = remembered.get(SEED).and_then(|seed| seed.parse().ok());
        let restarts = remembered
            .get(RESTARTS)
            .and_then(|count| count.parse().ok());
        let reading = remembered.get(CLOCK).and_then(|text| text.parse().ok());
        let seed = seed.or(opening.seed).unwrap_or_else(Identity::random_seed);
        let identity = Identity::new(seed, restarts.map_or(0, |count: u32| count + 1));
        let id = remembered.get(ORGANIZATION).and_then(|id| id.parse().ok());
        Self {
            id: id.unwrap_or_else(|| identity.stream().next()),
            reading: reading.unwrap_or(ClockState {
                mode: opening.clock,
                now: opening.now.unwrap_or(real_now),
            }),
            identity,
            opened: match (id, restarts) {
                (_, Some(_)) => Opened::Again,
                (Some(_), None) => Opened::Begun,
                (None, None) => Opened::First,
            },
        }
    }

    /// The persistent state of a new database. It has no restart count: the first start writes
    /// that.
    pub(super) fn beginning(&self) -> Beginning {
        Beginning {
            organization: self.id,
            at: self.reading.now,
            remembered: vec![
                (ORGANIZATION.to_owned(), self.id.to_string()),
                (SEED.to_owned(), self.identity.seed().to_string()),
                (CLOCK.to_owned(), self.reading.to_string()),
            ],
        }
    }

    /// The writes that persist the state of this start.
    pub(super) fn writes(&self) -> Vec<Write> {
        let mut writes = vec![
            keep(ORGANIZATION, self.id.to_string()),
            keep(SEED, self.identity.seed().to_string()),
            keep(RESTARTS, self.identity.restart().to_string()),
        ];
        writes.push(keep(CLOCK, self.reading.to_string()));
        writes
    }
}

/// Commits each move of a clock before anything due at the new time happens.
pub(super) fn remember(store: &Store, rules: &Arc<RwLock<Arc<Rules>>>, limits: Limits) -> Remember {
    let (store, rules) = (store.clone(), rules.clone());
    Arc::new(move |reading: ClockState, work: Work| {
        let store = store.clone();
        let rules = rules.read().unwrap_or_else(PoisonError::into_inner).clone();
        async move {
            let writes = Arc::new(vec![keep(CLOCK, reading.to_string())]);
            let change = || Change {
                writes: Arc::clone(&writes),
                now: reading.now,
                rules: Arc::clone(&rules),
                guard: work.follow(Class::Busy),
                event: CompletionEvent::Unsubscribed,
            };
            match until_available(&work, &limits, || store.commit(change())).await {
                Ok(_) | Err(Refusal::Closed) => {}
                Err(refusal) => tracing::error!(%refusal, "the clock is not kept"),
            }
        }
        .boxed()
    })
}

fn keep(key: &str, value: String) -> Write {
    Write::Remember {
        key: key.to_owned(),
        value,
    }
}
