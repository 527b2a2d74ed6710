//! Makes the execution context of a step from the current state of the request.

use std::sync::Arc;

use dataverse_model::metadata::format::formatted;
use dataverse_model::metadata::{ENGLISH, Metadata};
use dataverse_protocol::execution_context::{ExecutionContext, Mode, Transaction, User};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::run::PipelineRun;
use crate::registry::Principals;
use crate::session::Session;
use crate::step::{Handler, NO_TABLE, STEP, Step};

/// Replaces a secret value.
const REDACTED: &str = "***";

/// `IsolationMode` without and with the sandbox (PL-075).
const NO_ISOLATION: i32 = 1;
const SANDBOX: i32 = 2;

/// The stage number of the main operation.
const MAIN: i32 = 30;

/// The platform's internal step that the outer pipeline of Create, Update and Delete shows while
/// the inner one runs (PL-061). The id is the emulator's own.
const OBJECT_MODEL: (Uuid, &str) = (
    Uuid::from_u128(0x0b1e_c70d_e100_4000_8000_0000_0000_0001),
    "ObjectModel Implementation",
);

/// Parameters that are masked in every execution context, by message: steps of the completion event
/// see the callback address masked (BG-0A1).
const MASKED: [(&str, &str); 1] = [("OnBackgroundOperationComplete", "CallbackUrl")];

/// Entity images by alias.
pub(super) type Images = IndexMap<String, Entity>;

/// The parts of an execution context that depend on the step or on the main operation, not on the
/// request.
pub(super) struct ContextInput<'t> {
    pub(super) stage: i32,
    pub(super) owner: EntityReference,
    pub(super) isolation: i32,
    pub(super) outputs: &'t Attributes,
    /// The images of the row, or of each row of a message of many rows.
    pub(super) before: Vec<Images>,
    pub(super) after: Vec<Images>,
    pub(super) parent: Option<Arc<ExecutionContext>>,
}

impl<'t> ContextInput<'t> {
    /// For a step; the caller adds the images.
    pub(super) fn step(step: &Step, outputs: &'t Attributes) -> Self {
        Self {
            stage: step.stage.number(),
            owner: EntityReference {
                name: Some(step.name.clone()),
                ..EntityReference::new(STEP, step.id)
            },
            isolation: match step.handler {
                Handler::Plugin(_) => SANDBOX,
                Handler::Endpoint(_) | Handler::Unusable(_) => NO_ISOLATION,
            },
            outputs,
            before: Vec::new(),
            after: Vec::new(),
            parent: None,
        }
    }

    /// For the plug-in of a custom API's main operation.
    pub(super) fn main(nothing: &'t Attributes, plugin_type: Option<Uuid>) -> Self {
        let owner = EntityReference::new("plugintype", plugin_type.unwrap_or_default());
        Self {
            isolation: SANDBOX,
            ..Self::at_main(nothing, owner)
        }
    }

    /// For the outer pipeline of a create, an update or a deletion (PL-060, PL-061).
    pub(super) fn outer(nothing: &'t Attributes) -> Self {
        let (id, name) = OBJECT_MODEL;
        let owner = EntityReference {
            name: Some(name.to_owned()),
            ..EntityReference::new(STEP, id)
        };
        Self::at_main(nothing, owner)
    }

    fn at_main(nothing: &'t Attributes, owner: EntityReference) -> Self {
        Self {
            stage: MAIN,
            owner,
            isolation: NO_ISOLATION,
            outputs: nothing,
            before: Vec::new(),
            after: Vec::new(),
            parent: None,
        }
    }
}

/// Makes the execution context of a request in its current state.
pub(super) fn context(
    session: &Session<'_>,
    run: &PipelineRun,
    input: ContextInput<'_>,
) -> ExecutionContext {
    let core = session.core();
    let provenance = session.provenance();
    let principals = &session.registry().principals;
    let (pre_images, pre_images_collection) = run.arrange(input.before);
    let (post_images, post_images_collection) = run.arrange(input.after);
    let parent = input
        .parent
        .or_else(|| session.code().and_then(|code| code.parent.clone()));
    ExecutionContext {
        business_unit: principals
            .user(provenance.caller)
            .map_or(core.business_unit, |user| user.unit),
        correlation: provenance.correlation,
        depth: u32::from(provenance.depth),
        initiating_user: user(principals, provenance.initiating_user),
        user: user(principals, provenance.caller),
        inputs: shown(run.message(), run.inputs()),
        outputs: input.outputs.clone(),
        shared: run.shared().clone(),
        pre_images,
        post_images,
        pre_images_collection,
        post_images_collection,
        transaction: session.transaction(),
        isolation_mode: input.isolation,
        message: run.message().to_owned(),
        mode: Mode::Synchronous,
        operation_created_on: run.begun(),
        // A synchronous step has no system job: `OperationId` is the request's id (PL-070).
        operation: provenance.request.unwrap_or_default(),
        organization: core.id,
        organization_name: core.unique_name(),
        owning_extension: input.owner,
        parent: parent.map(|parent| Box::new(ExecutionContext::clone(&parent))),
        primary_id: run.primary_id(),
        primary_table: run.table().to_owned(),
        request: provenance.request,
        secondary_table: NO_TABLE.to_owned(),
        stage: input.stage,
    }
}

fn user(principals: &Principals, id: Uuid) -> User {
    User {
        id,
        object_id: principals
            .user(id)
            .and_then(|user| user.object_id)
            .unwrap_or_default(),
    }
}

/// Makes the context of a system job from that of its step: the values of the job replace those of
/// the request in both pipelines (PL-033, PL-062, PL-071, PL-073).
pub(super) fn of_job(mut execution: ExecutionContext, job: Uuid) -> ExecutionContext {
    let step = EntityReference {
        name: None,
        ..execution.owning_extension.clone()
    };
    let outer = execution
        .parent
        .as_deref_mut()
        .filter(|parent| parent.stage == MAIN && parent.owning_extension.id == OBJECT_MODEL.0);
    if let Some(outer) = outer {
        make_of_job(outer, job, &step);
        outer.operation_created_on = execution.operation_created_on;
        outer.primary_id = execution.primary_id;
    }
    make_of_job(&mut execution, job, &step);
    execution
}

fn make_of_job(execution: &mut ExecutionContext, job: Uuid, step: &EntityReference) {
    execution.mode = Mode::Asynchronous;
    execution.transaction = Transaction::Outside;
    execution.operation = job;
    execution.owning_extension = step.clone();
}

/// The parameters that a handler sees: [`MASKED`] ones are masked unless they are null.
fn shown(message: &str, inputs: &Attributes) -> Attributes {
    let mut inputs = inputs.clone();
    for (of, name) in MASKED {
        if of == message
            && let Some(value) = inputs.get_mut(name)
            && !value.is_null()
        {
            *value = Value::from(REDACTED);
        }
    }
    inputs
}

/// An instant as formatted value: in the user's time zone, which is UTC here, with its offset.
fn universal(instant: Timestamp) -> String {
    TimeZone::UTC
        .to_datetime(instant)
        .strftime("%Y-%m-%dT%H:%M:%S-00:00")
        .to_string()
}

/// Adds the formatted values of a row (PL-099). Instants have another format than in the Web API.
pub(super) fn label(entity: &mut Entity, metadata: &Metadata) {
    let Some(table) = metadata.table(&entity.table) else {
        return;
    };
    for (name, value) in &entity.attributes {
        let text = match value {
            Value::Reference(reference) => reference.name.clone(),
            Value::DateTime(instant) => Some(universal(*instant)),
            value => table
                .column(name)
                .and_then(|column| formatted(column, value, ENGLISH)),
        };
        if let Some(text) = text {
            entity.formatted.entry(name.to_string()).or_insert(text);
        }
    }
}
