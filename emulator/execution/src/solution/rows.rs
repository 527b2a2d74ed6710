//! The rows of a solution: plug-in assemblies with their types, steps, custom APIs, web resources (SL-012).
//!
//! Each is created by a request of its own, with the checks of its table; one that is there gets the columns that can be
//! changed.

use dataverse_model::message::TARGET;
use dataverse_model::metadata::Writable;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::solution::{Assembly, Course, CustomApi, PartKind, Solution, Step};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use uuid::Uuid;

use super::components::{Component, Extent};
use super::find;
use crate::error::Error;
use crate::sdk_messages::{FILTER, MESSAGE};
use crate::session::Session;

pub(super) const ASSEMBLY: &str = "pluginassembly";
pub(super) const TYPE: &str = "plugintype";
pub(super) const STEP: &str = "sdkmessageprocessingstep";
pub(super) const WEB_RESOURCE: &str = "webresource";
pub(super) const CUSTOM_API: &str = "customapi";

/// Writes every row; returns the components that they are.
pub(super) fn write(
    session: &mut Session<'_>,
    solution: &Solution,
    course: &mut Course,
) -> Result<Vec<Component>, Error> {
    let mut components = Vec::new();
    for (place, assembly) in solution.assemblies.iter().enumerate() {
        course.begin(PartKind::Assembly, place);
        let id = self::assembly(session, assembly)?;
        components.push(component(session, ASSEMBLY, id)?);
    }
    for (place, step) in solution.steps.iter().enumerate() {
        course.begin(PartKind::Step, place);
        let id = self::step(session, step)?;
        components.push(component(session, STEP, id)?);
    }
    for (place, row) in solution.web_resources.iter().enumerate() {
        course.begin(PartKind::WebResource, place);
        let id = save(session, row.clone(), &["name"])?;
        components.push(component(session, WEB_RESOURCE, id)?);
    }
    for (place, api) in solution.custom_apis.iter().enumerate() {
        course.begin(PartKind::CustomApi, place);
        let id = custom_api(session, api)?;
        components.push(component(session, CUSTOM_API, id)?);
    }
    Ok(components)
}

/// The component that a row is.
fn component(session: &Session<'_>, table: &str, id: Uuid) -> Result<Component, Fault> {
    let kind = session.table(table)?.component;
    let kind = kind.ok_or_else(Fault::unexpected)?;
    Ok(Component::new(kind, id, Extent::Whole))
}

fn assembly(session: &mut Session<'_>, assembly: &Assembly) -> Result<Uuid, Error> {
    let id = save(session, assembly.row.clone(), &["pluginassemblyid"])?;
    for kind in &assembly.types {
        let owner = EntityReference::new(ASSEMBLY, id);
        let row = kind.clone().with("pluginassemblyid", owner);
        save(session, row, &["plugintypeid"])?;
    }
    Ok(id)
}

fn step(session: &mut Session<'_>, step: &Step) -> Result<Uuid, Error> {
    let mut row = step
        .row
        .clone()
        .with("sdkmessageid", EntityReference::new(MESSAGE, step.message))
        .with("eventhandler", EntityReference::new(TYPE, step.plugin_type));
    if let Some(table) = &step.table {
        let filter = [
            ("sdkmessageid", Value::Guid(step.message)),
            ("primaryobjecttypecode", table.as_str().into()),
        ];
        let filter = find(session, FILTER, &filter, &["sdkmessagefilterid"])?;
        let filter = filter.and_then(|row| row.id).ok_or_else(|| {
            Fault::new(
                code::OBJECT_DOES_NOT_EXIST,
                format!(
                    "The step '{}' of the solution is on a message {} that the table '{table}' does not have.",
                    text(&step.row, "name"),
                    step.message
                ),
            )
        })?;
        row = row.with("sdkmessagefilterid", EntityReference::new(FILTER, filter));
    }
    let id = save(session, row, &["sdkmessageprocessingstepid"])?;
    for image in &step.images {
        let owner = EntityReference::new(STEP, id);
        let row = image.clone().with("sdkmessageprocessingstepid", owner);
        save(session, row, &["sdkmessageprocessingstepimageid"])?;
    }
    Ok(id)
}

fn custom_api(session: &mut Session<'_>, api: &CustomApi) -> Result<Uuid, Error> {
    let mut row = api.row.clone();
    if let Some(id) = api.plugin_type {
        row = row.with("plugintypeid", EntityReference::new(TYPE, id));
    }
    let id = save(session, row, &["uniquename"])?;
    for member in api.parameters.iter().chain(&api.properties) {
        let owner = EntityReference::new("customapi", id);
        let row = member.clone().with("customapiid", owner);
        save(session, row, &["customapiid", "uniquename"])?;
    }
    Ok(id)
}

/// Creates a row, or gives the row with the same values of `key` the columns that can be changed.
fn save(session: &mut Session<'_>, mut row: Entity, key: &[&str]) -> Result<Uuid, Error> {
    let table = session.table(&row.table)?;
    let mut equal = Vec::with_capacity(key.len());
    for column in key {
        let value = match *column == table.primary_id {
            true => row.id.map(Value::Guid),
            false => row.get(column).cloned(),
        };
        equal.push((*column, value.unwrap_or(Value::Null)));
    }
    let known = find(session, &row.table, &equal, &[&table.primary_id])?;
    let known = known.and_then(|row| row.id);
    let message = match known {
        None => "Create",
        Some(id) => {
            row.id = Some(id);
            row.attributes.retain(|column, _| {
                let column = table.column(column);
                column.is_some_and(|column| column.write == Writable::Always)
            });
            "Update"
        }
    };
    let request = OrganizationRequest::new(message).with(TARGET, row);
    let response = session.execute(request)?;
    let id = response.results.get("id").and_then(Value::as_guid);
    id.or(known).ok_or_else(|| Fault::unexpected().into())
}

fn text<'r>(row: &'r Entity, column: &str) -> &'r str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}
