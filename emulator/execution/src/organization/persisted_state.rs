//! What an organization keeps of its own, beside its rows: clock, seed, restarts.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use dataverse_operation::rules::Rules;
use futures::FutureExt;
use jiff::Timestamp;
use uuid::Uuid;

use super::open::Opening;

use dataverse_runtime::activity::Work;
use dataverse_runtime::clock::{ClockState, Remember};
use dataverse_runtime::identity::Identity;
use dataverse_store::{Beginning, Change, CompletionEvent, Refusal, Store, Write};

const CLOCK: &str = "clock.reading";
const SEED: &str = "identity.seed";
const ORGANIZATION: &str = "organization.id";
const RESTARTS: &str = "identity.restarts";

/// What an organization goes on from.
pub(super) struct PersistedState {
    /// Its clock, as it was left.
    pub(super) reading: ClockState,
    /// `organizationid`: the first of its ids, and the same ever after.
    pub(super) id: Uuid,
    /// Its ids, one restart on.
    pub(super) identity: Identity,
    /// Whether it has been opened before.
    pub(super) opened: Opened,
}

/// Which start of an organization it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// The first: it has no rows.
    First,
    /// The first: it has the rows of a template.
    Begun,
    /// A later one.
    Again,
}

impl PersistedState {
    /// From what was remembered, and from the settings for what was not.
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

    /// What a new database begins with: all but that it has been opened.
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

    /// What is to be remembered of this start.
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

/// Keeps each move of a clock before anything happens that is due then.
pub(super) fn remember(store: &Store, rules: &Arc<RwLock<Arc<Rules>>>) -> Remember {
    let (store, rules) = (store.clone(), rules.clone());
    Arc::new(move |reading: ClockState, work: Work| {
        let store = store.clone();
        let rules = rules.read().unwrap_or_else(PoisonError::into_inner).clone();
        async move {
            let change = Change {
                writes: vec![keep(CLOCK, reading.to_string())],
                now: reading.now,
                rules,
                guard: work,
                event: CompletionEvent::Unsubscribed,
            };
            match store.commit(change).await {
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
