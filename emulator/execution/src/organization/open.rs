//! Opening an organization: the parts in their order, and its first rows at its first start.

mod blueprint;
mod nowhere;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use dataverse_engine::script::Scripts;
use dataverse_engine::{Engine, EngineParts};
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
use super::placement::{CODE, QUERIES};
use super::users::administrator;
use super::{Organization, Own, Shared};
use crate::bypass::Bypass;
use crate::core::Core;
use crate::error::Error;
use crate::plugin::PluginSource;
use crate::registry::Registries;
use crate::seed::{missing_rows, seed_rows};
use crate::session::Start;

/// How to open one organization.
pub struct Opening {
    /// Its name.
    pub name: String,
    /// Its database file; a temporary one where there is none.
    pub database: Option<PathBuf>,
    /// How its time passes. A database that is there already keeps its own.
    pub clock: Mode,
    /// The instant at which a clock that does not follow real time starts; now where there is none.
    pub now: Option<Timestamp>,
    /// What its ids derive from; chosen at random where there is none.
    pub seed: Option<u64>,
    /// How the undocumented is decided.
    pub rules: Rules,
    /// Whether it starts with accounts and contacts.
    pub samples: Samples,
}

/// Whether an organization starts with accounts and contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Samples {
    /// Ten of each.
    Included,
    /// None; the sample custom APIs are there all the same.
    Omitted,
}

/// What an organization needs of those who know the way out of it.
pub struct ExternalServices {
    /// Delivers callbacks.
    pub callbacks: Arc<dyn Callbacks>,
    /// Reads service endpoints.
    pub endpoints: Arc<dyn ServiceEndpoints>,
    /// Finds plug-in types that are handled outside of this process.
    pub plugins: Arc<dyn PluginSource>,
}

/// What an assembled organization still needs when its engine starts.
struct Assembled {
    callbacks: Arc<dyn Callbacks>,
    recovered: Recovered,
    released: mpsc::UnboundedReceiver<DueEffect>,
}

/// Why an organization does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its database.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// Its tables.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// A table's data file names a behaviour that does not exist.
    #[error("the behaviour '{behavior}' of the table '{table}' does not exist")]
    Behavior {
        /// Logical name of the table.
        table: String,
        /// What it names.
        behavior: String,
    },
    /// The thread of the checkpoints.
    #[error("checkpoints cannot be set up: {0}")]
    Checkpoints(std::io::Error),
    /// Its first rows.
    #[error("the first rows cannot be written: {0}")]
    FirstRows(String),
}

impl Organization {
    /// Opens an organization, new or as its database has it. What leads out of it is made when its clock runs.
    ///
    /// # Errors
    /// Its database cannot be opened, or its first rows cannot be written.
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

    /// Puts the parts together, with the first rows, and starts nothing.
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
        };
        let (store, recovered) = Store::begin(opens, &beginning.beginning())?;
        let remembered = PersistedState::read(&recovered.remembered, opening, real_now());
        let rules = Arc::new(RwLock::new(Arc::new(opening.rules.clone())));
        let activity = Activity::new();
        let clock = Clock::start(
            remembered.reading,
            activity.clone(),
            remember(&store, &rules),
            blueprint.clock_limits,
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
            store,
            clock,
            activity,
            identity: remembered.identity.clone(),
            rules,
            registries: Registries::new(
                blueprint.metadata.clone(),
                blueprint.messages.clone(),
                blueprint.privileges.clone(),
                outside.endpoints,
            ),
            plugins: blueprint.plugins.clone(),
            elsewhere: outside.plugins,
            operations,
        };
        let parts = Shared {
            core,
            scripts: Scripts::default(),
            engine: Mutex::default(),
            holds: OnceLock::new(),
            queries: Semaphore::new(QUERIES),
            code: Arc::new(Semaphore::new(CODE)),
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

    /// Writes what has to be there before anybody asks, and remembers this start.
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
        // Of a first start, everything was read when its rows were committed.
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
            scripts: self.scripts().clone(),
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

/// A first row, the organization's own id in the place of the one in the data files.
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
