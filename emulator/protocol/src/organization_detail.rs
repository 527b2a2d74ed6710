//! What `RetrieveCurrentOrganization` tells about an organization (section 6.1).
//!
//! The SDK's `OrganizationDetail`, as data. How an organization comes by it is not known here.

use serde_json::{Value as Json, json};
use uuid::Uuid;

/// An organization, as a client that signs in gets to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationDetail {
    /// `organizationid`.
    pub id: Uuid,
    /// What people call it.
    pub friendly_name: String,
    /// The platform's version, four numbers with points between them.
    pub version: String,
    /// The environment it lives in.
    pub environment: Uuid,
    /// The data centre it lives in.
    pub datacenter: Uuid,
    /// The region it lives in, such as `NA`.
    pub geo: String,
    /// The directory its users come from.
    pub tenant: Uuid,
    /// Its name in addresses.
    pub url_name: String,
    /// Its name among all organizations.
    pub unique_name: String,
    /// Where it is served.
    pub endpoints: Vec<Endpoint>,
}

/// An address at which an organization is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// What is served there.
    pub kind: EndpointKind,
    /// The absolute address.
    pub address: String,
}

/// What is served at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointKind {
    /// The pages that people see.
    WebApplication,
    /// The SDK's service.
    OrganizationService,
    /// The Web API.
    OrganizationDataService,
}

impl EndpointKind {
    /// Its name in the SDK.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WebApplication => "WebApplication",
            Self::OrganizationService => "OrganizationService",
            Self::OrganizationDataService => "OrganizationDataService",
        }
    }
}

impl OrganizationDetail {
    /// Its state: an organization that answers is enabled.
    pub const STATE: &'static str = "Enabled";

    /// The Web API's form: endpoints come as two lists, in which `Keys[i]` belongs to `Values[i]`.
    pub fn json(&self) -> Json {
        let keys: Vec<&str> = self.endpoints.iter().map(|one| one.kind.name()).collect();
        let values: Vec<&str> = self
            .endpoints
            .iter()
            .map(|one| one.address.as_str())
            .collect();
        json!({
            "OrganizationId": self.id.to_string(),
            "FriendlyName": self.friendly_name,
            "OrganizationVersion": self.version,
            "EnvironmentId": self.environment.to_string(),
            "DatacenterId": self.datacenter.to_string(),
            "Geo": self.geo,
            "TenantId": self.tenant.to_string(),
            "UrlName": self.url_name,
            "UniqueName": self.unique_name,
            "State": Self::STATE,
            "Endpoints": {
                "Count": self.endpoints.len(),
                "IsReadOnly": false,
                "Keys": keys,
                "Values": values,
            },
        })
    }
}
