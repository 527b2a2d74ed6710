//! Plug-in steps: the registrations that a message allows (PL-010 to PL-016).
//!
//! An update is checked with the step's present values, so that two requests cannot register a step that one request
//! could not. Texts and codes come from the platform's error list where it has one; the others are inferred, and name
//! the expected value. How a step runs is not known here.

use crate::registry::MessageRef;
use dataverse_model::message::StepsAllowed;
use dataverse_store::Write;
use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use uuid::Uuid;

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use super::{service_endpoints, step_images};
use crate::error::{Error, no_column, not_found};
use crate::security::may_act_for;
use crate::session::Session;
use dataverse_model::metadata::Table;

/// The stages of custom steps; the others are internal or deprecated.
const STAGES: [i64; 3] = [PRE_VALIDATION, PRE_OPERATION, POST_OPERATION];
const PRE_VALIDATION: i64 = 10;
const PRE_OPERATION: i64 = 20;
pub(super) const POST_OPERATION: i64 = 40;

/// `mode` of a step that runs as a system job.
const ASYNCHRONOUS: i64 = 1;

const HANDLER: &str = "eventhandler";
const PLUGIN_TYPE: &str = "plugintypeid";

/// The registration of a step, as far as its images depend on it.
pub(super) struct StepPlacement {
    pub(super) message: String,
    /// The table, if the step is registered for one.
    pub(super) table: Option<String>,
    pub(super) stage: i64,
}

pub(super) struct StepRows;

impl TableBehavior for StepRows {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create(session, table, target)?;
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        before_update(session, table, target)?;
        Ok(Vec::new())
    }
}

fn before_create(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &mut Entity,
) -> Result<(), Fault> {
    may_run_as(session, &EffectiveRow::of_new(table, target)?)?;
    if let Some(handler) = one_handler(&EffectiveRow::of_new(table, target)?)? {
        set_handler(target, handler);
    }
    check(session, &EffectiveRow::of_new(table, target)?).map(|_| ())
}

fn before_update(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &mut Entity,
) -> Result<(), Fault> {
    let merged = EffectiveRow::of_changed(session, table, target)?;
    may_run_as(session, &merged)?;
    match one_handler(&merged)? {
        Some(handler) => set_handler(target, handler),
        None => take_plugin_type(target, &merged),
    }
    let merged = EffectiveRow::of_changed(session, table, target)?;
    let moved = ["sdkmessageid", "sdkmessagefilterid", "stage"]
        .iter()
        .any(|column| merged.names(column));
    match (check(session, &merged)?, target.id) {
        (Some(place), Some(step)) if moved => step_images::check_all(session, step, &place),
        _ => Ok(()),
    }
}

/// Checks that the caller may have code run as the user of the step. An update is checked for the user that the step
/// has, because another handler would run as that user.
fn may_run_as(session: &Session<'_>, step: &EffectiveRow<'_>) -> Result<(), Fault> {
    match step.get("impersonatinguserid").and_then(Value::as_guid) {
        Some(user) => may_act_for(session, user),
        None => Ok(()),
    }
}

/// The registration of a stored step; `None` if the step does not exist.
pub(super) fn placement(session: &Session<'_>, step: Uuid) -> Result<Option<StepPlacement>, Fault> {
    let table = session.table("sdkmessageprocessingstep")?;
    let Some(row) = session.retrieve(&table, step, &Columns::All)? else {
        return Ok(None);
    };
    let lookup = |column: &str| row.get(column).and_then(Value::as_guid);
    let (Some(message), Some(stage)) = (
        lookup("sdkmessageid"),
        row.get("stage").and_then(Value::as_integer),
    ) else {
        return Ok(None);
    };
    let message = referred(session, "sdkmessage", message)?;
    let filter = match lookup("sdkmessagefilterid") {
        Some(filter) => Some(referred(session, "sdkmessagefilter", filter)?),
        None => None,
    };
    Ok(Some(StepPlacement {
        message: text(&message, "name"),
        table: filter.and_then(|filter| table_of(&filter)),
        stage,
    }))
}

/// The handler, from the columns `eventhandler` and `plugintypeid`; for a plug-in type, both name it.
///
/// `None` if neither has a value.
fn one_handler(step: &EffectiveRow<'_>) -> Result<Option<EntityReference>, Fault> {
    let given = |column: &str| match step.given(column) {
        Some(Value::Reference(reference)) => Some(reference.clone()),
        _ => None,
    };
    match (given(HANDLER), given(PLUGIN_TYPE)) {
        (Some(handler), Some(plugin))
            if (&handler.table, handler.id) != (&plugin.table, plugin.id) =>
        {
            Err(Fault::invalid_argument(format!(
                "A step has one handler, but 'eventhandler' names {} {} and 'plugintypeid' names {} {}.",
                handler.table, handler.id, plugin.table, plugin.id
            )))
        }
        (Some(handler), _) | (None, Some(handler)) => Ok(Some(*handler)),
        (None, None) => Ok(None),
    }
}

fn set_handler(target: &mut Entity, handler: EntityReference) {
    let plugin = match handler.table.as_str() {
        "plugintype" => Value::from(handler.clone()),
        _ => Value::Null,
    };
    let attributes = &mut target.attributes;
    attributes.insert(PLUGIN_TYPE.into(), plugin);
    attributes.insert(HANDLER.into(), Value::from(handler));
}

/// Clearing the plug-in type of a plug-in step clears its handler, which is then refused as missing. For other steps it
/// changes nothing.
fn take_plugin_type(target: &mut Entity, step: &EffectiveRow<'_>) {
    let attributes = &mut target.attributes;
    if attributes.shift_remove(PLUGIN_TYPE).is_some()
        && matches!(step.current(HANDLER), Some(Value::Reference(handler)) if handler.table == "plugintype")
    {
        attributes.insert(HANDLER.into(), Value::Null);
    }
}

/// Checks a step as it will be after the write. A step without a required column passes: the missing column is refused
/// later.
fn check(
    session: &mut Session<'_>,
    step: &EffectiveRow<'_>,
) -> Result<Option<StepPlacement>, Fault> {
    let (Some(message), Some(stage), Some(mode), Some(handler)) = (
        step.reference("sdkmessageid"),
        step.number("stage"),
        step.number("mode"),
        step.reference(HANDLER),
    ) else {
        return Ok(None);
    };
    if !STAGES.contains(&stage) {
        return Err(Fault::new(
            code::ONLY_STEP_IN_PREDEFINED_STAGES_CAN_BE_MODIFIED,
            "Invalid plug-in registration stage. Steps can only be modified in stages BeforeMainOperationOutsideTransaction, BeforeMainOperationInsideTransaction, AfterMainOperationInsideTransaction and AfterMainOperationOutsideTransaction.",
        ));
    }
    let name = text(&referred(session, "sdkmessage", message.id)?, "name");
    let filter = filter_of(session, step, message.id, &name)?;
    let asynchronous = mode == ASYNCHRONOUS;
    allowed(session, &name, filter.as_ref(), (asynchronous, stage))?;
    if asynchronous && stage != POST_OPERATION {
        return Err(Fault::invalid_argument(format!(
            "An asynchronous step (mode 1) runs after the operation: stage 40 is expected, not {stage}."
        )));
    }
    if !asynchronous && handler.table == "serviceendpoint" {
        service_endpoints::check_synchronous(session, handler.id)?;
    }
    check_options(step, asynchronous)?;
    let table = filter.as_ref().and_then(table_of);
    check_filtering(session, step, &name, table.as_deref())?;
    Ok(Some(StepPlacement {
        message: name,
        table,
        stage,
    }))
}

fn filter_of(
    session: &Session<'_>,
    step: &EffectiveRow<'_>,
    message: Uuid,
    name: &str,
) -> Result<Option<Entity>, Fault> {
    let Some(filter) = step.reference("sdkmessagefilterid") else {
        return Ok(None);
    };
    let row = referred(session, "sdkmessagefilter", filter.id)?;
    if row.get("sdkmessageid").and_then(Value::as_guid) != Some(message) {
        return Err(Fault::invalid_argument(format!(
            "The filter {} does not belong to message '{name}'.",
            filter.id
        )));
    }
    Ok(Some(row))
}

pub(super) fn registered(session: &Session<'_>, name: &str) -> Option<MessageRef> {
    session.registry().message(name)
}

/// Checks that steps may be registered on the message (its description says so, CA-021) and on the table (its
/// `sdkmessagefilter` says so).
fn allowed(
    session: &Session<'_>,
    name: &str,
    filter: Option<&Entity>,
    (asynchronous, stage): (bool, i64),
) -> Result<(), Fault> {
    let steps = registered(session, name).map_or(StepsAllowed::None, |message| message.steps);
    let by_message = match steps {
        StepsAllowed::None => false,
        StepsAllowed::Asynchronous => asynchronous && stage == POST_OPERATION,
        StepsAllowed::All => true,
    };
    let by_table = filter.is_none_or(|filter| {
        filter
            .get("iscustomprocessingstepallowed")
            .and_then(Value::as_bool)
            == Some(true)
    });
    if by_message && by_table {
        return Ok(());
    }
    Err(Fault::new(
        code::SDK_CUSTOM_PROCESSING_STEP_IS_NOT_ALLOWED,
        "Custom SdkMessageProcessingStep is not allowed on the specified message and entity.",
    ))
}

fn check_options(step: &EffectiveRow<'_>, asynchronous: bool) -> Result<(), Fault> {
    let refuse = |text: &str| Err(Fault::invalid_argument(text));
    match step.number("supporteddeployment") {
        Some(1) => {
            let what = "A step for Outlook only (supporteddeployment 1)";
            return Err(Fault::not_emulated(what));
        }
        Some(2)
            if step
                .reference("sdkmessageprocessingstepsecureconfigid")
                .is_some() =>
        {
            return Err(Fault::new(
                code::ONLY_STEP_IN_SERVER_ONLY_CAN_HAVE_SECURE_CONFIGURATION,
                "Only SdkMessageProcessingStep with ServerOnly supported deployment can have secure configuration.",
            ));
        }
        _ => {}
    }
    if step.number("invocationsource") != Some(0) {
        let what = "A step of a child pipeline (invocationsource other than 0)";
        return Err(Fault::not_emulated(what));
    }
    if step.flag("asyncautodelete") && !asynchronous {
        return refuse(
            "'asyncautodelete' deletes system jobs, and a synchronous step (mode 0) has no system job.",
        );
    }
    Ok(())
}

/// Filtering attributes are documented for Update on a table only.
fn check_filtering(
    session: &Session<'_>,
    step: &EffectiveRow<'_>,
    message: &str,
    table: Option<&str>,
) -> Result<(), Fault> {
    let Some(columns) = step.text("filteringattributes") else {
        return Ok(());
    };
    match (message, table) {
        ("Update" | "UpdateMultiple", Some(table)) => {
            check_columns(&*session.table(table)?, columns)
        }
        _ => Err(Fault::invalid_argument(format!(
            "'filteringattributes' limits steps on Update or UpdateMultiple of one table; this one is on {message} of {}.",
            table.unwrap_or("no table")
        ))),
    }
}

/// Checks that the comma-separated columns exist.
pub(super) fn check_columns(table: &Table, columns: &str) -> Result<(), Fault> {
    let names = columns.split(',').map(str::trim);
    for name in names.filter(|name| !name.is_empty()) {
        if table.column(name).is_none() {
            return Err(no_column(&table.logical_name, name));
        }
    }
    Ok(())
}

fn referred(session: &Session<'_>, table: &str, id: Uuid) -> Result<Entity, Fault> {
    let table = session.table(table)?;
    session
        .retrieve(&table, id, &Columns::All)?
        .ok_or_else(|| not_found(&table, id))
}

fn table_of(filter: &Entity) -> Option<String> {
    let table = text(filter, "primaryobjecttypecode");
    (!table.is_empty()).then_some(table)
}

fn text(row: &Entity, column: &str) -> String {
    let text = row.get(column).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}
