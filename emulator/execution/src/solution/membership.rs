//! The solution that a request names with `SolutionUniqueName`: what the request makes or changes is added to it (SL-004,
//! SL-005).

use dataverse_model::message::Message;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use dataverse_store::{Savepoint, Write};
use uuid::Uuid;

use super::components::{Component, Extent, add};
use super::{NOT_FOUND, find};
use crate::draft::{Defined, components_made};
use crate::error::Error;
use crate::session::Session;

/// The optional parameter, and a parameter of the messages about components.
pub(crate) const SOLUTION: &str = "SolutionUniqueName";

/// The solution that a request names, if its message takes one.
///
/// # Errors
/// Those of [`unmanaged`].
pub(crate) fn named(
    session: &mut Session<'_>,
    message: &Message,
    request: &OrganizationRequest,
) -> Result<Option<Uuid>, Fault> {
    if message.parameter(SOLUTION).is_none() {
        return Ok(None);
    }
    let name = request.parameters.get(SOLUTION).and_then(Value::as_str);
    let name = name.filter(|name| !name.is_empty());
    name.map(|name| unmanaged(session, name)).transpose()
}

/// The id of a solution to which components can be added.
///
/// # Errors
/// There is no such solution, or it is a managed one.
pub(crate) fn unmanaged(session: &mut Session<'_>, name: &str) -> Result<Uuid, Fault> {
    let equal = [("uniquename", Value::from(name))];
    let row = find(session, "solution", &equal, &["ismanaged"])?;
    let found = row.and_then(|row| {
        let is_managed = row.get("ismanaged").and_then(Value::as_bool);
        Some((row.id?, is_managed == Some(true)))
    });
    match found {
        Some((id, false)) => Ok(id),
        Some((_, true)) => Err(Fault::invalid_argument(format!(
            "The solution '{name}' is a managed one, whose components stay as they are: expected the unique name of an unmanaged solution."
        ))),
        None => Err(Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("The given solution unique name ({name}) is not valid."),
        )
        .with_http_status(NOT_FOUND)),
    }
}

/// Adds to a solution what the session has made and changed since the savepoint: definitions, and rows of tables whose
/// rows are components.
pub(crate) fn add_written(
    session: &mut Session<'_>,
    solution: Uuid,
    since: Savepoint,
) -> Result<(), Error> {
    let metadata = session.metadata().clone();
    let written = session.written_since(since);
    let definitions = written.iter().filter_map(|write| match write {
        Write::Define(definition) => Some(&**definition),
        _ => None,
    });
    let defined = components_made(&metadata, definitions);
    let rows: Vec<_> = written.iter().filter_map(|write| of_row(write)).collect();
    let defined = defined.into_iter().map(|defined: Defined| defined.into());
    add(session, solution, defined.chain(rows)).map(drop)
}

/// The component that a written row is.
fn of_row(write: &Write) -> Option<Component> {
    match write {
        Write::Insert { table, id, .. } | Write::Update { table, id, .. } => {
            Some(Component::new(table.component?, *id, Extent::Whole))
        }
        _ => None,
    }
}
