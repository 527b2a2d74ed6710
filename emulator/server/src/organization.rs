//! A served organization: the execution part, its outgoing connections, and the recorders and sinks for tests.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use dataverse_execution::organization::{
    self as execution, Blueprint, BlueprintSettings, Call, ExternalServices, OpenError, Opening,
    Replay,
};
use dataverse_operation::fault::Fault;
use dataverse_outbound::callback::Callbacks;
use dataverse_outbound::delivery::Deliveries;
use dataverse_outbound::journal::Journal;
use dataverse_outbound::outbound::{Calls, Outbound, OwnDoors, SharedClient};

use dataverse_runtime::activity::Work;
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::door;
use crate::handler::{Bindings, HandlerSessions, Handlers};
use crate::settings::{OrganizationSettings, Settings};
use crate::sink::Sinks;
use crate::tokens::Tokens;

/// A served organization; clones share it. Dereferences to [`execution::Organization`].
#[derive(Clone, Debug)]
pub(crate) struct Organization {
    running: execution::Organization,
    served: Arc<Served>,
}

/// The parts of a served organization beside the execution part.
#[derive(Debug)]
struct Served {
    bindings: Bindings,
    joins: HandlerSessions,
    tokens: Tokens,
    journal: Journal,
    sinks: Sinks,
    calls: Calls,
}

/// The parts that all organizations of a process share.
#[derive(Debug)]
pub(crate) struct Shared {
    blueprint: Blueprint,
    client: SharedClient,
}

impl Shared {
    /// `own_doors` are the listeners of the process.
    pub(crate) fn new(settings: &Settings, own_doors: OwnDoors) -> Result<Self, OpenError> {
        Ok(Self {
            blueprint: Blueprint::new(BlueprintSettings {
                plugins: settings.plugins.clone(),
                faults: settings.faults.clone(),
            })?,
            client: SharedClient::avoiding(own_doors),
        })
    }
}

impl Organization {
    /// Opens an organization with a new or existing database; `origin` is scheme and authority of its own address.
    pub(crate) async fn open(
        settings: &OrganizationSettings,
        origin: &Arc<str>,
        shared: &Shared,
    ) -> Result<Self, OpenError> {
        let served = Arc::new(Served {
            bindings: Bindings::new(&settings.handlers),
            joins: HandlerSessions::new(&settings.limits),
            tokens: Tokens::new(&settings.tokens),
            journal: Journal::new(&settings.limits),
            sinks: Sinks::new(&settings.limits),
            calls: Calls::default(),
        });
        let opening = Opening {
            name: settings.name.clone(),
            origin: origin.clone(),
            database: settings.database.clone(),
            clock: settings.clock,
            now: settings.now,
            seed: settings.seed,
            rules: settings.rules.clone(),
            limits: settings.limits,
            samples: settings.samples,
        };
        let outside = |clock: &_| {
            let outbound =
                Outbound::new(shared.client.clone(), Clone::clone(clock), settings.limits)
                    .among(served.calls.clone());
            let journal = served.journal.clone();
            ExternalServices {
                callbacks: Arc::new(Callbacks::new(outbound.clone(), journal.clone())),
                endpoints: Arc::new(Deliveries::new(outbound.clone(), journal.clone())),
                plugins: Arc::new(Handlers {
                    bindings: served.bindings.clone(),
                    joins: served.joins.clone(),
                    clock: Clone::clone(clock),
                    outbound,
                    journal,
                }),
                replay: Arc::new(Doors(served.clone())),
            }
        };
        let running = execution::Organization::open(&opening, &shared.blueprint, outside).await?;
        for solution in &settings.solutions {
            if let Err(error) = running.import_solution(solution.clone()).await {
                running.close().await;
                return Err(error);
            }
        }
        Ok(Self { running, served })
    }

    /// The bindings of plug-in types to external processes.
    pub(crate) fn handlers(&self) -> &Bindings {
        &self.served.bindings
    }

    /// The running handlers.
    pub(crate) fn joins(&self) -> &HandlerSessions {
        &self.served.joins
    }

    /// The bearer tokens of users.
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.served.tokens
    }

    /// The journal of incoming and outgoing requests.
    pub(crate) fn journal(&self) -> &Journal {
        &self.served.journal
    }

    /// The sinks of the organization.
    pub(crate) fn sinks(&self) -> &Sinks {
        &self.served.sinks
    }

    /// The organization's outgoing calls in progress.
    pub(crate) fn calls(&self) -> &Calls {
        &self.served.calls
    }
}

/// The doors of an organization, which answer its deferred requests.
#[derive(Debug)]
struct Doors(Arc<Served>);

impl Replay for Doors {
    fn replay(
        &self,
        running: execution::Organization,
        exact: String,
        call: Call,
        work: Work,
    ) -> BoxFuture<'static, Result<String, Fault>> {
        let served = self.0.clone();
        door::replay(Organization { running, served }, exact, call, work).boxed()
    }
}

impl Deref for Organization {
    type Target = execution::Organization;

    fn deref(&self) -> &Self::Target {
        &self.running
    }
}

/// Deletes the database of a closed organization.
pub(crate) fn erase(database: &Path) -> Result<(), OpenError> {
    Ok(dataverse_store::erase(database)?)
}
