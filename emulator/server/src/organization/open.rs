//! Opening an organization: the parts in their order, and its first rows at its first start.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use dataverse_operation::rules::Rules;
use dataverse_protocol::value::{Entity, Value};
use tokio::sync::{Semaphore, mpsc, watch};
use uuid::Uuid;

use super::kept::{Kept, Start, remember};
use super::{CODE, Organization, Own, QUERIES, Whole};
use crate::activity::{Activity, Class};
use crate::clock::{Clock, Limits, real_now};
use crate::engine::behavior::Behaviors;
use crate::engine::{Engine, EngineParts};
use crate::faults::Faults;
use crate::handler::{Bindings, Joins};
use crate::message::announced::platform_rows;
use crate::message::custom_api::Catalogue;
use crate::message::session::Call;
use crate::message::{Session, first_rows, missing_rows};
use crate::metadata::samples::{ADMINISTRATOR, ORGANIZATION, Part, ROOT_BUSINESS_UNIT, rows};
use crate::metadata::{Keeper, Metadata, MetadataError};
use crate::notice::callback::Callbacks;
use crate::notice::delivery::Deliveries;
use crate::notice::journal::{self, Journal};
use crate::notice::outbound::{self, Calls, Outbound, OutboundError};
use crate::pipeline::{Bypass, Steps};
use crate::plugin::Plugins;
use crate::reading::Reading;
use crate::security::{Privileges, Standing, Tokens, privilege_rows, role_rows};
use crate::settings::{OrganizationSettings, Samples, Settings};
use crate::sink::Sinks;
use crate::store::{self, Checkpointer, Opening, Place, Store, Template};

/// Why an organization does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its database.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// Its tables.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// Its way out.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// The thread of the checkpoints.
    #[error("checkpoints cannot be set up: {0}")]
    Checkpoints(std::io::Error),
    /// Its first rows.
    #[error("the first rows cannot be written: {0}")]
    FirstRows(String),
}

/// What the organizations of a process share.
#[derive(Debug)]
pub(crate) struct Shared {
    metadata: Arc<Metadata>,
    privileges: Arc<Privileges>,
    /// The first rows of every organization, and those of one with samples.
    base: Vec<Entity>,
    samples: Vec<Entity>,
    /// Rows that no organization may lack, of whatever version it was.
    system: Vec<Entity>,
    template: Template,
    checkpointer: Checkpointer,
    client: reqwest::Client,
    plugins: Plugins,
    faults: Faults,
    clock_limits: Limits,
    call_limit: Duration,
}

/// What the journal of an organization keeps.
const JOURNAL: journal::Limits = journal::Limits {
    entries: 10_000,
    bytes: 4 << 20,
};

/// How many calls go out at once.
const AT_ONCE: usize = 64;
const PER_HOST: usize = 16;

impl Shared {
    pub(crate) fn new(settings: &Settings) -> Result<Self, OpenError> {
        let metadata = Arc::new(Metadata::embedded()?);
        let mut system = rows(&metadata, Part::System)?;
        system.extend(platform_rows(&metadata));
        let privileges = Arc::new(Privileges::of(&metadata));
        system.extend(privilege_rows(&privileges));
        system.extend(role_rows(&privileges));
        Ok(Self {
            system,
            privileges,
            base: rows(&metadata, Part::Base)?,
            samples: rows(&metadata, Part::Samples)?,
            template: Template::new(&metadata)?,
            checkpointer: Checkpointer::start().map_err(OpenError::Checkpoints)?,
            metadata,
            client: outbound::client()?,
            plugins: settings.plugins.clone(),
            faults: settings.faults.clone(),
            clock_limits: settings.clock_limits,
            call_limit: settings.call_limit,
        })
    }
}

impl Organization {
    /// Opens an organization, new or as its database has it.
    pub(crate) async fn open(
        settings: &OrganizationSettings,
        shared: &Shared,
    ) -> Result<Self, OpenError> {
        let place = match &settings.database {
            None => Place::Temporary,
            Some(path) => Place::File(path.clone()),
        };
        let (release, released) = mpsc::unbounded_channel();
        let (store, recovered) = Store::open(Opening {
            place: &place,
            metadata: shared.metadata.clone(),
            template: &shared.template,
            checkpointer: &shared.checkpointer,
            released: release,
            faults: shared.faults.clone(),
        })?;
        let kept = Kept::read(&recovered.remembered, settings, real_now());
        let rules = Arc::new(RwLock::new(Arc::new(settings.rules.clone())));
        let activity = Activity::new();
        let clock = Clock::start(
            kept.reading,
            activity.clone(),
            remember(&store, &rules),
            shared.clock_limits,
        );
        let organization = Self {
            whole: Arc::new(shared.whole(settings, store, clock, activity, &kept, rules)?),
        };
        organization.first_start(shared, settings, &kept).await?;
        organization.start_engine(shared, recovered, released);
        Ok(organization)
    }

    /// Writes what has to be there before anybody asks, and remembers this start.
    async fn first_start(
        &self,
        shared: &Shared,
        settings: &OrganizationSettings,
        kept: &Kept,
    ) -> Result<(), OpenError> {
        let failed = |reason: &dyn std::fmt::Display| OpenError::FirstRows(reason.to_string());
        let call = Call {
            caller: ADMINISTRATOR,
            delegate: None,
            initiating: ADMINISTRATOR,
            depth: 1,
            correlation: Uuid::nil(),
            request: None,
            origin: Arc::from(""),
            chain: 0,
            joined: None,
            bypass: Bypass::default(),
        };
        let mut session = Session::committed(self, call, self.identity().stream())
            .map_err(|fault| failed(&fault))?;
        match kept.start {
            Start::First => {
                let samples = match settings.samples {
                    Samples::Included => shared.samples.as_slice(),
                    Samples::Omitted => &[],
                };
                let entities = [&shared.base, samples, &shared.system]
                    .into_iter()
                    .flatten()
                    .map(|row| with_id(row.clone(), kept.id))
                    .collect();
                first_rows(&mut session, entities)
            }
            Start::Again => missing_rows(&mut session, &shared.system),
        }
        .map_err(|fault| failed(&fault))?;
        let mut writes = kept.writes();
        writes.extend(session.into_writes());
        let guard = self.activity().guard(Class::Busy);
        self.commit(writes, &guard)
            .await
            .map_err(|refusal| failed(&refusal))?;
        match kept.start {
            // What is kept of them in memory was read when their rows were committed.
            Start::First => Ok(()),
            Start::Again => {
                let mut readings = self.whole.readings().into_iter();
                readings
                    .try_for_each(|reading| reading.again(self.store(), self.metadata()))
                    .map_err(|error| failed(&error))
            }
        }
    }

    fn start_engine(
        &self,
        shared: &Shared,
        recovered: store::Recovered,
        released: mpsc::UnboundedReceiver<store::Released>,
    ) {
        let own = Own(Arc::downgrade(&self.whole));
        let committing = own.clone();
        let parts = EngineParts {
            commit: Arc::new(move |change| committing.commit(change)),
            clock: self.clock().clone(),
            activity: self.activity().clone(),
            rules: self.whole.rules.clone(),
            behaviors: self.behaviors().clone(),
            callbacks: Arc::new(Callbacks::new(
                self.whole.outbound.clone(),
                self.journal().clone(),
            )),
            faults: shared.faults.clone(),
            perform: Arc::new(own.clone()),
            jobs: Arc::new(own),
        };
        let engine = Engine::start(parts, recovered, released);
        self.whole
            .holds
            .set(engine.holds().clone())
            .unwrap_or_else(|_| unreachable!("an engine is started once"));
        *self.engine() = Some(engine);
    }
}

impl Shared {
    fn whole(
        &self,
        settings: &OrganizationSettings,
        store: Store,
        clock: Clock,
        activity: Activity,
        kept: &Kept,
        rules: Arc<RwLock<Arc<Rules>>>,
    ) -> Result<Whole, OpenError> {
        let operations = self
            .metadata
            .tables()
            .find(|table| table.keeper == Keeper::Operations)
            .cloned()
            .ok_or(store::OpenError::NoOperations)?;
        let journal = Journal::new(JOURNAL);
        let limits = outbound::Limits {
            at_once: AT_ONCE,
            per_host: PER_HOST,
            safety: self.call_limit,
        };
        let calls = Calls::default();
        let outbound =
            Outbound::new(self.client.clone(), clock.clone(), limits).among(calls.clone());
        Ok(Whole {
            id: kept.id,
            business_unit: ROOT_BUSINESS_UNIT,
            name: settings.name.clone(),
            metadata: self.metadata.clone(),
            store,
            clock,
            activity,
            identity: kept.identity.clone(),
            rules,
            behaviors: Behaviors::default(),
            catalogue: Reading::of(Catalogue::default()),
            plugins: self.plugins.clone(),
            handlers: Bindings::new(&settings.handlers),
            joins: Joins::default(),
            deliveries: Deliveries::new(outbound.clone(), journal.clone()),
            outbound,
            journal,
            steps: Reading::of(Steps::default()),
            standing: Reading::of(Standing::nobody(self.privileges.clone())),
            tokens_of_users: Tokens::new(&settings.tokens),
            sinks: Sinks::default(),
            calls,
            engine: Mutex::default(),
            holds: std::sync::OnceLock::new(),
            operations,
            tokens: AtomicU64::new(1),
            queries: Semaphore::new(QUERIES),
            code: Arc::new(Semaphore::new(CODE)),
            closing: watch::Sender::new(false),
        })
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

/// Removes the database of an organization that is closed.
pub(crate) fn erase(database: &Path) -> Result<(), OpenError> {
    Ok(store::erase(database)?)
}
