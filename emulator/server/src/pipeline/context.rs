//! What a handler is told: the execution context of a step, made from the request as it stands.

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_protocol::execution_context::{ExecutionContext, Mode, Transaction, User};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::passage::Passage;
use super::reach::Reach;
use super::step::{Handler, NO_TABLE, STEP, Step};
use crate::message::no_table;
use crate::metadata::format::formatted;
use crate::metadata::{ENGLISH, Metadata};
use crate::notice::redact::REDACTED;

/// `IsolationMode` of code that the platform does not shut in, and of code that it does (PL-075).
const NO_ISOLATION: i32 = 1;
const SANDBOX: i32 = 2;

/// The number of the main operation's stage.
const MAIN: i32 = 30;

/// The platform's own step at which the outer pipeline of a create, an update and a deletion
/// stands while the inner one runs (PL-061); its id is one of this emulator's.
const OBJECT_MODEL: (Uuid, &str) = (
    Uuid::from_u128(0x0b1e_c70d_e100_4000_8000_0000_0000_0001),
    "ObjectModel Implementation",
);

/// Parameters that no handler is shown, by message: who subscribes to the completion event gets the
/// address of the callback masked (BG-0A1).
const MASKED: [(&str, &str); 1] = [("OnBackgroundOperationComplete", "CallbackUrl")];

/// Copies of the row by their names.
pub(super) type Images = IndexMap<String, Entity>;

/// What a context says beside what the request itself does.
pub(super) struct Told<'t> {
    pub(super) stage: i32,
    pub(super) owner: EntityReference,
    pub(super) isolation: i32,
    pub(super) outputs: &'t Attributes,
    pub(super) before: Images,
    pub(super) after: Images,
    pub(super) parent: Option<Arc<ExecutionContext>>,
}

impl<'t> Told<'t> {
    /// What a step is told, apart from its images.
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
            before: Images::new(),
            after: Images::new(),
            parent: None,
        }
    }

    /// What the main operation's own code is told.
    pub(super) fn main(nothing: &'t Attributes, plugin_type: Option<Uuid>) -> Self {
        let owner = EntityReference::new("plugintype", plugin_type.unwrap_or_default());
        Self {
            isolation: SANDBOX,
            ..Self::at_main(nothing, owner)
        }
    }

    /// What the pipeline around a create, an update or a deletion would be told (PL-060, PL-061).
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
            before: Images::new(),
            after: Images::new(),
            parent: None,
        }
    }
}

/// The context of a request as it stands.
pub(super) fn context(
    reach: &Reach<'_, '_>,
    passage: &Passage,
    told: Told<'_>,
) -> Result<ExecutionContext, Fault> {
    let organization = reach.organization();
    let call = reach.call();
    let user = person(reach, call.caller)?;
    let initiating_user = match call.initiating {
        same if same == call.caller => user.user,
        other => person(reach, other)?.user,
    };
    Ok(ExecutionContext {
        business_unit: user.business_unit,
        correlation: call.correlation,
        depth: u32::from(call.depth),
        initiating_user,
        user: user.user,
        inputs: shown(passage.message(), passage.inputs()),
        outputs: told.outputs.clone(),
        shared: passage.shared().clone(),
        pre_images: told.before,
        post_images: told.after,
        transaction: reach.transaction(),
        isolation_mode: told.isolation,
        message: passage.message().to_owned(),
        mode: Mode::Synchronous,
        operation_created_on: passage.begun(),
        // No job stands behind a synchronous step: it is told the request's id (PL-070).
        operation: call.request.unwrap_or_default(),
        organization: organization.id(),
        organization_name: organization.unique_name(),
        owning_extension: told.owner,
        parent: told
            .parent
            .or_else(|| reach.parent().cloned())
            .map(|parent| Box::new(ExecutionContext::clone(&parent))),
        primary_id: passage.primary_id(),
        primary_table: passage.table().to_owned(),
        request: call.request,
        secondary_table: NO_TABLE.to_owned(),
        stage: told.stage,
    })
}

/// The same context as the system job of a step is told it: both layers carry the job's values
/// (PL-033, PL-062, PL-071, PL-073).
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
    if !Bug::JobsSayInside.is_on() {
        execution.transaction = Transaction::Outside;
    }
    execution.operation = job;
    execution.owning_extension = step.clone();
}

/// Parameters as handlers see them: what is secret is masked, what says nothing is not.
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

struct Person {
    user: User,
    business_unit: Uuid,
}

/// What a context says of a user.
fn person(reach: &Reach<'_, '_>, id: Uuid) -> Result<Person, Fault> {
    const USERS: &str = "systemuser";
    let organization = reach.organization();
    let table = organization
        .metadata()
        .table(USERS)
        .ok_or_else(|| no_table(USERS))?;
    let columns = ["azureactivedirectoryobjectid", "businessunitid"];
    let columns = Columns::Named(columns.map(str::to_owned).to_vec());
    let row = reach.retrieve(table, id, &columns)?.unwrap_or_default();
    let guid = |column: &str| row.get(column).and_then(Value::as_guid);
    Ok(Person {
        user: User {
            id,
            object_id: guid("azureactivedirectoryobjectid").unwrap_or_default(),
        },
        business_unit: guid("businessunitid").unwrap_or_else(|| organization.business_unit()),
    })
}

/// An instant for people: in the user's time zone, which is UTC here, with its offset.
fn universal(instant: Timestamp) -> String {
    TimeZone::UTC
        .to_datetime(instant)
        .strftime("%Y-%m-%dT%H:%M:%S-00:00")
        .to_string()
}

/// Gives a row the texts for people (PL-099). Instants look otherwise than in the Web API.
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
            entity.formatted.entry(name.clone()).or_insert(text);
        }
    }
}
