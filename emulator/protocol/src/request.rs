//! The organization request: the one currency behind every door.
//!
//! The Web API, the SDK door and a plug-in's own calls all become a message name with named
//! parameters, as in Dataverse's `OrganizationRequest`. Which parameters a message takes is the
//! message's own business (the server's `message` catalogue), not known here.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::value::{Attributes, Value};

/// A message name and its typed parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationRequest {
    /// The message name, for a custom API its unique name (case-sensitive).
    pub name: String,
    /// Parameters by name, in the order in which they were given.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: Attributes,
}

impl OrganizationRequest {
    /// A request without parameters.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            parameters: Attributes::new(),
        }
    }

    /// The same request with one more parameter.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }
}

/// What a message answers: named results, in the order of their definition.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationResponse {
    /// Results by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub results: Attributes,
}

impl OrganizationResponse {
    /// The same response with one more result.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.results.insert(name.into(), value.into());
        self
    }
}

/// What is done in the background, as it is stored until it runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// A message is executed.
    Message(OrganizationRequest),
}

impl Task {
    /// The name of what is done: a message's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Message(request) => &request.name,
        }
    }
}
