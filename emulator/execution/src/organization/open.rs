//! Opens an organization: assembles its parts, and writes the first rows at its first start.

mod blueprint;
mod nowhere;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use dataverse_engine::ends::Ends;
use dataverse_engine::script::Scripts;
use dataverse_engine::{Engine, EngineParts};
use dataverse_limits::Limits;
use dataverse_model::metadata::samples::{ORGANIZATION, ROOT_BUSINESS_UNIT};
use dataverse_model::metadata::{EngineTable, MetadataError};
use dataverse_operation::rules::Rules;
use dataverse_protocol::value::{Entity, Value};
use dataverse_runtime::activity::{Activity, Class};
use dataverse_runtime::clock::{Clock, Mode, real_now};
use dataverse_runtime::way_out::{Callbacks, ServiceEndpoints};
use dataverse_store::{self as store, DatabaseLocation, DueEffect, Recovered, Store, Template};
use futures::FutureExt;
use jiff::Timestamp;
use tokio::sync::{Semaphore, mpsc, watch};
use uuid::Uuid;

pub use blueprint::{Blueprint, BlueprintSettings};

use super::persisted_state::{Opened, PersistedState, remember};
use super::users::administrator;
use super::{Organization, Own, Replay, Shared};
use crate::bypass::Bypass;
use crate::core::Core;
use crate::error::Error;
use crate::plugin::PluginSource;
use crate::registry::Registries;
use crate::seed::{missing_rows, seed_rows};
use crate::session::Start;
use crate::turns::Turns;

/// The settings of one organization.
pub struct Opening {
    /// The organization's name.
    pub name: String,
    /// Scheme and authority of the organization's own address, without a slash at the end.
    pub origin: Arc<str>,
    /// The database file; a temporary database if `None`.
    pub database: Option<PathBuf>,
    /// The mode of the clock, for a new database. An existing database keeps its clock.
    pub clock: Mode,
    /// The start of a clock that does not follow real time; the real time if `None`.
    pub now: Option<Timestamp>,
    /// The seed of the organization's ids; random if `None`.
    pub seed: Option<u64>,
    /// The choices for undocumented behavior.
    pub rules: Rules,
    /// The bounds of its clients and of its work.
    pub limits: Limits,
    /// Whether a new organization has sample rows.
    pub samples: Samples,
}

/// Whether a new organization has sample rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Samples {
    /// Ten accounts and ten contacts.
    Included,
    /// No accounts and contacts. The sample custom APIs exist nevertheless.
    Omitted,
}

/// The outgoing connections of an organization.
pub struct ExternalServices {
    /// Sends callbacks.
    pub callbacks: Arc<dyn Callbacks>,
    /// Reads service endpoints.
    pub endpoints: Arc<dyn ServiceEndpoints>,
    /// Finds plug-in types that run outside of this process.
    pub plugins: Arc<dyn PluginSource>,
    /// Answers deferred requests.
    pub replay: Arc<dyn Replay>,
}

/// The values that starting the engine needs.
struct Assembled {
    callbacks: Arc<dyn Callbacks>,
    recovered: Recovered,
    released: mpsc::UnboundedReceiver<DueEffect>,
}

/// The reasons why an organization does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// The tables' data files are invalid.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The data file of a table names an unknown behavior.
    #[error("the behaviour '{behavior}' of the table '{table}' does not exist")]
    Behavior {
        /// Logical name of the table.
        table: String,
        /// The unknown name.
        behavior: String,
    },
    /// The thread for checkpoints does not start.
    #[error("checkpoints cannot be set up: {0}")]
    Checkpoints(std::io::Error),
    /// The first rows cannot be written.
    #[error("the first rows cannot be written: {0}")]
    FirstRows(String),
    /// A solution cannot be imported.
    #[error("the solution cannot be imported: {0}")]
    Solution(String),
}

impl Organization {
    /// Opens an organization with a new or existing database. `outside` makes the outgoing connections once the clock
    /// runs.
    ///
    /// # Errors
    /// The database cannot be opened, or the first rows cannot be written.
    pub async fn open(
        opening: &Opening,
        blueprint: &Blueprint,
        outside: impl FnOnce(&Clock) -> ExternalServices,
    ) -> Result<Self, OpenError> {
        let template = blueprint.template(opening.samples).await?;
        let (organization, opened) = Self::assemble(opening, blueprint, &template, outside).await?;
        let Assembled {
            callbacks,
            recovered,
            released,
        } = opened;
        organization.start_engine(blueprint, callbacks, recovered, released);
        Ok(organization)
    }

    /// Assembles the organization with its first rows. Does not start the engine.
    async fn assemble(
        opening: &Opening,
        blueprint: &Blueprint,
        template: &Template,
        outside: impl FnOnce(&Clock) -> ExternalServices,
    ) -> Result<(Self, Assembled), OpenError> {
        let place = match &opening.database {
            None => DatabaseLocation::Temporary,
            Some(path) => DatabaseLocation::File(path.clone()),
        };
        let beginning = PersistedState::read(&BTreeMap::new(), opening, real_now());
        let (release, released) = mpsc::unbounded_channel();
        let opens = store::Opening {
            place: &place,
            metadata: blueprint.metadata.clone(),
            template,
            checkpointer: &blueprint.checkpointer,
            released: release,
            faults: blueprint.faults.clone(),
            limits: &opening.limits,
        };
        let (store, recovered) = Store::begin(opens, &beginning.beginning())?;
        let remembered = PersistedState::read(&recovered.remembered, opening, real_now());
        let rules = Arc::new(RwLock::new(Arc::new(opening.rules.clone())));
        let activity = Activity::new();
        let clock = Clock::start(
            remembered.reading,
            activity.clone(),
            remember(&store, &rules, opening.limits),
            opening.limits,
        );
        let outside = outside(&clock);
        let operations = blueprint
            .metadata
            .tables()
            .find(|table| table.engine == Some(EngineTable::Operations))
            .cloned()
            .ok_or(store::OpenError::NoOperations)?;
        let core = Core {
            id: remembered.id,
            business_unit: ROOT_BUSINESS_UNIT,
            name: opening.name.clone(),
            origin: opening.origin.clone(),
            store,
            clock,
            activity,
            identity: remembered.identity.clone(),
            rules,
            limits: opening.limits,
            registries: Arc::new(Registries::new(
                blueprint.metadata.clone(),
                blueprint.messages.clone(),
                blueprint.privileges.clone(),
                outside.endpoints,
            )),
            plugins: blueprint.plugins.clone(),
            elsewhere: outside.plugins,
            operations,
        };
        let parts = Shared {
            core,
            scripts: Scripts::default(),
            engine: Mutex::default(),
            holds: OnceLock::new(),
            ends: Ends::default(),
            replay: outside.replay,
            turns: Turns::new(&opening.limits),
            code: Arc::new(Semaphore::new(opening.limits.code)),
            tokens: AtomicU64::new(1),
            closing: watch::Sender::new(false),
        };
        let organization = Self {
            parts: Arc::new(parts),
        };
        organization
            .write_first_rows(blueprint, opening.samples, &remembered)
            .await?;
        let assembled = Assembled {
            callbacks: outside.callbacks,
            recovered,
            released,
        };
        Ok((organization, assembled))
    }

    /// Writes the rows that must exist before the first request, and the persistent state of this start.
    async fn write_first_rows(
        &self,
        blueprint: &Blueprint,
        samples: Samples,
        remembered: &PersistedState,
    ) -> Result<(), OpenError> {
        let rules = self.rules();
        let failed = |error: Error| {
            let fault = error.into_fault(&self.metadata(), &rules);
            OpenError::FirstRows(fault.message)
        };
        let start = Start {
            registry: self.registry(),
            rules: rules.clone(),
            provenance: administrator(Uuid::nil()),
            bypass: Bypass::default(),
            ids: self.core().identity.stream(),
        };
        let written = self.here(start, |session| match remembered.opened {
            Opened::First => {
                let rows = blueprint.seed_rows(samples);
                let rows = rows.map(|row| with_id(row.clone(), remembered.id));
                seed_rows(session, rows.collect())
            }
            Opened::Begun => Ok(()),
            Opened::Again => missing_rows(session, &blueprint.system),
        });
        let ((), rows) = written.map_err(failed)?;
        let mut writes = remembered.writes();
        writes.extend(rows);
        let work = self.activity().guard(Class::Busy);
        let committed = self.core().commit(writes, &rules, &work).await;
        committed.map_err(|refusal| failed(refusal.into()))?;
        // At a first start, committing the rows has already read the registry.
        match remembered.opened {
            Opened::First => Ok(()),
            Opened::Begun | Opened::Again => {
                let read = self.core().registries.read(self.store());
                read.map_err(|error| OpenError::FirstRows(error.to_string()))
            }
        }
    }

    fn start_engine(
        &self,
        blueprint: &Blueprint,
        callbacks: Arc<dyn Callbacks>,
        recovered: Recovered,
        released: mpsc::UnboundedReceiver<DueEffect>,
    ) {
        let own = Own(Arc::downgrade(&self.parts));
        let committing = own.clone();
        let commit = move |change| {
            let organization = committing.organization();
            async move {
                let organization = organization.ok_or(store::Refusal::Closed)?;
                organization.core().commit_change(change).await
            }
            .boxed()
        };
        let parts = EngineParts {
            commit: Arc::new(commit),
            clock: self.clock().clone(),
            activity: self.activity().clone(),
            rules: self.core().rules.clone(),
            limits: self.core().limits,
            scripts: self.scripts().clone(),
            ends: self.parts.ends.clone(),
            callbacks,
            faults: blueprint.faults.clone(),
            perform: Arc::new(own.clone()),
            jobs: Arc::new(own),
        };
        let engine = Engine::start(parts, recovered, released);
        let holds = engine.holds().clone();
        self.parts
            .holds
            .set(holds)
            .unwrap_or_else(|_| unreachable!("an engine is started once"));
        *self.engine() = Some(engine);
    }
}

/// Replaces the organization id of the data files by the organization's own.
fn with_id(mut row: Entity, id: Uuid) -> Entity {
    if row.id == Some(ORGANIZATION) {
        row.id = Some(id);
    }
    for value in row.attributes.values_mut() {
        match value {
            Value::Reference(reference) if reference.id == ORGANIZATION => reference.id = id,
            Value::Guid(guid) if *guid == ORGANIZATION => *guid = id,
            _ => {}
        }
    }
    row
}
