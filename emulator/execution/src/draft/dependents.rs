//! What else depends on a part that is to be removed: steps, custom APIs.
//!
//! Tables, columns and keys that depend on each other are the model's affair.

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{ColumnPath, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::value::Value;

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
/// One does.
pub(crate) fn free(session: &mut Session<'_>, part: Part<'_>) -> Result<(), Fault> {
    let (table, column) = match part {
        Part::Table(table) => (table, None),
        Part::Column { table, column } => (table, Some(column)),
    };
    let filters = rows(session, FILTER, "primaryobjecttypecode", table.into())?;
    let mut count = 0;
    for filter in filters {
        let id = filter.id.unwrap_or_default();
        let steps = rows(session, STEP, "sdkmessagefilterid", id.into())?;
        let uses = |step: &&dataverse_protocol::value::Entity| match column {
            None => true,
            Some(column) => {
                let names = step.get("filteringattributes").and_then(Value::as_str);
                let mut names = names.unwrap_or_default().split(',');
                names.any(|name| name.trim() == column)
            }
        };
        count += steps.iter().filter(uses).count();
    }
    if column.is_none() {
        count += rows(session, "customapi", "boundentitylogicalname", table.into())?.len();
    }
    if count == 0 {
        return Ok(());
    }
    let (kind, name) = match column {
        None => ("Entity", table.to_owned()),
        Some(column) => ("Attribute", format!("{table}.{column}")),
    };
    Err(Fault::new(
        CANNOT_DELETE_IN_USE_COMPONENT,
        format!(
            "The {kind}({name}) component cannot be deleted because it is referenced by {count} other components. For a list of referenced components, use the RetrieveDependenciesForDeleteRequest."
        ),
    ))
}

const STEP: &str = "sdkmessageprocessingstep";

fn rows(
    session: &mut Session<'_>,
    table: &str,
    column: &str,
    value: Value,
) -> Result<Vec<dataverse_protocol::value::Entity>, Fault> {
    let mut query = Query::new(table);
    query.filter = Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator: Operator::Equal,
        operands: vec![Operand::Value(value)],
    });
    Ok(session.query(&query)?.entities)
}
