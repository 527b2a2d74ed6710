//! Single rows: create, retrieve, update or upsert, delete (WA section 4.5).

use std::sync::Arc;

use axum::http::{HeaderName, Method, StatusCode, header};
use dataverse_model::message::Right;
use dataverse_operation::fault::Fault;
use dataverse_protocol::odata::context;
use dataverse_protocol::odata::expand::Expand;
use dataverse_protocol::prefer::Return;
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::conditions::{Precondition, is_known, precondition};
use super::query::with_partition;
use super::resource::{Referring, Related, Row};
use super::web_api_request::WebApiRequest;
use super::{expansion, properties};
use crate::door::reply::Reply;
use dataverse_execution::not_found;
use dataverse_model::metadata::{Table, TableKind};
use dataverse_model::payload::{NextLinks, PARTITION, etag_of, read_entity, write_row};

const ENTITY_ID: HeaderName = HeaderName::from_static("odata-entityid");
const SESSION_TOKEN: HeaderName = HeaderName::from_static("x-ms-session-token");

/// `POST accounts`.
pub(super) async fn create(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
) -> Result<Reply, Fault> {
    let entity = read_body(exchange, table)?;
    insert(exchange, table, entity).await
}

/// `POST accounts(<guid>)/contact_customer_accounts`: the lookup of the new row refers to the row in the address (WA-178).
pub(super) async fn create_related(
    exchange: &mut WebApiRequest<'_>,
    related: &Related,
) -> Result<Reply, Fault> {
    let Referring::Lookup(column) = &related.referring else {
        return Ok(Reply::not_emulated(
            "Creating a row in the collection of a many-to-many relationship",
        ));
    };
    let entity = read_body(exchange, &related.table)?;
    let entity = entity.with(column.as_str(), related.row.reference());
    insert(exchange, &related.table, entity).await
}

async fn insert(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    entity: Entity,
) -> Result<Reply, Fault> {
    let request = OrganizationRequest::new("Create").with("Target", entity);
    let request = exchange.in_solution(request, table);
    let response = exchange.execute(request).await?;
    let id = response
        .results
        .get("id")
        .and_then(Value::as_guid)
        .unwrap_or_default();
    match exchange.preferences.return_() {
        Some(Return::Representation) => represent(exchange, table, id, StatusCode::CREATED).await,
        _ => Ok(written(exchange, table, id)),
    }
}

/// `GET accounts(<guid>)`.
pub(super) async fn retrieve(exchange: &mut WebApiRequest<'_>, row: &Row) -> Result<Reply, Fault> {
    let expand = std::mem::take(&mut exchange.options.expand);
    let plain = expand.is_empty() && exchange.annotations.is_none();
    let (columns, entity) = fetch(exchange, &row.table, row.id, &expand).await?;
    in_partition(exchange, row).await?;
    exchange.organization.polled(row.id);
    let tag = entity
        .row_version
        .map(|version| etag_of(&row.table, version, &exchange.rules));
    if let Some(version) = entity.row_version
        && plain
        && is_known(exchange, version)?
    {
        return Ok(Reply::odata_empty(StatusCode::NOT_MODIFIED));
    }
    let body = representation(exchange, &row.table, &columns, &expand, &entity);
    let reply = Reply::odata(StatusCode::OK, &body).with_applied(&exchange.applied);
    Ok(match tag {
        Some(tag) => reply.with_header(header::ETAG, &tag),
        None => reply,
    })
}

/// `PATCH accounts(<guid>)`.
pub(super) async fn patch(exchange: &mut WebApiRequest<'_>, row: &Row) -> Result<Reply, Fault> {
    let mut entity = read_body(exchange, &row.table)?;
    entity.id = Some(row.id);
    in_partition(exchange, row).await?;
    upsert(exchange, &row.table, entity).await
}

/// `PATCH customapis(uniquename='a')`, where no row has the key: an upsert creates it (WA-050, MS-042).
pub(super) async fn patch_new(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    key: Attributes,
) -> Result<Reply, Fault> {
    let mut entity = read_body(exchange, table)?;
    entity.keys = Some(Box::new(key));
    upsert(exchange, table, entity).await
}

/// Updates or creates a row as the conditions in the headers say.
async fn upsert(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    mut entity: Entity,
) -> Result<Reply, Fault> {
    let given = entity.id;
    let name = match precondition(exchange)? {
        Precondition::None => "Upsert",
        Precondition::Exists => "Update",
        Precondition::Version(version) => {
            entity.row_version = Some(version);
            "Update"
        }
        Precondition::Absent => "Create",
    };
    let request = OrganizationRequest::new(name).with("Target", entity);
    let request = exchange.in_solution(request, table);
    let response = exchange.execute(request).await?;
    let results = &response.results;
    let made = results.get("Target").or_else(|| results.get("id"));
    let id = given.or_else(|| made?.as_guid()).unwrap_or_default();
    let created = response
        .results
        .get("RecordCreated")
        .and_then(Value::as_bool);
    let created = created.unwrap_or(name == "Create");
    match exchange.preferences.return_() {
        Some(Return::Representation) => {
            let status = if created {
                StatusCode::CREATED
            } else {
                StatusCode::OK
            };
            exchange.options.expand.clear();
            represent(exchange, table, id, status).await
        }
        _ => Ok(written(exchange, table, id)),
    }
}

/// `DELETE accounts(<guid>)`.
pub(super) async fn delete(exchange: &mut WebApiRequest<'_>, row: &Row) -> Result<Reply, Fault> {
    let version = match precondition(exchange)? {
        Precondition::Version(version) => Some(version),
        Precondition::None | Precondition::Exists | Precondition::Absent => None,
    };
    in_partition(exchange, row).await?;
    let target = EntityReference::new(&row.table.logical_name, row.id);
    let request = OrganizationRequest::new("Delete")
        .with("Target", target)
        .with("RowVersion", version);
    exchange.execute(request).await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

fn read_body(exchange: &WebApiRequest<'_>, table: &Table) -> Result<Entity, Fault> {
    let members = exchange.row_body(&table.entity_set)?;
    read_entity(table, &members, exchange.reader())
}

/// Fails if the row is not in the partition that the URL names (BG-0D9, BG-0DA).
pub(super) async fn in_partition(exchange: &mut WebApiRequest<'_>, row: &Row) -> Result<(), Fault> {
    let by_option = exchange
        .options
        .custom
        .get("partitionId")
        .filter(|_| row.table.kind == TableKind::Elastic && *exchange.method() != Method::PATCH)
        .filter(|named| **named != row.id.to_string());
    let Some(named) = row.partition.clone().or_else(|| by_option.cloned()) else {
        return Ok(());
    };
    let target = EntityReference::new(&row.table.logical_name, row.id);
    let columns = Columns::Named(vec![PARTITION.to_owned()]);
    // A caller without the privilege gets that fault first (BG-0E4).
    let right = match *exchange.method() {
        Method::GET => Some(Right::Read),
        Method::PATCH | Method::PUT => Some(Right::Write),
        Method::DELETE => Some(Right::Delete),
        _ => None,
    };
    let response = exchange.look_up(right, target, columns).await?;
    let is_there = match response.results.get("Entity") {
        Some(Value::Entity(entity)) => {
            entity.get(PARTITION).and_then(Value::as_str) == Some(named.as_str())
        }
        _ => false,
    };
    match is_there {
        true => Ok(()),
        false => Err(not_found(&row.table, row.id)),
    }
}

/// The response to a write without `return=representation` (WA-012, WA-013, BG-0D4).
fn written(exchange: &WebApiRequest<'_>, table: &Table, id: Uuid) -> Reply {
    let address = exchange.row_address(table, id);
    let reply = Reply::odata_empty(StatusCode::NO_CONTENT).with_header(ENTITY_ID, &address);
    let reply = match *exchange.method() {
        Method::POST => reply.with_header(header::LOCATION, &address),
        _ => reply,
    };
    match table.kind {
        TableKind::Standard => reply,
        TableKind::Elastic => {
            let token = exchange.organization.session_token();
            reply.with_header(SESSION_TOKEN, &token)
        }
    }
}

/// The response to a write with `return=representation`: the row after the write (WA-042, WA-04E).
async fn represent(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    id: Uuid,
    status: StatusCode,
) -> Result<Reply, Fault> {
    let expand = std::mem::take(&mut exchange.options.expand);
    // The write has taken effect: a step on Retrieve must not turn the response into an error.
    exchange.pass_over_steps();
    let (columns, entity) = fetch(exchange, table, id, &expand).await?;
    exchange.applied.return_(Return::Representation);
    let body = representation(exchange, table, &columns, &expand, &entity);
    Ok(Reply::odata(status, &body).with_applied(&exchange.applied))
}

/// Reads a row with the columns and related rows that the query options name.
async fn fetch(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    id: Uuid,
    expand: &[Expand],
) -> Result<(Columns, Entity), Fault> {
    let columns = selected_columns(exchange, table, expand)?;
    let related = if expand.is_empty() {
        None
    } else {
        let mut query = Query::new(&table.logical_name);
        query.links = expand.iter().cloned().map(Expand::into_link).collect();
        properties::resolve(exchange, table, &mut query)?;
        Some(query)
    };
    let entity = read(exchange, table, id, &columns, related).await?;
    Ok((columns, entity))
}

pub(super) async fn read(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    id: Uuid,
    columns: &Columns,
    related: Option<Query>,
) -> Result<Entity, Fault> {
    let mut request = OrganizationRequest::new("Retrieve")
        .with("Target", EntityReference::new(&table.logical_name, id))
        .with("ColumnSet", with_partition(table, columns));
    if let Some(query) = related {
        request = request.with("RelatedEntitiesQuery", query);
    }
    let mut response = exchange.execute(request).await?;
    match response.results.swap_remove("Entity") {
        Some(Value::Entity(entity)) => Ok(*entity),
        _ => Err(not_found(table, id)),
    }
}

/// The columns of `$select`, and the lookups of properties that are expanded to references.
fn selected_columns(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    expand: &[Expand],
) -> Result<Columns, Fault> {
    expansion::check(exchange, table, expand)?;
    let columns = exchange
        .options
        .select
        .clone()
        .map_or(Columns::All, Columns::Named);
    let mut columns = properties::selected(exchange, table, columns)?;
    expansion::add_lookups(exchange, table, expand, &mut columns);
    Ok(columns)
}

/// The JSON of a single row (WA-046, WA-047, BG-05D).
fn representation(
    exchange: &mut WebApiRequest<'_>,
    table: &Table,
    columns: &Columns,
    expand: &[Expand],
    entity: &Entity,
) -> Map<String, Json> {
    exchange.apply_annotations();
    let base = exchange.base();
    let fragment = context::entity(
        &table.entity_set,
        exchange.options.select.as_deref(),
        expand,
    );
    let mut body = Map::new();
    body.insert(
        "@odata.context".to_owned(),
        format!("{base}/$metadata{fragment}").into(),
    );
    let form = exchange.form(columns);
    let form = form.expanded(expand, &base, NextLinks::Omitted);
    body.extend(write_row(table, entity, &form));
    body
}
