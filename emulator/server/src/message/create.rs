//! `Create`: a new row, and the rows that hang on it, in one unit (WA-040, WA-041, WA-043).

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Related, Value};
use uuid::Uuid;

use super::arguments::Arguments;
use super::{Session, keeper, row};
use crate::metadata::{Navigation, Table};
use crate::store::Write;

pub(super) const NAME: &str = "Create";

/// How deep rows may hang on rows in one request.
const NESTING_LIMIT: usize = 8;

/// The row to make.
pub(super) struct Create {
    target: Entity,
}

pub(super) fn read(parameters: Attributes) -> Result<Create, Fault> {
    let mut arguments = Arguments::new(NAME, parameters);
    let target = arguments.entity("Target")?;
    arguments.finish()?;
    if levels(&target) > NESTING_LIMIT {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "Rows hang on rows more than {NESTING_LIMIT} levels deep; at most {NESTING_LIMIT} are accepted."
            ),
        ));
    }
    Ok(Create { target })
}

/// How many levels of rows hang on a row.
fn levels(target: &Entity) -> usize {
    let below = target.related.values().map(|related| match related {
        Related::One(None) => 0,
        Related::One(Some(row)) => 1 + levels(row),
        Related::Many(rows) => 1 + rows.entities.iter().map(levels).max().unwrap_or(0),
    });
    below.max().unwrap_or(0)
}

pub(super) fn run(
    session: &mut Session<'_>,
    message: Create,
) -> Result<OrganizationResponse, Fault> {
    let id = create(session, message.target)?;
    Ok(OrganizationResponse::default().with("id", id))
}

/// Makes a row and what hangs on it; answers its id. Each row that hangs on it is a request of its
/// own, with its own steps.
fn create(session: &mut Session<'_>, mut target: Entity) -> Result<Uuid, Fault> {
    let table = session.table(&target.table)?;
    let id = row::id_of(&table, &target)?.unwrap_or_else(|| session.new_id());
    let related = std::mem::take(&mut target.related);
    let mut after = Vec::new();
    for (name, rows) in related {
        match (session.navigation(&table, &name)?, rows) {
            (
                Navigation::One {
                    column,
                    target: other,
                },
                Related::One(Some(entity)),
            ) => {
                let column = column.logical_name.clone();
                let reference = EntityReference::new(&other.table, hanging(session, *entity)?);
                target
                    .attributes
                    .insert(column, Value::Reference(reference));
            }
            (Navigation::One { .. }, Related::One(None)) => {}
            (Navigation::Many { column, .. }, Related::Many(rows)) => {
                after.push((column.logical_name.clone(), rows));
            }
            (Navigation::Across { between, .. }, _) => {
                return Err(across(&table, &name, between));
            }
            (Navigation::One { .. }, Related::Many(_)) => {
                return Err(shape(&table, &name, "a single row"));
            }
            (Navigation::Many { .. }, Related::One(_)) => {
                return Err(shape(&table, &name, "an array of rows"));
            }
        }
    }
    target.id = Some(id);
    let kept = keeper::before_create(session, &table, &mut target)?;
    let mut values = row::for_create(session, &table, target.attributes, row::Author::Caller)?;
    values.extend(kept);
    session.write(Write::Insert {
        table: table.clone(),
        id,
        values,
    })?;
    let parent = EntityReference::new(&table.logical_name, id);
    for (column, rows) in after {
        for mut child in rows.entities {
            child
                .attributes
                .insert(column.clone(), Value::Reference(parent.clone()));
            hanging(session, child)?;
        }
    }
    Ok(id)
}

/// Makes a row that hangs on another one.
fn hanging(session: &mut Session<'_>, target: Entity) -> Result<Uuid, Fault> {
    let request = OrganizationRequest::new(NAME).with("Target", target);
    let response = super::execute(session, request)?;
    response
        .results
        .get("id")
        .and_then(Value::as_guid)
        .ok_or_else(Fault::unexpected)
}

/// The refusal of rows that would have to be associated with the new one.
fn across(table: &Table, navigation: &str, between: &Table) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "Navigation property '{navigation}' of '{}' associates rows by '{}', which this emulator does not do while a row is made: expected a request for {}(<id>)/{navigation}/$ref.",
            table.logical_name, between.logical_name, table.entity_set
        ),
    )
}

fn shape(table: &Table, navigation: &str, expected: &str) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "Navigation property '{navigation}' of '{}' takes {expected}.",
            table.logical_name
        ),
    )
}
