//! An organization: the running whole, which doors hold and the engine works for.
//!
//! It puts the parts together and decides where a request runs, until when, and that it is committed before it is
//! answered. What a request does is not known here (`execute`).

mod change_set;
mod completion;
mod execute;
mod monitor;
mod open;
mod perform;
mod persisted_state;
mod placement;
mod scripted;
mod unit;
mod users;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use dataverse_engine::Engine;
use dataverse_engine::barriers::{Barriers, NotWaiting};
use dataverse_engine::script::Scripts;
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

pub use self::change_set::{ChangeSet, Ending};
pub use self::execute::Call;
pub use self::open::{Blueprint, BlueprintSettings, ExternalServices, OpenError, Opening, Samples};
pub use self::unit::{Join, UnitHandle, UnitQueue, UnitRequest};
pub use self::users::ProvisionError;

use crate::core::Core;
use crate::registry::Registry;
use crate::security::Caller;

/// An organization; clones share it.
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
    /// Turns of queries on blocking threads.
    queries: Semaphore,
    /// Turns of code on blocking threads.
    code: Arc<Semaphore>,
    /// Counts consistency tokens.
    tokens: AtomicU64,
    /// Turns true, once, when the organization begins to close.
    closing: watch::Sender<bool>,
}

impl Organization {
    fn core(&self) -> &Core {
        &self.parts.core
    }

    /// The name it is served under.
    pub fn name(&self) -> &str {
        &self.core().name
    }

    /// `organizationid`.
    pub fn id(&self) -> Uuid {
        self.core().id
    }

    /// The root business unit.
    pub fn business_unit(&self) -> Uuid {
        self.core().business_unit
    }

    /// The tables at the moment.
    pub fn metadata(&self) -> Arc<Metadata> {
        self.registry().metadata.clone()
    }

    /// The table of background operations.
    pub fn operations_table(&self) -> &Arc<Table> {
        &self.core().operations
    }

    /// What is kept of rows, at the moment: messages, steps, users.
    pub fn registry(&self) -> Arc<Registry> {
        self.core().registry()
    }

    /// The rows.
    pub fn store(&self) -> &Store {
        &self.core().store
    }

    /// What time it is.
    pub fn clock(&self) -> &Clock {
        &self.core().clock
    }

    /// What runs at the moment.
    pub fn activity(&self) -> &Activity {
        &self.core().activity
    }

    /// What tests prescribed.
    pub fn scripts(&self) -> &Scripts {
        &self.parts.scripts
    }

    /// The rules at the moment.
    pub fn rules(&self) -> Arc<Rules> {
        self.core().rules()
    }

    /// Changes rules by name: all of them or none.
    ///
    /// # Errors
    /// A rule that does not exist, or a value that it does not have.
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

    /// Where a request from outside comes from.
    pub fn provenance(&self, origin: &Arc<str>, caller: Caller) -> Provenance {
        let mut ids = self.core().identity.stream();
        let (correlation, request) = (ids.next(), ids.next());
        let Caller { user, on_behalf_by } = caller;
        Provenance::of_client(
            user,
            on_behalf_by,
            correlation,
            Some(request),
            origin.clone(),
        )
    }

    /// What its ids derive from.
    pub fn seed(&self) -> u64 {
        self.core().identity.seed()
    }

    /// A fresh id.
    pub fn new_id(&self) -> Uuid {
        self.core().identity.stream().next()
    }

    /// Commits writes that no message makes, under the rules of the moment.
    ///
    /// # Errors
    /// Why nothing of it was committed.
    pub async fn commit(&self, writes: Vec<Write>, work: &Work) -> Result<Committed, Refusal> {
        self.core().commit(writes, &self.rules(), work).await
    }

    /// The consistency token of a write to an elastic table: it grows with the clock and, between two of its instants, with
    /// every token given out (BG-0D4).
    pub fn session_token(&self) -> String {
        let number = self.parts.tokens.fetch_add(1, Ordering::Relaxed);
        format!("207:1#{}#7={number}", self.clock().now().as_millisecond())
    }

    /// Whether a request leaves a row in an elastic table as it wrote it: its answer then carries a consistency token
    /// (BG-0D4).
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

    /// Counts one look at an operation; to be called after the answer is fixed.
    pub fn polled(&self, operation: Uuid) {
        if let Some(holds) = self.parts.holds.get() {
            holds.polled(operation);
        }
    }

    /// Releases an operation from what holds it.
    ///
    /// # Errors
    /// Nothing holds it.
    pub fn release(&self, operation: Uuid) -> Result<(), NotWaiting> {
        match self.parts.holds.get() {
            Some(holds) => holds.release(operation),
            None => Err(NotWaiting(operation)),
        }
    }

    /// Whether it is being closed, or has been.
    pub fn is_closing(&self) -> bool {
        *self.parts.closing.borrow()
    }

    /// Ends when the organization begins to close: nothing that waits in it will come any more.
    pub async fn closing(&self) {
        let mut closing = self.parts.closing.subscribe();
        // The sender lives as long as this handle.
        let _ = closing.wait_for(|closing| *closing).await;
    }

    /// Stops the engine and closes the store: what was acknowledged is kept, what runs is not finished.
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

/// An organization as its own engine knows it, which does not keep it alive.
#[derive(Clone)]
struct Own(Weak<Shared>);

impl Own {
    fn organization(&self) -> Option<Organization> {
        self.0.upgrade().map(|parts| Organization { parts })
    }
}

#[cfg(test)]
mod tests;
