//! `Retrieve`: one row by its key, with related rows where they are asked for (WA-046).

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{
    ColumnPath, Columns, Condition, Filter, Link, Operand, Operator, Query,
};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, EntityReference, Value};

use super::Session;
use super::arguments::Arguments;
use super::not_found;
use super::refusal::bind_fault;
use crate::store::readable;

pub(super) const NAME: &str = "Retrieve";

const RELATED: &str = "RelatedEntitiesQuery";

/// Whether rows around the row are asked for, however many they are.
pub(super) fn has_related(request: &OrganizationRequest) -> bool {
    request.parameters.contains_key(RELATED)
}

/// Which row, which of its columns, and which rows around it.
pub(super) struct Retrieve {
    target: EntityReference,
    columns: Columns,
    related: Vec<Link>,
}

pub(super) fn read(parameters: Attributes) -> Result<Retrieve, Fault> {
    let mut arguments = Arguments::new(NAME, parameters);
    let target = arguments.reference("Target")?;
    let columns = arguments.columns("ColumnSet")?;
    let related = match arguments.take(RELATED) {
        None => Vec::new(),
        Some(Value::Query(query)) => query.links,
        Some(other) => return Err(arguments.misshapen(RELATED, "a query", &other)),
    };
    arguments.finish()?;
    Ok(Retrieve {
        target,
        columns,
        related,
    })
}

pub(super) fn run(
    session: &mut Session<'_>,
    message: Retrieve,
) -> Result<OrganizationResponse, Fault> {
    let table = session.table(&message.target.table)?;
    let id = message.target.id;
    let found = if message.related.is_empty() {
        let columns = readable(&table, &message.columns).map_err(bind_fault)?;
        session.retrieve(&table, id, &columns)?
    } else {
        let mut query = Query::new(&table.logical_name);
        query.columns = message.columns;
        query.links = message.related;
        query.filter = Filter::Condition(Condition {
            column: ColumnPath::of(&table.primary_id),
            operator: Operator::Equal,
            operands: vec![Operand::Value(Value::Guid(id))],
        });
        session
            .query_for_caller(&query)?
            .entities
            .into_iter()
            .next()
    };
    let entity = found.ok_or_else(|| not_found(&table, id))?;
    Ok(OrganizationResponse::default().with("Entity", entity))
}
