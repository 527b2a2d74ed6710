//! What is to be kept is committed: under the rules of the moment, and with everything that follows
//! from rows read again before anybody is answered.

use std::sync::Arc;

use dataverse_operation::rules::Rules;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::{Organization, Own, Whole, completion};
use crate::activity::{Class, Guard};
use crate::message::custom_api::Catalogue;
use crate::pipeline::{NO_TABLE, Registry};
use crate::store::{Change, Committed, Event, Refusal, StoreError, Write};

impl Organization {
    /// Commits writes under the rules of the moment.
    pub(crate) async fn commit(
        &self,
        writes: Vec<Write>,
        guard: &Guard,
    ) -> Result<Committed, Refusal> {
        self.commit_under(writes, guard, &self.rules()).await
    }

    /// Commits writes under given rules; nothing to write is nothing to do.
    pub(crate) async fn commit_under(
        &self,
        writes: Vec<Write>,
        guard: &Guard,
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
    /// Commits a change, and reads custom APIs and steps again before it is answered if it touched
    /// them (CA-015).
    async fn commit(&self, mut change: Change) -> Result<Committed, Refusal> {
        let touched = Catalogue::is_touched_by(&change.writes);
        let stepped = Registry::is_touched_by(&change.writes);
        let _guard = change.guard.follow(Class::Busy);
        // A step that is registered before an operation ends hears of it.
        change.event = match self.registry.steps().has_any(completion::NAME, NO_TABLE) {
            true => Event::Heard,
            false => Event::Unheard,
        };
        let committed = self.store.commit(change).await?;
        let reloaded = |result: Result<(), StoreError>| {
            result.map_err(|error| Refusal::Internal(error.to_string()))
        };
        if touched {
            reloaded(self.catalogue.reload(&self.store, &self.metadata))?;
        }
        if stepped {
            reloaded(self.registry.reload(&self.store, &self.metadata))?;
        }
        Ok(committed)
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
