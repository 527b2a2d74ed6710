//! An organization: the running whole, and the only thing a door holds.
//!
//! It puts the parts together. What a message does, how an operation lives and how anything is
//! stored is not known here.

mod change_set;
mod commit;
mod completion;
mod execute;
mod followed;
mod kept;
mod open;
mod perform;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use std::time::Duration;

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{RuleError, Rules};
use dataverse_protocol::exact;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, Value};
use jiff::{Timestamp, TimestampArithmetic};
use serde_json::{Map, Value as Json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use uuid::Uuid;

pub use self::open::OpenError;
pub(crate) use self::open::{Shared, erase};
use crate::activity::Activity;
use crate::clock::{Clock, real_limit};
use crate::engine::Engine;
use crate::engine::behavior::Behaviors;
use crate::engine::hold::{Holds, NotHeld};
use crate::handler::{Bindings, Bound, Joins, Process};
use crate::identity::Identity;
use crate::message;
use crate::message::custom_api::{Catalogue, CustomApi};
use crate::message::session::Call;
use crate::metadata::{Metadata, Table, TableKind};
use crate::notice::delivery::Deliveries;
use crate::notice::journal::Journal;
use crate::notice::outbound::{Calls, Outbound};
use crate::pipeline::{Bypass, Steps};
use crate::plugin::{Plugin, Plugins};
use crate::reading::Reading;
use crate::security::{Caller, Standing, Tokens};
use crate::sink::Sinks;
use crate::store::{Limit, Store, StoreError, StoredOperation};

/// An organization; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Organization {
    whole: Arc<Whole>,
}

#[derive(Debug)]
struct Whole {
    id: Uuid,
    business_unit: Uuid,
    name: String,
    metadata: Arc<Metadata>,
    store: Store,
    clock: Clock,
    activity: Activity,
    identity: Identity,
    rules: Arc<RwLock<Arc<Rules>>>,
    behaviors: Behaviors,
    catalogue: Reading<Catalogue>,
    steps: Reading<Steps>,
    standing: Reading<Standing>,
    tokens_of_users: Tokens,
    outbound: Outbound,
    deliveries: Deliveries,
    plugins: Plugins,
    handlers: Bindings,
    joins: Joins,
    journal: Journal,
    sinks: Sinks,
    calls: Calls,
    engine: Mutex<Option<Engine>>,
    holds: OnceLock<Holds>,
    operations: Arc<Table>,
    tokens: AtomicU64,
    /// Turns of queries on blocking threads.
    queries: Semaphore,
    /// Turns of code on blocking threads.
    code: Arc<Semaphore>,
    /// Turns true, once, when the organization begins to close.
    closing: watch::Sender<bool>,
}

/// How long a query may take, in real time.
const QUERY_LIMIT: Duration = Duration::from_secs(30);

/// How many queries run at once, and how many pieces of code: each takes a thread and a connection.
const QUERIES: usize = 16;
const CODE: usize = 128;

impl Organization {
    /// The name it is served under.
    pub(crate) fn name(&self) -> &str {
        &self.whole.name
    }

    pub(crate) fn metadata(&self) -> &Arc<Metadata> {
        &self.whole.metadata
    }

    pub(crate) fn store(&self) -> &Store {
        &self.whole.store
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.whole.clock
    }

    pub(crate) fn activity(&self) -> &Activity {
        &self.whole.activity
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.whole.identity
    }

    pub(crate) fn behaviors(&self) -> &Behaviors {
        &self.whole.behaviors
    }

    pub(crate) fn catalogue(&self) -> Arc<Catalogue> {
        self.whole.catalogue.latest()
    }

    /// What does the work of a plug-in type: the process it is bound to, else the code registered
    /// for it.
    pub(crate) fn plugin(&self, type_id: Uuid) -> Option<Arc<dyn Plugin>> {
        self.process(type_id)
            .or_else(|| self.whole.plugins.find(type_id))
    }

    fn process(&self, type_id: Uuid) -> Option<Arc<dyn Plugin>> {
        if self.handlers().is_empty() {
            return None;
        }
        let name = self.type_name(type_id)?;
        let id = type_id.to_string();
        let bound = Bound {
            id: &id,
            name: &name,
        };
        let url = self.handlers().find(&bound)?;
        Some(Arc::new(Process::new(name, url)))
    }

    /// The name of a plug-in type that is registered.
    pub(crate) fn type_name(&self, type_id: Uuid) -> Option<String> {
        const NAME: &str = "typename";
        let types = self.metadata().table("plugintype")?;
        let columns = Columns::Named(vec![NAME.to_owned()]);
        let row = self.retrieve(types, type_id, &columns).ok().flatten()?;
        row.get(NAME).and_then(Value::as_str).map(str::to_owned)
    }

    /// The processes that handle plug-in types.
    pub(crate) fn handlers(&self) -> &Bindings {
        &self.whole.handlers
    }

    /// The handlers that work at the moment.
    pub(crate) fn joins(&self) -> &Joins {
        &self.whole.joins
    }

    /// The way out.
    pub(crate) fn outbound(&self) -> &Outbound {
        &self.whole.outbound
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.whole.journal
    }

    /// The steps of this moment.
    pub(crate) fn steps(&self) -> Arc<Steps> {
        self.whole.steps.latest()
    }

    /// Who is who at this moment.
    pub(crate) fn standing(&self) -> Arc<Standing> {
        self.whole.standing.latest()
    }

    /// Which user was given which bearer token.
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.whole.tokens_of_users
    }

    /// The way out to service endpoints.
    pub(crate) fn deliveries(&self) -> &Deliveries {
        &self.whole.deliveries
    }

    /// Its unique name, which is made of its id.
    pub(crate) fn unique_name(&self) -> String {
        format!("unq{}", self.id().simple())
    }

    pub(crate) fn sinks(&self) -> &Sinks {
        &self.whole.sinks
    }

    /// Calls of its own that are under way.
    pub(crate) fn calls(&self) -> &Calls {
        &self.whole.calls
    }

    /// `organizationid`.
    pub(crate) fn id(&self) -> Uuid {
        self.whole.id
    }

    /// The root business unit.
    pub(crate) fn business_unit(&self) -> Uuid {
        self.whole.business_unit
    }

    /// The table of background operations.
    pub(crate) fn operations_table(&self) -> &Arc<Table> {
        &self.whole.operations
    }

    /// The rules at the moment.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.whole
            .rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Changes rules by name: all of them or none.
    pub(crate) fn change_rules(&self, wanted: &Map<String, Json>) -> Result<Arc<Rules>, RuleError> {
        let changed = {
            let mut rules = self
                .whole
                .rules
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            let mut changed = Rules::clone(&rules);
            changed.merge(wanted)?;
            *rules = Arc::new(changed);
            rules.clone()
        };
        if let Some(engine) = &*self.engine() {
            engine.rules_changed();
        }
        Ok(changed)
    }

    /// The instant that lies so far ahead on the organization's clock.
    pub(crate) fn at(&self, ahead: impl Into<TimestampArithmetic>) -> Timestamp {
        self.clock()
            .now()
            .checked_add(ahead)
            .unwrap_or(Timestamp::MAX)
    }

    /// Waits for a turn to run code on a blocking thread; it is over when the code returns.
    pub(crate) async fn code_turn(&self) -> Option<OwnedSemaphorePermit> {
        self.whole.code.clone().acquire_owned().await.ok()
    }

    /// How long a query may take.
    pub(crate) fn query_limit(&self) -> Limit {
        Limit::Until(Arc::new(real_limit(QUERY_LIMIT)))
    }

    /// A request from outside.
    pub(crate) fn call(&self, origin: &Arc<str>, caller: Caller) -> Call {
        let mut ids = self.identity().stream();
        Call {
            caller: caller.user,
            delegate: caller.delegate,
            initiating: caller.delegate.unwrap_or(caller.user),
            depth: 1,
            correlation: ids.next(),
            request: Some(ids.next()),
            origin: origin.clone(),
            chain: 0,
            joined: None,
            bypass: Bypass::default(),
        }
    }

    /// The consistency token of a write to an elastic table: it grows with the clock and, between
    /// two of its instants, with every token given out (BG-0D4).
    pub(crate) fn session_token(&self) -> String {
        let number = self.whole.tokens.fetch_add(1, Ordering::Relaxed);
        format!("207:1#{}#7={number}", self.clock().now().as_millisecond())
    }

    /// Whether a request leaves a row in an elastic table as it wrote it: its answer then carries a
    /// consistency token (BG-0D4).
    pub(crate) fn leaves_elastic_row(&self, request: &OrganizationRequest) -> bool {
        message::platform(&request.name)
            .and_then(|message| message.written(request))
            .and_then(|row| self.metadata().table(&row.table))
            .is_some_and(|table| table.kind == TableKind::Elastic)
    }

    /// What is known of a background operation; nothing for a row made by hand.
    pub(crate) fn operation(&self, id: Uuid) -> Result<Option<StoredOperation>, Fault> {
        let failed = |error: StoreError| {
            tracing::error!(%error, "an operation cannot be read");
            Fault::unexpected()
        };
        self.store()
            .view()
            .map_err(failed)?
            .operation(id)
            .map_err(failed)
    }

    /// The outputs of an operation, as they were set.
    pub(crate) fn outputs(exact: &str) -> Attributes {
        exact::read(exact).unwrap_or_else(|error| {
            tracing::error!(%error, "stored outputs cannot be read");
            Attributes::new()
        })
    }

    /// The name that a time-out's text gives to what did not answer: the plug-in's type, or the
    /// custom API itself where it has none.
    pub(crate) fn plug_in(&self, api: &CustomApi) -> String {
        let plugin = api.plugin_type.and_then(|id| self.plugin(id));
        plugin.map_or_else(
            || api.unique_name.clone(),
            |plugin| plugin.type_name().to_owned(),
        )
    }

    /// Counts one look at an operation; to be called after the answer is fixed.
    pub(crate) fn polled(&self, operation: Uuid) {
        if let Some(holds) = self.whole.holds.get() {
            holds.polled(operation);
        }
    }

    /// Releases an operation from what holds it.
    pub(crate) fn release(&self, operation: Uuid) -> Result<(), NotHeld> {
        match self.whole.holds.get() {
            Some(holds) => holds.release(operation),
            None => Err(NotHeld(operation)),
        }
    }

    /// Whether it is being closed, or has been.
    pub(crate) fn is_closing(&self) -> bool {
        *self.whole.closing.borrow()
    }

    /// Ends when the organization begins to close: nothing that waits in it will come any more.
    pub(crate) async fn closing(&self) {
        let mut closing = self.whole.closing.subscribe();
        // The sender lives as long as this handle.
        let _ = closing.wait_for(|closing| *closing).await;
    }

    /// Stops the engine and closes the store: what was acknowledged is kept, what runs is not
    /// finished.
    pub(crate) async fn close(&self) {
        self.whole.closing.send_replace(true);
        let engine = self.engine().take();
        if let Some(engine) = engine {
            engine.shutdown().await;
        }
        self.store().close().await;
    }

    fn engine(&self) -> std::sync::MutexGuard<'_, Option<Engine>> {
        self.whole
            .engine
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// An organization as its own engine knows it, which does not keep it alive.
#[derive(Clone)]
struct Own(Weak<Whole>);

impl Own {
    fn organization(&self) -> Option<Organization> {
        self.0.upgrade().map(|whole| Organization { whole })
    }
}

#[cfg(test)]
mod tests;
