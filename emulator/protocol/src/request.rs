//! The organization request, the form that every request has behind the doors.
//!
//! The Web API, the SDK and the requests of plug-ins all become a message name with named parameters, as in Dataverse's
//! `OrganizationRequest`. The messages of `execution` define their parameters; this module knows none of them.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::service_fault::ServiceFault;
use crate::value::{Attributes, Name, Value};

/// A message name and its typed parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationRequest {
    /// The message name; for a custom API its unique name. Case-sensitive.
    pub name: String,
    /// The parameters by name, in the order in which the client wrote them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: Attributes,
}

impl OrganizationRequest {
    /// A request without parameters.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            parameters: Attributes::default(),
        }
    }

    /// The same request with one more parameter.
    #[must_use]
    pub fn with(mut self, name: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }
}

/// The results of a message by name, in the order of their definition.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationResponse {
    /// The results by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub results: Attributes,
}

impl OrganizationResponse {
    /// The same response with one more result.
    #[must_use]
    pub fn with(mut self, name: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.results.insert(name.into(), value.into());
        self
    }
}

/// The response to one of several requests, with the name of its message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageResponse {
    /// The message name.
    pub message: String,
    /// The results by name, in the order of their definition.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub results: Attributes,
}

/// What one of several requests returned (`ExecuteMultipleResponseItem`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseItem {
    /// The position of the request among the others, from 0.
    pub index: usize,
    /// Its response or its fault.
    pub outcome: Outcome,
}

/// The response to a request, or its fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The request succeeded.
    Response(MessageResponse),
    /// The request failed.
    Fault(Box<ServiceFault>),
}

/// The work of a background operation, in the form that is stored until the operation runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Executes a message.
    Message(OrganizationRequest),
}

impl Task {
    /// The name of the message.
    pub fn name(&self) -> &str {
        match self {
            Self::Message(request) => &request.name,
        }
    }
}
