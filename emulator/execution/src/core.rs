//! The parts of an organization that requests work with: store, time, ids, rules, registry, plug-ins; and the one way to
//! commit. How a request runs is not known here.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use dataverse_model::metadata::Table;
use dataverse_operation::rules::Rules;
use dataverse_runtime::activity::{Activity, Class, Work};
use dataverse_runtime::clock::{Clock, real_limit};
use dataverse_runtime::identity::Identity;
use dataverse_store::{Change, Committed, CompletionEvent, Limit, Refusal, Store, Write};
use jiff::{Timestamp, TimestampArithmetic};
use uuid::Uuid;

use crate::plugin::{Plugin, PluginSource, Plugins};
use crate::registry::{Registries, Registry, Touched};
use crate::step::NO_TABLE;

/// The message that is raised when a background operation has ended (BG-0A0).
pub(crate) const ON_COMPLETE: &str = "OnBackgroundOperationComplete";

/// How long a query may take, in real time.
const QUERY_LIMIT: Duration = Duration::from_secs(30);

/// The parts of one organization.
pub(crate) struct Core {
    /// `organizationid`.
    pub(crate) id: Uuid,
    /// The root business unit.
    pub(crate) business_unit: Uuid,
    /// The name it is served under.
    pub(crate) name: String,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) activity: Activity,
    pub(crate) identity: Identity,
    pub(crate) rules: Arc<RwLock<Arc<Rules>>>,
    pub(crate) registries: Registries,
    pub(crate) plugins: Plugins,
    pub(crate) elsewhere: Arc<dyn PluginSource>,
    /// The table of background operations.
    pub(crate) operations: Arc<Table>,
}

impl Core {
    /// The rules at the moment.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What is kept of rows, at the moment.
    pub(crate) fn registry(&self) -> Arc<Registry> {
        self.registries.latest()
    }

    /// The code of a plug-in type: of the process that handles it, else what is registered for it.
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

    /// Its unique name, which is made of its id.
    pub(crate) fn unique_name(&self) -> String {
        format!("unq{}", self.id.simple())
    }

    /// The instant that lies so far ahead on the organization's clock.
    pub(crate) fn at(&self, ahead: impl Into<TimestampArithmetic>) -> Timestamp {
        self.clock
            .now()
            .checked_add(ahead)
            .unwrap_or(Timestamp::MAX)
    }

    /// How long a query may take.
    pub(crate) fn query_limit(&self) -> Limit {
        Limit::Until(Arc::new(real_limit(QUERY_LIMIT)))
    }

    /// Commits writes under these rules; nothing to write is nothing to do.
    ///
    /// # Errors
    /// Why nothing of it was committed.
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
            writes,
            now: self.clock.now(),
            rules: rules.clone(),
            guard: work.follow(Class::Busy),
            event: CompletionEvent::Unsubscribed,
        })
        .await
    }

    /// Commits a change; what the registry keeps of the rows that it touched is read again before it is answered
    /// (CA-015).
    pub(crate) async fn commit_change(&self, mut change: Change) -> Result<Committed, Refusal> {
        let touched = Touched::by(&change.writes);
        let _counted = change.guard.follow(Class::Busy);
        // A step that is registered before an operation ends hears of it.
        change.event = match self.registry().steps.has_any(ON_COMPLETE, NO_TABLE) {
            true => CompletionEvent::Subscribed,
            false => CompletionEvent::Unsubscribed,
        };
        let committed = self.store.commit(change).await?;
        self.registries
            .refresh(touched, &self.store)
            .map_err(|error| Refusal::Internal(error.to_string()))?;
        Ok(committed)
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
