//! An organization as it is served: the running whole, the way out of it, and what tests watch of both.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use dataverse_execution::organization::{
    self as execution, Blueprint, BlueprintSettings, ExternalServices, OpenError, Opening,
};
use dataverse_outbound::callback::Callbacks;
use dataverse_outbound::delivery::Deliveries;
use dataverse_outbound::journal::{self, Journal};
use dataverse_outbound::outbound::{self, Calls, Outbound, SharedClient};

use crate::handler::{Bindings, HandlerSessions, Handlers};
use crate::settings::{OrganizationSettings, Settings};
use crate::sink::Sinks;
use crate::tokens::Tokens;

/// An organization with the way out of it; clones share it. What it does itself is that of
/// [`execution::Organization`], which this stands for.
#[derive(Clone, Debug)]
pub(crate) struct Organization {
    running: execution::Organization,
    served: Arc<Served>,
}

/// What an organization has beside itself while it is served.
#[derive(Debug)]
struct Served {
    bindings: Bindings,
    joins: HandlerSessions,
    tokens: Tokens,
    journal: Journal,
    sinks: Sinks,
    calls: Calls,
}

/// What the organizations of a process share.
#[derive(Debug)]
pub(crate) struct Shared {
    blueprint: Blueprint,
    client: SharedClient,
    call_limit: Duration,
}

/// What the journal of an organization keeps.
const JOURNAL: journal::RingLimits = journal::RingLimits {
    entries: 10_000,
    bytes: 4 << 20,
};

/// How many calls go out at once.
const AT_ONCE: usize = 64;
const PER_HOST: usize = 16;

impl Shared {
    pub(crate) fn new(settings: &Settings) -> Result<Self, OpenError> {
        Ok(Self {
            blueprint: Blueprint::new(BlueprintSettings {
                plugins: settings.plugins.clone(),
                faults: settings.faults.clone(),
                clock_limits: settings.clock_limits,
            })?,
            client: SharedClient::default(),
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
        let served = Served {
            bindings: Bindings::new(&settings.handlers),
            joins: HandlerSessions::default(),
            tokens: Tokens::new(&settings.tokens),
            journal: Journal::new(JOURNAL),
            sinks: Sinks::default(),
            calls: Calls::default(),
        };
        let opening = Opening {
            name: settings.name.clone(),
            database: settings.database.clone(),
            clock: settings.clock,
            now: settings.now,
            seed: settings.seed,
            rules: settings.rules.clone(),
            samples: settings.samples,
        };
        let limits = outbound::CallLimits {
            at_once: AT_ONCE,
            per_host: PER_HOST,
            safety: shared.call_limit,
        };
        let outside = |clock: &_| {
            let outbound = Outbound::new(shared.client.clone(), Clone::clone(clock), limits)
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
            }
        };
        let running = execution::Organization::open(&opening, &shared.blueprint, outside).await?;
        Ok(Self {
            running,
            served: Arc::new(served),
        })
    }

    /// Which plug-in types are handled by which addresses.
    pub(crate) fn handlers(&self) -> &Bindings {
        &self.served.bindings
    }

    /// The handlers that work at the moment.
    pub(crate) fn joins(&self) -> &HandlerSessions {
        &self.served.joins
    }

    /// Which user was given which bearer token.
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.served.tokens
    }

    /// What came in and what went out.
    pub(crate) fn journal(&self) -> &Journal {
        &self.served.journal
    }

    /// Addresses that keep what they are sent.
    pub(crate) fn sinks(&self) -> &Sinks {
        &self.served.sinks
    }

    /// Calls of its own that are under way.
    pub(crate) fn calls(&self) -> &Calls {
        &self.served.calls
    }
}

impl Deref for Organization {
    type Target = execution::Organization;

    fn deref(&self) -> &Self::Target {
        &self.running
    }
}

/// Removes the database of an organization that is closed.
pub(crate) fn erase(database: &Path) -> Result<(), OpenError> {
    Ok(dataverse_store::erase(database)?)
}
