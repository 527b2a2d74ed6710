//! The interface of a plug-in to its request and to the organization.

use std::sync::Arc;
use std::time::Duration;

use dataverse_limits::Limits;
use dataverse_model::Provenance;
use dataverse_model::message::TARGET;
use dataverse_model::metadata::Metadata;
use dataverse_model::payload::{PayloadReader, read_entity};
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::execution_context::ExecutionContext;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_runtime::activity::Work;
use dataverse_runtime::deadline::Deadline;
use jiff::Timestamp;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::bypass::Bypass;
use crate::error::no_table;
use crate::registry::MessageRef;
use crate::step::Configuration;

/// The organization service of a plug-in: runs its requests, and holds its deadline.
pub trait Service {
    /// Runs a plug-in's request one level deeper: in the transaction of the request that the plug-in handles, otherwise
    /// in a transaction of its own.
    ///
    /// # Errors
    /// The fault of the message. The writes of the failed request are rolled back; earlier ones are kept.
    fn execute(
        &mut self,
        request: OrganizationRequest,
        parent: Arc<ExecutionContext>,
        run_as: RunAs<'_>,
    ) -> Result<OrganizationResponse, Fault>;

    /// Runs several requests of a plug-in's process as one change set: all of their writes are kept, or none but those of
    /// rows of elastic tables.
    ///
    /// # Errors
    /// The change set is a transaction of its own that cannot be committed, or it cannot be rolled back.
    fn change_set(&mut self, run: &mut dyn FnMut(&mut dyn Service) -> Ending) -> Result<(), Fault>;

    /// A message by its name, as it was when the request began.
    fn message(&self, name: &str) -> Option<MessageRef>;

    /// The organization's tables, as they were when the request began.
    fn metadata(&self) -> &Metadata;

    /// The rules in force when the request began.
    fn rules(&self) -> &Rules;

    /// The organization's limits.
    fn limits(&self) -> &Limits;

    /// The origin of the request: users, correlation, depth.
    fn provenance(&self) -> &Provenance;

    /// The deadline of the request.
    fn deadline(&self) -> &Deadline;

    /// Counts the plug-in as work.
    fn work(&self) -> &Work;

    /// The organization's time.
    fn now(&self) -> Timestamp;

    /// Has the plug-in wait on the organization's clock, at most until its deadline; it counts as waiting for time
    /// meanwhile. Answers whether the time has passed: `false` if the plug-in's own time is up.
    fn wait(&self, time: Duration) -> bool;
}

/// The user that a plug-in's request runs as.
#[derive(Clone, Copy)]
pub enum RunAs<'r> {
    /// The user that the plug-in runs as.
    Itself,
    /// The user and the bypassed steps that a request from the plug-in's external process names.
    Request(&'r Provenance, &'r Bypass),
}

/// The end of a change set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Commits the writes of its requests.
    Commit,
    /// Rolls back, except for rows of elastic tables (BG-0DD).
    RollBack,
}

/// The request that a plug-in handles, and the organization service.
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

    /// The execution context: stage, mode, images, parent context, and more.
    pub const fn execution(&self) -> &ExecutionContext {
        &self.execution
    }

    /// `MessageName`: the running message; for a custom API its unique name.
    pub fn message(&self) -> &str {
        &self.execution.message
    }

    /// `UserId`: the user that the plug-in runs as.
    pub const fn user_id(&self) -> Uuid {
        self.execution.user.id
    }

    /// `Depth`: 1 for a request from a client, plus 1 for each level of nesting.
    pub const fn depth(&self) -> u32 {
        self.execution.depth
    }

    /// `CorrelationId`: the same for a client's request and everything that follows from it.
    pub const fn correlation_id(&self) -> Uuid {
        self.execution.correlation
    }

    /// `configuration` of the step; empty for a custom API.
    pub fn configuration(&self) -> &str {
        &self.configuration.unsecure
    }

    /// `secureconfig` of the step; empty if the step has none.
    pub fn secure_configuration(&self) -> &str {
        &self.configuration.secure
    }

    /// An input parameter; `None` for null.
    pub fn input(&self, name: &str) -> Option<&Value> {
        self.execution
            .inputs
            .get(name)
            .filter(|value| !value.is_null())
    }

    /// The row that the request is about: the parameter `Target`, which a bound custom API, `Update` and `Delete` have.
    ///
    /// # Errors
    /// The message has no `Target`, or it is a row without an id.
    pub fn target(&self) -> Result<EntityReference, Fault> {
        match self.input(TARGET) {
            Some(Value::Reference(row)) => Ok((**row).clone()),
            Some(Value::Entity(row)) => {
                let id = row.id.unwrap_or(self.execution.primary_id);
                match id.is_nil() {
                    true => Err(self.no_target()),
                    false => Ok(EntityReference::new(&row.table, id)),
                }
            }
            _ => Err(self.no_target()),
        }
    }

    /// The columns that a `Create` or an `Update` writes: the row in the parameter `Target`.
    ///
    /// # Errors
    /// The message has no row as its `Target`.
    pub fn target_row(&self) -> Result<&Entity, Fault> {
        match self.input(TARGET) {
            Some(Value::Entity(row)) => Ok(row),
            _ => Err(self.no_target()),
        }
    }

    fn no_target(&self) -> Fault {
        Fault::parameter_missing(TARGET, self.message())
    }

    /// The input parameters. The main operation receives changes that are made before it.
    pub const fn inputs_mut(&mut self) -> &mut Attributes {
        &mut self.execution.inputs
    }

    /// An output parameter; present only after the main operation.
    pub fn output(&self, name: &str) -> Option<&Value> {
        self.execution
            .outputs
            .get(name)
            .filter(|value| !value.is_null())
    }

    /// Sets an output parameter: in the main operation, or after it.
    pub fn set_output(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.execution
            .outputs
            .insert(name.into().into(), value.into());
    }

    /// A shared variable that an earlier step of the same pipeline set.
    pub fn shared(&self, name: &str) -> Option<&Value> {
        self.execution.shared.get(name)
    }

    /// Sets a shared variable for later steps.
    pub fn share(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.execution
            .shared
            .insert(name.into().into(), value.into());
    }

    /// Adds a line to the trace, which a fault carries to the caller (WA-035).
    pub fn trace(&mut self, line: impl AsRef<str>) {
        self.trace.push_str(line.as_ref());
        self.trace.push('\n');
    }

    /// Runs a message: in the transaction of the request, or in a transaction of its own in an asynchronous step and at
    /// stage PreValidation of a request that is not nested in a transaction.
    ///
    /// # Errors
    /// The fault of the message. The writes of the failed request are rolled back; earlier ones are kept.
    pub fn execute(&mut self, request: OrganizationRequest) -> Result<OrganizationResponse, Fault> {
        self.run(RunAs::Itself, request)
    }

    pub(super) fn run(
        &mut self,
        run_as: RunAs<'_>,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        let parent = Arc::new(self.execution.clone());
        self.service.execute(request, parent, run_as)
    }

    /// The organization's time, which moves on while the plug-in waits.
    pub fn now(&self) -> Timestamp {
        self.service.now()
    }

    /// Waits on the organization's clock, which a test may move: the plug-in counts as waiting for time, so that the
    /// clock goes on, and clients are served. What an asynchronous step wrote before is seen meanwhile.
    ///
    /// # Errors
    /// The time of the plug-in is up: it has two minutes (rule `execution_limit`) from the beginning of its request or
    /// job, waits included. Return the fault: whatever the plug-in asks for afterwards is not kept.
    pub fn wait(&mut self, time: Duration) -> Result<(), Fault> {
        match self.service.wait(time) {
            true => Ok(()),
            false => Err(self.service.rules().time_out_code.fault(self.message())),
        }
    }

    /// Same as [`Service::change_set`], for requests that run as users of their own.
    pub(crate) fn change_set(
        &mut self,
        run: &mut dyn FnMut(&mut Context<'_>) -> Ending,
    ) -> Result<(), Fault> {
        let (execution, configuration) = (&self.execution, &self.configuration);
        self.service.change_set(&mut |service| {
            run(&mut Context::new(
                service,
                execution.clone(),
                configuration.clone(),
            ))
        })
    }

    /// Runs `Create`; returns the id of the new row.
    ///
    /// # Errors
    /// Same as [`Context::execute`].
    pub fn create(&mut self, row: Entity) -> Result<Uuid, Fault> {
        let response = self.execute(OrganizationRequest::new("Create").with(TARGET, row))?;
        Ok(response
            .results
            .get("id")
            .and_then(Value::as_guid)
            .unwrap_or_default())
    }

    /// Runs `Update`.
    ///
    /// # Errors
    /// Same as [`Context::execute`].
    pub fn update(&mut self, row: Entity) -> Result<(), Fault> {
        self.execute(OrganizationRequest::new("Update").with(TARGET, row))
            .map(|_| ())
    }

    /// Runs `Delete`.
    ///
    /// # Errors
    /// Same as [`Context::execute`].
    pub fn delete(&mut self, row: EntityReference) -> Result<(), Fault> {
        self.execute(OrganizationRequest::new("Delete").with(TARGET, row))
            .map(|_| ())
    }

    /// Reads a row from the Web API's JSON.
    ///
    /// # Errors
    /// The table or a column does not exist, or a value does not fit the type of its column.
    pub fn read_row(&self, table: &str, members: &Map<String, Json>) -> Result<Entity, Fault> {
        let metadata = self.service.metadata();
        let table = metadata.table(table).ok_or_else(|| no_table(table))?;
        read_entity(
            table,
            members,
            PayloadReader::new(metadata, self.service.rules()),
        )
    }

    pub(super) fn service(&self) -> &dyn Service {
        self.service
    }

    pub(crate) fn take_trace(&mut self) -> String {
        std::mem::take(&mut self.trace)
    }

    pub(crate) fn into_execution(self) -> ExecutionContext {
        self.execution
    }
}
