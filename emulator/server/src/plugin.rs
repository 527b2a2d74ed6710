//! What a custom API does: code that runs inside a unit of work.
//!
//! A plug-in sees one thing only, its [`Context`]: inputs, outputs, tracing, and the organization
//! service, which is the same `execute` that the doors use. It has no other way to the store.

mod cleanup;
mod export;

use std::collections::HashMap;
use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use uuid::Uuid;

use crate::message::{self, Session};

/// A plug-in type: registered under the `plugintypeid` that a `customapi` row refers to.
pub trait Plugin: Send + Sync {
    /// The type name, as in `plugintype.typename`.
    fn type_name(&self) -> &str;

    /// Does the work. Everything written through the context is one unit of work: it is kept if
    /// this returns `Ok` in time, and dropped otherwise.
    ///
    /// # Errors
    /// The fault that the caller or the background operation gets (CA-046, BG-09B).
    fn execute(&self, context: &mut Context<'_, '_>) -> Result<(), Fault>;
}

/// What a plug-in sees of the organization while it runs.
pub struct Context<'c, 'o> {
    session: &'c mut Session<'o>,
    message: &'c str,
    inputs: &'c Attributes,
    outputs: Attributes,
    trace: String,
}

impl<'c, 'o> Context<'c, 'o> {
    pub(crate) fn new(
        session: &'c mut Session<'o>,
        message: &'c str,
        inputs: &'c Attributes,
    ) -> Self {
        Self {
            session,
            message,
            inputs,
            outputs: Attributes::new(),
            trace: String::new(),
        }
    }

    /// The message that runs: the custom API's unique name.
    pub fn message(&self) -> &str {
        self.message
    }

    /// The user it runs as.
    pub fn user_id(&self) -> Uuid {
        self.session.call().caller
    }

    /// How many requests it is nested in, from 1.
    pub fn depth(&self) -> u8 {
        self.session.call().depth
    }

    /// Ties together everything that one request from outside caused.
    pub fn correlation_id(&self) -> Uuid {
        self.session.call().correlation
    }

    /// An input parameter; null counts as absent.
    pub fn input(&self, name: &str) -> Option<&Value> {
        self.inputs.get(name).filter(|value| !value.is_null())
    }

    /// Sets an output parameter.
    pub fn set_output(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.outputs.insert(name.into(), value.into());
    }

    /// Adds a line to the trace, which a fault carries to the caller (WA-035).
    pub fn trace(&mut self, line: impl AsRef<str>) {
        self.trace.push_str(line.as_ref());
        self.trace.push('\n');
    }

    /// Runs any message of the organization, inside this unit of work.
    ///
    /// # Errors
    /// The message's fault; its writes are taken back, earlier ones stay.
    pub fn execute(&mut self, request: OrganizationRequest) -> Result<OrganizationResponse, Fault> {
        self.session
            .nested(|session| message::execute(session, request))
    }

    /// `Create`: answers the new row's id.
    ///
    /// # Errors
    /// As [`Context::execute`].
    pub fn create(&mut self, row: Entity) -> Result<Uuid, Fault> {
        let response = self.execute(OrganizationRequest::new("Create").with("Target", row))?;
        Ok(response
            .results
            .get("id")
            .and_then(Value::as_guid)
            .unwrap_or_default())
    }

    /// `Delete`.
    ///
    /// # Errors
    /// As [`Context::execute`].
    pub fn delete(&mut self, row: EntityReference) -> Result<(), Fault> {
        self.execute(OrganizationRequest::new("Delete").with("Target", row))
            .map(|_| ())
    }

    pub(crate) fn finish(self) -> (Attributes, String) {
        (self.outputs, self.trace)
    }
}

/// The plug-in types of a process, by `plugintypeid`.
#[derive(Clone, Default)]
pub struct Plugins {
    by_type: HashMap<Uuid, Arc<dyn Plugin>>,
}

impl Plugins {
    /// The two plug-in types of the documented samples (2.8).
    pub fn samples() -> Self {
        Self::default()
            .with(export::TYPE_ID, export::Export)
            .with(cleanup::TYPE_ID, cleanup::Cleanup)
    }

    /// The same types and one more.
    #[must_use]
    pub fn with(mut self, type_id: Uuid, plugin: impl Plugin + 'static) -> Self {
        self.by_type.insert(type_id, Arc::new(plugin));
        self
    }

    /// The type that a custom API refers to.
    pub(crate) fn find(&self, type_id: Uuid) -> Option<Arc<dyn Plugin>> {
        self.by_type.get(&type_id).cloned()
    }
}

impl std::fmt::Debug for Plugins {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_list()
            .entries(self.by_type.values().map(|plugin| plugin.type_name()))
            .finish()
    }
}
