//! Finds rows by the values of some columns.

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{ColumnPath, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::value::{Entity, Value};

use crate::session::Session;

/// The rows of a table with these values, at most one page.
pub(super) fn rows(
    session: &mut Session<'_>,
    table: &str,
    equal: &[(&str, Value)],
) -> Result<Vec<Entity>, Fault> {
    Ok(session.query(&query(table, equal))?.entities)
}

/// Whether a row has these values.
pub(super) fn any(
    session: &mut Session<'_>,
    table: &str,
    equal: &[(&str, Value)],
) -> Result<bool, Fault> {
    let mut query = query(table, equal);
    query.page.top = Some(1);
    Ok(!session.query(&query)?.entities.is_empty())
}

fn query(table: &str, equal: &[(&str, Value)]) -> Query {
    let mut query = Query::new(table);
    query.filter = Filter::And(
        equal
            .iter()
            .map(|(column, value)| {
                Filter::Condition(Condition {
                    column: ColumnPath::of(*column),
                    operator: Operator::Equal,
                    operands: vec![Operand::Value(value.clone())],
                })
            })
            .collect(),
    );
    query
}
