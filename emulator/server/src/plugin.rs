//! Plug-ins: code that does what a custom API does, or handles a step.
//!
//! A plug-in sees one thing only, its [`Context`]: inputs, outputs, tracing, and the organization
//! service, which is the same `execute` that the doors use. It has no other way to the store.

mod cleanup;
mod export;
mod scripted;

use std::collections::HashMap;
use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::execution_context::ExecutionContext;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use jiff::Timestamp;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::activity::{Class, Work};
use crate::message::no_table;
use crate::message::session::Call;
use crate::organization::Organization;
use crate::payload::read_entity;
use crate::pipeline::{By, Configuration, Reach};

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
    reach: Reach<'c, 'o>,
    execution: ExecutionContext,
    configuration: Configuration,
    trace: String,
}

impl<'c, 'o> Context<'c, 'o> {
    pub(crate) const fn new(
        reach: Reach<'c, 'o>,
        execution: ExecutionContext,
        configuration: Configuration,
    ) -> Self {
        Self {
            reach,
            execution,
            configuration,
            trace: String::new(),
        }
    }

    /// Everything that is known of the request: stage, mode, images, what it was caused by.
    pub const fn execution(&self) -> &ExecutionContext {
        &self.execution
    }

    /// The message that runs: for a custom API its unique name.
    pub fn message(&self) -> &str {
        &self.execution.message
    }

    /// The user it runs as.
    pub const fn user_id(&self) -> Uuid {
        self.execution.user.id
    }

    /// How many requests it is nested in, from 1.
    pub const fn depth(&self) -> u32 {
        self.execution.depth
    }

    /// Ties together everything that one request from outside caused.
    pub const fn correlation_id(&self) -> Uuid {
        self.execution.correlation
    }

    /// What the step was configured with, for everybody to read.
    pub fn configuration(&self) -> &str {
        &self.configuration.unsecure
    }

    /// What the step was configured with, for administrators to read.
    pub fn secure_configuration(&self) -> &str {
        &self.configuration.secure
    }

    /// An input parameter; null counts as absent.
    pub fn input(&self, name: &str) -> Option<&Value> {
        self.execution
            .inputs
            .get(name)
            .filter(|value| !value.is_null())
    }

    /// The input parameters. Before the main operation, what is changed here is what it gets.
    pub const fn inputs_mut(&mut self) -> &mut Attributes {
        &mut self.execution.inputs
    }

    /// An output parameter; there are some only after the main operation.
    pub fn output(&self, name: &str) -> Option<&Value> {
        self.execution
            .outputs
            .get(name)
            .filter(|value| !value.is_null())
    }

    /// Sets an output parameter: of the main operation, or after it.
    pub fn set_output(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.execution.outputs.insert(name.into(), value.into());
    }

    /// A variable that an earlier step of the same pipeline shared.
    pub fn shared(&self, name: &str) -> Option<&Value> {
        self.execution.shared.get(name)
    }

    /// Shares a variable with the steps that follow.
    pub fn share(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.execution.shared.insert(name.into(), value.into());
    }

    /// Adds a line to the trace, which a fault carries to the caller (WA-035).
    pub fn trace(&mut self, line: impl AsRef<str>) {
        self.trace.push_str(line.as_ref());
        self.trace.push('\n');
    }

    /// Runs any message of the organization: inside the request's unit of work, or, at the first
    /// stage of a request that is not nested, as a request of its own.
    ///
    /// # Errors
    /// The message's fault; its writes are taken back, earlier ones stay.
    pub fn execute(&mut self, request: OrganizationRequest) -> Result<OrganizationResponse, Fault> {
        let parent = Arc::new(self.execution.clone());
        self.reach.execute(request, parent, By::Itself)
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

    /// `Update`.
    ///
    /// # Errors
    /// As [`Context::execute`].
    pub fn update(&mut self, row: Entity) -> Result<(), Fault> {
        self.execute(OrganizationRequest::new("Update").with("Target", row))
            .map(|_| ())
    }

    /// `Delete`.
    ///
    /// # Errors
    /// As [`Context::execute`].
    pub fn delete(&mut self, row: EntityReference) -> Result<(), Fault> {
        self.execute(OrganizationRequest::new("Delete").with("Target", row))
            .map(|_| ())
    }

    /// A row of a table out of the Web API's JSON.
    ///
    /// # Errors
    /// The table or a column is unknown, or a value is not of its column's type.
    pub fn read_row(&self, table: &str, members: &Map<String, Json>) -> Result<Entity, Fault> {
        let organization = self.reach.organization();
        let metadata = organization.metadata();
        let table = metadata.table(table).ok_or_else(|| no_table(table))?;
        read_entity(table, members, metadata, &organization.rules())
    }

    /// The organization, for the platform's own ways around a plug-in; code has `execute`.
    pub(crate) fn organization(&self) -> &'o Organization {
        self.reach.organization()
    }

    /// As [`Context::execute`], in the name of a request that came from outside.
    pub(crate) fn execute_by(
        &mut self,
        call: &Call,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        let parent = Arc::new(self.execution.clone());
        self.reach.execute(request, parent, By::Request(call))
    }

    /// When the time of the request is up; none for one whose time is nobody's business.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.reach.deadline()
    }

    /// Who asks, as the reach of the context has it.
    pub(crate) fn call(&self) -> &Call {
        self.reach.call()
    }

    pub(crate) fn new_id(&mut self) -> Uuid {
        self.reach.new_id()
    }

    /// Has the request count as this from now on.
    pub(crate) fn counts_as(&mut self, class: Class) {
        self.reach.counts_as(class);
    }

    /// A guard for something that the request does beside.
    pub(crate) fn counting(&mut self, class: Class) -> Work {
        self.reach.counting(class)
    }

    /// Ends when nobody waits for the request any more.
    pub(crate) async fn unwanted(&self) {
        self.reach.unwanted().await;
    }

    pub(crate) fn take_trace(&mut self) -> String {
        std::mem::take(&mut self.trace)
    }

    pub(crate) fn into_execution(self) -> ExecutionContext {
        self.execution
    }
}

/// The plug-in types of a process, by `plugintypeid`.
#[derive(Clone, Default)]
pub struct Plugins {
    by_type: HashMap<Uuid, Arc<dyn Plugin>>,
}

impl Plugins {
    /// The two plug-in types of the documented samples (2.8), and the one that a step's configuration
    /// tells what to do.
    pub fn samples() -> Self {
        Self::default()
            .with(export::TYPE_ID, export::Export)
            .with(cleanup::TYPE_ID, cleanup::Cleanup)
            .with(scripted::TYPE_ID, scripted::Scripted)
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
