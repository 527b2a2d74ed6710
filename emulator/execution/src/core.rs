//! The parts of an organization that requests use (store, clock, ids, rules, registry, plug-ins) and the function that
//! every commit goes through. This module does not know how a request runs.

use std::future::ready;
use std::sync::{Arc, PoisonError, RwLock};

use dataverse_limits::Limits;
use dataverse_model::metadata::Table;
use dataverse_operation::rules::Rules;
use dataverse_runtime::activity::{Activity, Class, Work};
use dataverse_runtime::clock::{Clock, real_limit};
use dataverse_runtime::identity::Identity;
use dataverse_store::{
    Change, Committed, CompletionEvent, Limit, Refusal, Store, Write, until_available,
};
use jiff::{Timestamp, TimestampArithmetic};
use uuid::Uuid;

use crate::plugin::{Plugin, PluginSource, Plugins};
use crate::registry::{Registries, Registry, Touched};
use crate::step::NO_TABLE;

/// The message that the platform raises after a background operation has ended (BG-0A0).
pub(crate) const ON_COMPLETE: &str = "OnBackgroundOperationComplete";

/// The parts of one organization.
pub(crate) struct Core {
    /// `organizationid`.
    pub(crate) id: Uuid,
    /// Id of the root business unit.
    pub(crate) business_unit: Uuid,
    /// The organization's name in its settings and at the control door.
    pub(crate) name: String,
    /// Scheme and authority of the organization's own address.
    pub(crate) origin: Arc<str>,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) activity: Activity,
    pub(crate) identity: Identity,
    pub(crate) rules: Arc<RwLock<Arc<Rules>>>,
    pub(crate) limits: Limits,
    pub(crate) registries: Arc<Registries>,
    pub(crate) plugins: Plugins,
    pub(crate) elsewhere: Arc<dyn PluginSource>,
    /// The table `backgroundoperation`.
    pub(crate) operations: Arc<Table>,
}

impl Core {
    /// The rules now in force.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The latest registry.
    pub(crate) fn registry(&self) -> Arc<Registry> {
        self.registries.latest()
    }

    /// The code of a plug-in type: the external process that handles the type, otherwise the Rust code that is
    /// registered for it.
    pub(crate) fn plugin(&self, registry: &Registry, type_id: Uuid) -> Option<Arc<dyn Plugin>> {
        let elsewhere = || {
            let plugin_type = registry.plugin_types.get(type_id)?;
            self.elsewhere.find(type_id, &plugin_type.name)
        };
        let elsewhere = match self.elsewhere.is_empty() {
            true => None,
            false => elsewhere(),
        };
        elsewhere.or_else(|| self.plugins.find(type_id))
    }

    /// The organization's unique name: `unq` and the digits of its id.
    pub(crate) fn unique_name(&self) -> String {
        format!("unq{}", self.id.simple())
    }

    /// The instant `ahead` of the organization's clock.
    pub(crate) fn at(&self, ahead: impl Into<TimestampArithmetic>) -> Timestamp {
        self.clock
            .now()
            .checked_add(ahead)
            .unwrap_or(Timestamp::MAX)
    }

    /// A fresh limit for one query: the limit `query_time`, or when `is_over` says so.
    pub(crate) fn query_limit(&self, is_over: impl Fn() -> bool + Send + Sync + 'static) -> Limit {
        let too_long = real_limit(self.limits.query_time);
        Limit::Until(Arc::new(move || is_over() || too_long()))
    }

    /// Commits writes under these rules. An empty list commits nothing and succeeds.
    ///
    /// # Errors
    /// The store's refusal; none of the writes was committed.
    pub(crate) async fn commit(
        &self,
        writes: Vec<Write>,
        rules: &Arc<Rules>,
        work: &Work,
    ) -> Result<Committed, Refusal> {
        if writes.is_empty() {
            return Ok(Committed {
                outcomes: Vec::new(),
            });
        }
        self.commit_change(Change {
            writes: writes.into(),
            now: self.clock.now(),
            rules: rules.clone(),
            guard: work.follow(Class::Busy),
            event: CompletionEvent::Unsubscribed,
        })
        .await
    }

    /// Commits a change. Refreshes the parts of the registry that are read from the changed rows before it returns
    /// (CA-015).
    pub(crate) async fn commit_change(&self, mut change: Change) -> Result<Committed, Refusal> {
        let touched = Touched::by(&change.writes);
        let counted = change.guard.follow(Class::Busy);
        // Read at commit time: an operation's end reaches every step that was registered before it.
        change.event = match self.registry().steps.has_any(ON_COMPLETE, NO_TABLE) {
            true => CompletionEvent::Subscribed,
            false => CompletionEvent::Unsubscribed,
        };
        if touched.is_nothing() {
            return self.store.commit(change).await;
        }
        let (store, registries) = (self.store.clone(), self.registries.clone());
        let limits = self.limits;
        // A task of its own: a caller that goes away between the two would leave a registry that does not know the rows.
        let both = tokio::spawn(async move {
            let committed = store.commit(change).await?;
            // The change is committed: an answer that it was not, or an old registry, would be wrong.
            let refresh = || ready(registries.refresh(touched, &store).map_err(Refusal::from));
            until_available(&counted, &limits, refresh).await?;
            Ok(committed)
        });
        let both = both
            .await
            .map_err(|error| Refusal::Internal(error.to_string()));
        both.flatten()
    }
}

impl std::fmt::Debug for Core {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Core")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
