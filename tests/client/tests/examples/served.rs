//! A service for the examples, an emulator under either protocol, and what it is told to do.

use dataverse_client::Client;
use http::Method;
use serde_json::{Value, json};

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
    organization: Organization,
}

/// A service that speaks OData.
pub(crate) struct OData;

/// A service that speaks Dataverse's protocol.
pub(crate) struct Dataverse;

impl OData {
    /// Serves an organization of an emulator that defers any request, as OData says.
    pub(crate) async fn serve() -> Served {
        let served = Served::of("an OData service").await;
        let door = served.organization.door();
        let rules = json!({"async_protocol": "odata"});
        door.control(Method::PATCH, "rules", rules).await;
        served
    }
}

impl Dataverse {
    /// Serves an organization of an emulator as Dataverse does.
    pub(crate) async fn serve() -> Served {
        Served::of("Dataverse").await
    }
}

impl Served {
    async fn of(name: &'static str) -> Self {
        let organization = Organization::open().await;
        Self {
            name,
            client: organization.client(),
            organization,
        }
    }

    /// Tells the service what to do, and returns the path for the example.
    pub(crate) async fn path(&self, work: &Work) -> String {
        self.organization.path(work).await
    }
}
