//! `Create`: a new row, and the rows that hang on it, in one unit (WA-040, WA-041, WA-043).

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::OrganizationResponse;
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
    Ok(Create { target })
}

pub(super) fn run(
    session: &mut Session<'_>,
    message: Create,
) -> Result<OrganizationResponse, Fault> {
    let id = create(session, message.target, 0)?;
    Ok(OrganizationResponse::default().with("id", id))
}

/// Makes a row and what hangs on it; answers its id.
pub(super) fn create(
    session: &mut Session<'_>,
    mut target: Entity,
    nesting: usize,
) -> Result<Uuid, Fault> {
    if nesting > NESTING_LIMIT {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "Rows hang on rows more than {NESTING_LIMIT} levels deep; at most {NESTING_LIMIT} are accepted."
            ),
        ));
    }
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
                let reference =
                    EntityReference::new(&other.table, create(session, *entity, nesting + 1)?);
                target
                    .attributes
                    .insert(column, Value::Reference(reference));
            }
            (Navigation::One { .. }, Related::One(None)) => {}
            (Navigation::Many { column, .. }, Related::Many(rows)) => {
                after.push((column.logical_name.clone(), rows));
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
            create(session, child, nesting + 1)?;
        }
    }
    Ok(id)
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
