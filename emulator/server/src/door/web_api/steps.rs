//! Follows a path from row to row, each of which is read as the caller (WA-1A2).

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use dataverse_execution::{Registry, not_found};
use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::PathThroughNull;
use dataverse_protocol::query::{Columns, Filter, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{EntityReference, Value};
use uuid::Uuid;

use super::resource::{Landing, Related, Resource, Row, Step};
use super::web_api_request::{WebApiRequest, malformed};
use super::{below_row, query};
use crate::door::reply::Reply;

/// The most rows that a path leads through, which is as many as `$expand` has properties.
const LONGEST: usize = 15;

/// The end of a path.
pub(super) enum End {
    Resource(Resource),
    /// The answer where a lookup on the path refers to no row.
    Null(Reply),
}

/// Follows the steps of a path to the resource at its end.
///
/// # Errors
/// A row that does not exist or that the caller may not read; a verb other than GET.
pub(super) async fn follow(
    exchange: &mut WebApiRequest<'_>,
    mut resource: Resource,
    registry: &Registry,
) -> Result<End, Fault> {
    let mut count = 0;
    while let Resource::Step(step) = resource {
        count += 1;
        if count > LONGEST {
            let limit = format!("a path leads through at most {LONGEST} rows");
            return Err(malformed(&limit));
        }
        if *exchange.method() != Method::GET && !matches!(step.to, Landing::Key(..)) {
            return Err(unwritable(exchange, &step));
        }
        let Step { to, rest } = step;
        let row = match to {
            Landing::Lookup {
                row,
                column,
                navigation,
                tables,
            } => {
                let to = referred(exchange, &row, &column).await?;
                let landed = to.and_then(|to| {
                    let mut tables = tables.into_iter();
                    let table = tables.find(|table| table.logical_name == to.table)?;
                    Some((table, to.id))
                });
                let Some((table, id)) = landed else {
                    return null(exchange, &navigation, rest.is_empty());
                };
                Row {
                    table,
                    id,
                    partition: None,
                }
            }
            Landing::Member(related, id) => member(exchange, related, id).await?,
            Landing::Key(table, columns) => {
                let reference = EntityReference::by_key(&table.logical_name, columns.clone());
                match keyed(exchange, &table, reference).await {
                    Err(fault)
                        if fault.code == code::RECORD_NOT_FOUND_BY_ENTITY_KEY
                            && rest.is_empty()
                            && *exchange.method() == Method::PATCH =>
                    {
                        return Ok(End::Resource(Resource::NewRow(table, columns)));
                    }
                    found => found?,
                }
            }
        };
        resource = below_row::resolve(row, &rest, registry)?;
    }
    Ok(End::Resource(resource))
}

/// One row of a collection, which refers to the row before it or is associated with it.
pub(super) async fn member(
    exchange: &mut WebApiRequest<'_>,
    related: Related,
    id: Uuid,
) -> Result<Row, Fault> {
    let mut one = Query::new(&related.table.logical_name);
    one.columns = Columns::Named(Vec::new());
    one.filter = Filter::And(vec![
        query::referring(&related),
        query::equals(&related.table.primary_id, id),
    ]);
    exchange.there_is(&related.row.reference()).await?;
    if query::run(exchange, one).await?.entities.is_empty() {
        return Err(not_found(&related.table, id));
    }
    Ok(Row {
        table: related.table,
        id,
        partition: None,
    })
}

/// The row with an alternate key. What the caller may do with it is decided by its id.
async fn keyed(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    reference: EntityReference,
) -> Result<Row, Fault> {
    let nothing = Columns::Named(Vec::new());
    let response = exchange.look_up(None, reference, nothing).await?;
    let found = match response.results.get("Entity") {
        Some(Value::Entity(row)) => row.id,
        _ => None,
    };
    Ok(Row {
        table: table.clone(),
        id: found.ok_or_else(Fault::unexpected)?,
        partition: None,
    })
}

/// The row that a lookup of a row refers to.
pub(super) async fn referred(
    exchange: &mut WebApiRequest<'_>,
    row: &Row,
    column: &str,
) -> Result<Option<EntityReference>, Fault> {
    let request = OrganizationRequest::new("Retrieve")
        .with("Target", row.reference())
        .with("ColumnSet", Columns::Named(vec![column.to_owned()]));
    let mut response = exchange.execute(request).await?;
    let Some(Value::Entity(mut entity)) = response.results.swap_remove("Entity") else {
        return Ok(None);
    };
    Ok(match entity.attributes.swap_remove(column) {
        Some(Value::Reference(reference)) => Some(*reference),
        _ => None,
    })
}

/// The answer where a lookup is null: nothing at the lookup itself, and behind it what the rule says.
fn null(exchange: &WebApiRequest<'_>, navigation: &str, is_end: bool) -> Result<End, Fault> {
    match exchange.rules.path_through_null {
        PathThroughNull::NotFound if !is_end => {
            let code = exchange.rules.unknown_segment_code.code();
            Err(Fault::segment_not_found(code, navigation))
        }
        PathThroughNull::NotFound | PathThroughNull::NoContent => {
            Ok(End::Null(Reply::odata_empty(StatusCode::NO_CONTENT)))
        }
    }
}

/// The refusal to write at a navigation property. PUT and DELETE need the address of a reference (WA-1A6).
fn unwritable(exchange: &WebApiRequest<'_>, step: &Step) -> Fault {
    match (&step.to, exchange.method()) {
        (Landing::Lookup { .. }, &(Method::PUT | Method::DELETE)) if step.rest.is_empty() => {
            exchange.no_verb()
        }
        _ => Fault::not_emulated("Writing through a navigation property in the path"),
    }
}
