//! A service for the examples, and what it is told to do. `OData::serve` is the one place that decides who speaks OData.

use std::sync::Arc;

use dataverse_client::Client;
use serde_json::Value;

use crate::odata::Service;
use crate::organization::Organization;

/// What the service does with the request of an example.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    /// How long it waits before it begins, in seconds.
    pub(crate) waits: u64,
    /// How long it takes then, in seconds.
    pub(crate) seconds: u64,
    /// How it ends.
    pub(crate) outcome: Outcome,
}

/// How work ends.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// With these outputs.
    Outputs(Value),
    /// With this message.
    Failure(&'static str),
    /// As a batch of new rows.
    Batch,
    /// Not at all: the service does not know the path.
    Unknown,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            waits: 0,
            seconds: 0,
            outcome: Outcome::Batch,
        }
    }
}

impl Work {
    /// A batch.
    pub(crate) fn batch() -> Self {
        Self::default()
    }

    /// Ends with these outputs.
    pub(crate) fn ending(self, outputs: Value) -> Self {
        let outcome = Outcome::Outputs(outputs);
        Self { outcome, ..self }
    }

    /// A path that does not exist.
    pub(crate) fn missing() -> Self {
        let outcome = Outcome::Unknown;
        Self {
            outcome,
            ..Self::default()
        }
    }
}

/// A service, and a client whose waiting moves its clock.
pub(crate) struct Served {
    pub(crate) name: &'static str,
    pub(crate) client: Client,
    host: Host,
}

enum Host {
    OData(Arc<Service>),
    Dataverse(Organization),
}

/// A service that speaks OData.
pub(crate) struct OData;

/// A service that speaks Dataverse's protocol.
pub(crate) struct Dataverse;

impl OData {
    /// Serves OData: a service in memory, until the emulator has the protocol.
    pub(crate) async fn serve() -> Served {
        let service = Arc::new(Service::default());
        Served {
            name: "an OData service",
            client: service.client(),
            host: Host::OData(service),
        }
    }
}

impl Dataverse {
    /// Serves an organization of an emulator.
    pub(crate) async fn serve() -> Served {
        let organization = Organization::open().await;
        Served {
            name: "Dataverse",
            client: organization.client(),
            host: Host::Dataverse(organization),
        }
    }
}

impl Served {
    /// Tells the service what to do, and returns the path for the example.
    pub(crate) async fn path(&self, work: &Work) -> String {
        match &self.host {
            Host::OData(service) => service.path(work),
            Host::Dataverse(organization) => organization.path(work).await,
        }
    }
}
