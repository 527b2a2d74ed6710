//! An organization: assembles the parts; doors hold it, and the engine calls it.
//!
//! It chooses the thread and the deadline of a request, and commits the request's writes before the answer. `execute`
//! runs the request itself.

mod change_set;
mod completion;
mod deferred;
mod exchange;
mod execute;
mod monitor;
mod open;
mod perform;
mod persisted_state;
mod placement;
mod scripted;
mod solutions;
mod unit;
mod users;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use dataverse_engine::Engine;
use dataverse_engine::barriers::{Barriers, NotWaiting};
use dataverse_engine::ends::Ends;
use dataverse_engine::script::Scripts;
use dataverse_limits::Limits;
use dataverse_model::Provenance;
use dataverse_model::message::{Scope, TARGET};
use dataverse_model::metadata::{Metadata, Table, TableKind};
use dataverse_operation::rules::{RuleError, Rules};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use dataverse_runtime::activity::{Activity, Work};
use dataverse_runtime::clock::Clock;
use dataverse_store::{Committed, Refusal, Store, Write};
use serde_json::{Map, Value as Json};
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

pub use self::change_set::ChangeSet;
pub use self::deferred::{Deferral, Replay, Waited};
pub use self::execute::Call;
pub use self::open::{Blueprint, BlueprintSettings, ExternalServices, OpenError, Opening, Samples};
pub use self::unit::{Join, UnitChangeSet, UnitHandle, UnitOwner, UnitQueue, UnitRequest};
pub use self::users::ProvisionError;
pub use crate::plugin::Ending;

use crate::core::Core;
use crate::registry::Registry;
use crate::security::Caller;
use crate::turns::Turns;

/// An organization; clones share its state.
#[derive(Clone, Debug)]
pub struct Organization {
    parts: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    core: Core,
    scripts: Scripts,
    engine: Mutex<Option<Engine>>,
    holds: OnceLock<Barriers>,
    /// Told when operations end that requests wait for.
    ends: Ends,
    /// Answers deferred requests.
    replay: Arc<dyn Replay>,
    /// Limits the queries that run at once on blocking threads.
    turns: Turns,
    /// Limits the plug-ins that run at once on blocking threads.
    code: Arc<Semaphore>,
    /// The number of the next consistency token.
    tokens: AtomicU64,
    /// Becomes true when the organization begins to close, and stays true.
    closing: watch::Sender<bool>,
}

impl Organization {
    fn core(&self) -> &Core {
        &self.parts.core
    }

    /// The organization's name in its settings and at the control door.
    pub fn name(&self) -> &str {
        &self.core().name
    }

    /// `organizationid`.
    pub fn id(&self) -> Uuid {
        self.core().id
    }

    /// Id of the root business unit.
    pub fn business_unit(&self) -> Uuid {
        self.core().business_unit
    }

    /// The present tables.
    pub fn metadata(&self) -> Arc<Metadata> {
        self.registry().metadata.clone()
    }

    /// The table `backgroundoperation`.
    pub fn operations_table(&self) -> &Arc<Table> {
        &self.core().operations
    }

    /// The latest registry: messages, steps, users.
    pub fn registry(&self) -> Arc<Registry> {
        self.core().registry()
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.core().store
    }

    /// The organization's clock.
    pub fn clock(&self) -> &Clock {
        &self.core().clock
    }

    /// The running work of the organization.
    pub fn activity(&self) -> &Activity {
        &self.core().activity
    }

    /// The scripts that tests have set.
    pub fn scripts(&self) -> &Scripts {
        &self.parts.scripts
    }

    /// The rules now in force.
    pub fn rules(&self) -> Arc<Rules> {
        self.core().rules()
    }

    /// The limits that the organization was opened with.
    pub fn limits(&self) -> &Limits {
        &self.core().limits
    }

    /// Changes rules by name: all of them, or none.
    ///
    /// # Errors
    /// A rule does not exist, or does not have the value.
    pub fn change_rules(&self, wanted: &Map<String, Json>) -> Result<Arc<Rules>, RuleError> {
        let rules = &self.core().rules;
        let changed = {
            let mut rules = rules.write().unwrap_or_else(PoisonError::into_inner);
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

    /// The provenance of a client's request; `client_origin` is the scheme and host of its URL.
    pub fn provenance(&self, client_origin: &Arc<str>, caller: Caller) -> Provenance {
        let mut ids = self.core().identity.stream();
        let (correlation, request) = (ids.next(), ids.next());
        let Caller { user, on_behalf_by } = caller;
        Provenance {
            client_origin: Some(client_origin.clone()),
            ..Provenance::of_client(
                user,
                on_behalf_by,
                correlation,
                Some(request),
                self.origin(),
            )
        }
    }

    /// Whether the database was removed or replaced although it is open.
    pub fn has_lost_its_database(&self) -> bool {
        self.store().has_lost_its_file()
    }

    /// Scheme and authority of the organization's own address.
    pub fn origin(&self) -> Arc<str> {
        self.core().origin.clone()
    }

    /// The seed of the organization's ids.
    pub fn seed(&self) -> u64 {
        self.core().identity.seed()
    }

    /// A new id.
    pub fn new_id(&self) -> Uuid {
        self.core().identity.stream().next()
    }

    /// Commits writes that no message makes, under the rules now in force.
    ///
    /// # Errors
    /// The store's refusal; none of the writes was committed.
    pub async fn commit(&self, writes: Vec<Write>, work: &Work) -> Result<Committed, Refusal> {
        self.core().commit(writes, &self.rules(), work).await
    }

    /// The consistency token for a write to an elastic table (BG-0D4). It grows with the clock, and with each token at
    /// the same instant.
    pub fn session_token(&self) -> String {
        let number = self.parts.tokens.fetch_add(1, Ordering::Relaxed);
        format!("207:1#{}#7={number}", self.clock().now().as_millisecond())
    }

    /// Whether a request writes a row of an elastic table; its response then carries a consistency token (BG-0D4).
    pub fn leaves_elastic_row(&self, request: &OrganizationRequest) -> bool {
        let Some(Value::Entity(target)) = request.parameters.get(TARGET) else {
            return false;
        };
        let registry = self.registry();
        let changes = registry
            .message(&request.name)
            .is_some_and(|message| message.scope == Scope::ChangesRows);
        let table = registry.metadata.table(&target.table);
        changes && table.is_some_and(|table| table.kind == TableKind::Elastic)
    }

    /// Counts a poll of an operation's status, for scripts. Call this after the response is fixed: reading changes no
    /// state.
    pub fn polled(&self, operation: Uuid) {
        if let Some(holds) = self.parts.holds.get() {
            holds.polled(operation);
        }
    }

    /// Releases an operation that a script holds.
    ///
    /// # Errors
    /// No script holds the operation.
    pub fn release(&self, operation: Uuid) -> Result<(), NotWaiting> {
        match self.parts.holds.get() {
            Some(holds) => holds.release(operation),
            None => Err(NotWaiting(operation)),
        }
    }

    /// Whether the organization is closing or closed.
    pub fn is_closing(&self) -> bool {
        *self.parts.closing.borrow()
    }

    /// Completes when the organization begins to close.
    pub async fn closing(&self) {
        let mut closing = self.parts.closing.subscribe();
        // The sender lives as long as this handle, so waiting cannot fail.
        let _ = closing.wait_for(|closing| *closing).await;
    }

    /// Stops the engine and closes the store. Acknowledged requests are kept; running ones are abandoned.
    pub async fn close(&self) {
        self.parts.closing.send_replace(true);
        let engine = self.engine().take();
        if let Some(engine) = engine {
            engine.shutdown().await;
        }
        self.store().close().await;
    }

    fn engine(&self) -> MutexGuard<'_, Option<Engine>> {
        let engine = &self.parts.engine;
        engine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A weak reference for the organization's own engine, which would otherwise keep the organization alive.
#[derive(Clone)]
struct Own(Weak<Shared>);

impl Own {
    fn organization(&self) -> Option<Organization> {
        self.0.upgrade().map(|parts| Organization { parts })
    }
}

#[cfg(test)]
mod tests;
