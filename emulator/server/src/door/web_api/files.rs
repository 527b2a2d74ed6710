//! Images and files of rows: uploaded by `PATCH accounts(<guid>)/x`, downloaded by `GET accounts(<guid>)/x/$value`, and
//! deleted by `DELETE accounts(<guid>)/x` (FI-010 to FI-015).
//!
//! Each becomes the messages that transfer a file in blocks. A file that comes in one request is written in one
//! transaction; one that comes in chunks is there with the last of them.

mod blocks;
mod content_range;
mod download;
mod upload;

use axum::http::{HeaderName, StatusCode};
use dataverse_model::metadata::ColumnKind;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use serde_json::Value as Json;

pub(super) use self::download::download;
pub(super) use self::upload::upload;
use super::property;
use super::resource::Property;
use super::rows::{in_partition, read};
use super::web_api_request::WebApiRequest;
use crate::door::reply::Reply;

/// Bytes of a block, and of every chunk but the last.
const CHUNK: usize = 4 << 20;

const BYTES: &str = "application/octet-stream";
const CHUNK_SIZE: HeaderName = HeaderName::from_static("x-ms-chunk-size");
const FILE_NAME: &str = "x-ms-file-name";
const TOKEN: &str = "FileContinuationToken";

/// `PUT accounts(<guid>)/x`: an image as any property; a file comes by itself.
pub(super) async fn set(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Reply, Fault> {
    match kind(property) {
        Some(ColumnKind::Image { .. }) => property::set(exchange, property).await,
        _ => Err(exchange.no_verb()),
    }
}

/// `DELETE accounts(<guid>)/x`.
pub(super) async fn delete(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Reply, Fault> {
    if let Some(ColumnKind::Image { .. }) = kind(property) {
        return property::write(exchange, property, Json::Null).await;
    }
    if let Some(Value::Guid(file)) = value(exchange, property).await? {
        let request = OrganizationRequest::new("DeleteFile").with("FileId", file);
        exchange.execute(request).await?;
    }
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

/// The value of the property; `None` for null.
async fn value(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Option<Value>, Fault> {
    let row = &property.row;
    in_partition(exchange, row).await?;
    let columns = Columns::Named(vec![property.column.clone()]);
    let entity = read(exchange, &row.table, row.id, &columns, None).await?;
    Ok(entity.get(&property.column).cloned())
}

fn kind(property: &Property) -> Option<&ColumnKind> {
    let column = property.row.table.column(&property.column);
    column.map(|column| &column.kind)
}

fn text(response: &OrganizationResponse, name: &str) -> Option<String> {
    let value = response.results.get(name)?;
    value.as_str().map(str::to_owned)
}
