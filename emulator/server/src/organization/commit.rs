//! What is to be kept is committed: under the rules of the moment, and with everything that follows
//! from rows read again before anybody is answered.

use std::sync::Arc;

use dataverse_operation::rules::Rules;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::{Organization, Own, Whole, completion};
use crate::activity::{Class, Work};
use crate::metadata::Table;
use crate::pipeline::NO_TABLE;
use crate::reading::Again;
use crate::store::{Change, Committed, Event, Refusal, Write};

impl Organization {
    /// Commits writes under the rules of the moment.
    pub(crate) async fn commit(
        &self,
        writes: Vec<Write>,
        guard: &Work,
    ) -> Result<Committed, Refusal> {
        self.commit_under(writes, guard, &self.rules()).await
    }

    /// Commits writes under given rules; nothing to write is nothing to do.
    pub(crate) async fn commit_under(
        &self,
        writes: Vec<Write>,
        guard: &Work,
        rules: &Arc<Rules>,
    ) -> Result<Committed, Refusal> {
        if writes.is_empty() {
            return Ok(Committed {
                outcomes: Vec::new(),
            });
        }
        self.whole
            .commit(Change {
                writes,
                now: self.clock().now(),
                rules: rules.clone(),
                guard: guard.follow(Class::Busy),
                event: Event::Unheard,
            })
            .await
    }
}

impl Whole {
    /// Commits a change, and reads custom APIs, steps and users again before it is answered if
    /// it touched them (CA-015).
    async fn commit(&self, mut change: Change) -> Result<Committed, Refusal> {
        let concerns = |reading: &dyn Again| {
            let of = |table: &Table| reading.is_of(table);
            change.writes.iter().any(|write| write.touches(&of))
        };
        let mut stale: Vec<&dyn Again> = self.readings().into();
        stale.retain(|reading| concerns(*reading));
        let _guard = change.guard.follow(Class::Busy);
        // A step that is registered before an operation ends hears of it.
        change.event = match self.steps.latest().has_any(completion::NAME, NO_TABLE) {
            true => Event::Heard,
            false => Event::Unheard,
        };
        let committed = self.store.commit(change).await?;
        for reading in stale {
            reading
                .again(&self.store, &self.metadata)
                .map_err(|error| Refusal::Internal(error.to_string()))?;
        }
        Ok(committed)
    }

    /// What is read from rows and kept in memory.
    pub(super) fn readings(&self) -> [&dyn Again; 3] {
        [&self.catalogue, &self.steps, &self.standing]
    }
}
impl Own {
    /// Commits for the engine.
    pub(super) fn commit(&self, change: Change) -> BoxFuture<'static, Result<Committed, Refusal>> {
        let own = self.clone();
        async move {
            let organization = own.organization().ok_or(Refusal::Closed)?;
            organization.whole.commit(change).await
        }
        .boxed()
    }
}
