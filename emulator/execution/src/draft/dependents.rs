//! What else depends on a part that is to be removed: steps, custom APIs.
//!
//! Tables, columns and keys that depend on each other are the model's affair.

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{ColumnPath, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::value::{Entity, Value};

use super::CANNOT_DELETE_IN_USE_COMPONENT;
use crate::sdk_messages::FILTER;
use crate::session::Session;

/// A part of the metadata.
#[derive(Clone, Copy)]
pub(crate) enum Part<'n> {
    Table(&'n str),
    Column { table: &'n str, column: &'n str },
}

/// Checks that neither a step nor a custom API depends on a part.
///
/// # Errors
/// One does; the text names them.
pub(crate) fn free(session: &mut Session<'_>, part: Part<'_>) -> Result<(), Fault> {
    let (table, column) = match part {
        Part::Table(table) => (table, None),
        Part::Column { table, column } => (table, Some(column)),
    };
    let filters = rows(session, FILTER, "primaryobjecttypecode", table.into())?;
    let mut dependents = Vec::new();
    for filter in filters {
        let id = filter.id.unwrap_or_default();
        let steps = rows(session, STEP, "sdkmessagefilterid", id.into())?;
        let uses = |step: &&Entity| match column {
            None => true,
            Some(column) => {
                let names = step.get("filteringattributes").and_then(Value::as_str);
                let mut names = names.unwrap_or_default().split(',');
                names.any(|name| name.trim() == column)
            }
        };
        let steps = steps.iter().filter(uses);
        dependents.extend(steps.map(|step| named("step", step, "name")));
    }
    if column.is_none() {
        let bound = rows(session, "customapi", "boundentitylogicalname", table.into())?;
        let bound = bound.iter();
        dependents.extend(bound.map(|api| named("custom API", api, "uniquename")));
    }
    if dependents.is_empty() {
        return Ok(());
    }
    let (kind, name) = match column {
        None => ("Entity", table.to_owned()),
        Some(column) => ("Attribute", format!("{table}.{column}")),
    };
    let count = dependents.len();
    let shown = dependents.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    let more = match count.saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Err(Fault::new(
        CANNOT_DELETE_IN_USE_COMPONENT,
        format!(
            "The {kind}({name}) component cannot be deleted because it is referenced by {count} other components. For a list of referenced components, use the RetrieveDependenciesForDeleteRequest. They are {}{more}.",
            shown.join(", ")
        ),
    ))
}

/// How many components a refusal names.
const SHOWN: usize = 10;

/// A component for a refusal, by what it is called.
fn named(kind: &str, row: &Entity, column: &str) -> String {
    let name = row.get(column).and_then(Value::as_str);
    format!("the {kind} '{}'", name.unwrap_or_default())
}

const STEP: &str = "sdkmessageprocessingstep";

fn rows(
    session: &mut Session<'_>,
    table: &str,
    column: &str,
    value: Value,
) -> Result<Vec<Entity>, Fault> {
    let mut query = Query::new(table);
    query.filter = Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator: Operator::Equal,
        operands: vec![Operand::Value(value)],
    });
    Ok(session.query(&query)?.entities)
}
