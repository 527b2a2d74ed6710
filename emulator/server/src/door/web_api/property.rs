//! A single property of a row: its value, its plain value, and writing it (WA-048, WA-04F, WA-1A5, WA-1A7).

use axum::http::StatusCode;
use dataverse_model::payload::{body_fault, read_entity, write_row};
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::ByteOrderMark;
use dataverse_protocol::odata::context;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::OrganizationRequest;
use serde_json::{Map, Value as Json};

use super::conditions::{Precondition, precondition};
use super::resource::Property;
use super::rows::{in_partition, read};
use super::web_api_request::{WebApiRequest, malformed};
use crate::door::reply::Reply;

/// `GET accounts(<guid>)/name`.
pub(super) async fn retrieve(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Reply, Fault> {
    let mut members = members(exchange, property).await?;
    let value = members.shift_remove(&property.name).unwrap_or_default();
    if value.is_null() {
        return Ok(Reply::odata_empty(StatusCode::NO_CONTENT));
    }
    exchange.apply_annotations();
    let row = &property.row;
    let fragment = context::property(&row.table.entity_set, row.id, &property.name);
    let mut body = Map::new();
    body.insert(
        "@odata.context".to_owned(),
        format!("{}/$metadata{fragment}", exchange.base()).into(),
    );
    // The annotations of a value that has no name of its own belong to the whole object.
    body.extend(members.into_iter().filter_map(|(name, annotation)| {
        let annotation_name = name.strip_prefix(property.name.as_str())?;
        let is_annotation = annotation_name.starts_with('@');
        is_annotation.then(|| (annotation_name.to_owned(), annotation))
    }));
    body.insert("value".to_owned(), value);
    Ok(Reply::odata(StatusCode::OK, &body).with_applied(&exchange.applied))
}

/// `GET accounts(<guid>)/name/$value`.
pub(super) async fn raw(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Reply, Fault> {
    let members = members(exchange, property).await?;
    let text = match members.get(&property.name) {
        None | Some(Json::Null) => return Ok(Reply::odata_empty(StatusCode::NO_CONTENT)),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Object(_) | Json::Array(_)) => {
            return Err(malformed(&format!(
                "'{}' has no plain value: it is not of a primitive type",
                property.name
            )));
        }
        Some(value) => value.to_string(),
    };
    let mark = match exchange.rules.value_byte_order_mark {
        ByteOrderMark::Written => "\u{feff}",
        ByteOrderMark::Omitted => "",
    };
    Ok(Reply::text(StatusCode::OK, format!("{mark}{text}")).versioned())
}

/// The value and its annotations, as a row has them.
async fn members(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Map<String, Json>, Fault> {
    let row = &property.row;
    in_partition(exchange, row).await?;
    let columns = Columns::Named(vec![property.column.clone()]);
    let entity = read(exchange, &row.table, row.id, &columns, None).await?;
    Ok(write_row(&row.table, &entity, &exchange.form(&columns)))
}

/// `PUT accounts(<guid>)/name`, with the value in the body (WA-04F).
pub(super) async fn set(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Reply, Fault> {
    let set = &property.row.table.entity_set;
    let value = exchange.body(set)?.shift_remove("value");
    let value = value.ok_or_else(|| {
        body_fault(
            set,
            &format!(
                "The value of '{}' is missing: expected {{\"value\":...}}.",
                property.name
            ),
        )
    })?;
    write(exchange, property, value).await
}

/// Sets one column; null clears it, as `DELETE accounts(<guid>)/name` does.
pub(super) async fn write(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
    value: Json,
) -> Result<Reply, Fault> {
    let row = &property.row;
    let members = Map::from_iter([(property.name.clone(), value)]);
    let mut entity = read_entity(&row.table, &members, exchange.reader())?;
    entity.id = Some(row.id);
    if let Precondition::Version(version) = precondition(exchange)? {
        entity.row_version = Some(version);
    }
    in_partition(exchange, row).await?;
    let request = OrganizationRequest::new("Update").with("Target", entity);
    exchange.execute(request).await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}
