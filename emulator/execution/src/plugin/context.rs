//! What a plug-in sees of the request that it handles, and of the organization while it runs.

use std::sync::Arc;

use dataverse_model::Provenance;
use dataverse_model::metadata::Metadata;
use dataverse_model::payload::read_entity;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::execution_context::ExecutionContext;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_runtime::activity::Work;
use dataverse_runtime::deadline::Deadline;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::bypass::Bypass;
use crate::error::no_table;
use crate::registry::MessageRef;
use crate::step::Configuration;

/// The organization as the code of a plug-in reaches it: what runs its requests, and what bounds them.
pub trait Service {
    /// Runs a request that the plug-in makes, one level deeper: inside the transaction of the request that it handles,
    /// or, where there is none, in a transaction of its own.
    ///
    /// # Errors
    /// The fault of the message; its own writes are taken back, earlier ones stay.
    fn execute(
        &mut self,
        request: OrganizationRequest,
        parent: Arc<ExecutionContext>,
        run_as: RunAs<'_>,
    ) -> Result<OrganizationResponse, Fault>;

    /// A message by its name, as it was when the request came.
    fn message(&self, name: &str) -> Option<MessageRef>;

    /// The tables of the organization, as they were when the request came.
    fn metadata(&self) -> &Metadata;

    /// The rules in force when the request came.
    fn rules(&self) -> &Rules;

    /// Where the request comes from.
    fn provenance(&self) -> &Provenance;

    /// When the time of the request is up.
    fn deadline(&self) -> &Deadline;

    /// What counts the code as work.
    fn work(&self) -> &Work;

    /// A fresh id from the request's own stream.
    fn new_id(&mut self) -> Uuid;
}

/// For which user a plug-in's request runs.
#[derive(Clone, Copy)]
pub enum RunAs<'r> {
    /// For the user that the plug-in runs as.
    Itself,
    /// For the user named by a request that came from the plug-in's own process, with the steps that it passes over.
    Request(&'r Provenance, &'r Bypass),
}

/// What a plug-in sees of the organization while it runs.
pub struct Context<'c> {
    service: &'c mut dyn Service,
    execution: ExecutionContext,
    configuration: Configuration,
    trace: String,
}

impl<'c> Context<'c> {
    pub(crate) const fn new(
        service: &'c mut dyn Service,
        execution: ExecutionContext,
        configuration: Configuration,
    ) -> Self {
        Self {
            service,
            execution,
            configuration,
            trace: String::new(),
        }
    }

    /// Everything that is known of the request: stage, mode, images, the context that caused it.
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

    /// The unsecure configuration of the step.
    pub fn configuration(&self) -> &str {
        &self.configuration.unsecure
    }

    /// The secure configuration of the step.
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

    /// Runs any message of the organization: inside the transaction of the request, or, at the first stage of a request
    /// that is not nested, in a transaction of its own.
    ///
    /// # Errors
    /// The fault of the message; its own writes are taken back, earlier ones stay.
    pub fn execute(&mut self, request: OrganizationRequest) -> Result<OrganizationResponse, Fault> {
        self.execute_as(RunAs::Itself, request)
    }

    /// As [`Context::execute`], for a user that is named.
    ///
    /// # Errors
    /// As [`Context::execute`].
    pub fn execute_as(
        &mut self,
        run_as: RunAs<'_>,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        let parent = Arc::new(self.execution.clone());
        self.service.execute(request, parent, run_as)
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
        let metadata = self.service.metadata();
        let table = metadata.table(table).ok_or_else(|| no_table(table))?;
        read_entity(table, members, metadata, self.service.rules())
    }

    /// What runs the plug-in's requests, and bounds them: for plug-ins that are processes of their own.
    pub fn service(&mut self) -> &mut dyn Service {
        self.service
    }

    /// What bounds the plug-in.
    pub fn bounds(&self) -> &dyn Service {
        self.service
    }

    pub(crate) fn take_trace(&mut self) -> String {
        std::mem::take(&mut self.trace)
    }

    pub(crate) fn into_execution(self) -> ExecutionContext {
        self.execution
    }
}
