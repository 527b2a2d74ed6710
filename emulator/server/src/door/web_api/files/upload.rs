//! A file comes: in one request, or in chunks that follow each other.

use std::ops::ControlFlow;

use axum::http::{HeaderValue, StatusCode, header};
use dataverse_operation::fault::Fault;

use super::content_range::ContentRange;
use super::{CHUNK, CHUNK_SIZE, FILE_NAME, blocks};
use crate::door::reply::Reply;
use crate::door::web_api::resource::Property;
use crate::door::web_api::rows::in_partition;
use crate::door::web_api::web_api_request::{WebApiRequest, malformed};

const TRANSFER_MODE: &str = "x-ms-transfer-mode";
const SESSION_TOKEN: &str = "sessiontoken";

/// `PATCH accounts(<guid>)/x`: a whole file, the beginning of one in chunks, or a chunk.
pub(in super::super) async fn upload(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Reply, Fault> {
    in_partition(exchange, &property.row).await?;
    let name = file_name(exchange)?;
    if let Some(token) = exchange.options.custom.get(SESSION_TOKEN).cloned() {
        return chunk(exchange, token, name).await;
    }
    match exchange.inbound.header(TRANSFER_MODE).map(str::to_owned) {
        None => whole(exchange, property, name).await,
        Some(mode) if mode.eq_ignore_ascii_case("chunked") => begin(exchange, property, name).await,
        Some(mode) => Err(malformed(&format!(
            "'{mode}' is no {TRANSFER_MODE}: expected chunked"
        ))),
    }
}

/// The name of the file, from the header or, where it has other characters than a header, from the address.
fn file_name(exchange: &WebApiRequest<'_>) -> Result<Option<String>, Fault> {
    let headers = &exchange.inbound.head.headers;
    match headers.get(FILE_NAME).map(HeaderValue::to_str) {
        Some(Ok(name)) => Ok(Some(name.to_owned())),
        Some(Err(_)) => Err(malformed(&format!(
            "the header {FILE_NAME} has other characters than those of ASCII: expected such a name in the query option {FILE_NAME}"
        ))),
        None => Ok(exchange.options.custom.get(FILE_NAME).cloned()),
    }
}

/// Writes a file that has come in one request.
async fn whole(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
    name: Option<String>,
) -> Result<Reply, Fault> {
    let (call, work) = (exchange.call(), &exchange.inbound.work);
    let mut set = exchange.organization.change_set(call, work)?;
    let done = loop {
        let joined = Some(Box::new(set.call()));
        let outside = std::mem::replace(&mut exchange.inbound.signed.joined, joined);
        let done = in_blocks(exchange, property, name.clone()).await;
        exchange.inbound.signed.joined = outside;
        match set.end(done).await {
            ControlFlow::Continue(again) => set = again,
            ControlFlow::Break(done) => break done,
        }
    };
    done?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

async fn in_blocks(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
    name: Option<String>,
) -> Result<(), Fault> {
    let token = blocks::begin(exchange, property, name.clone()).await?;
    let body = exchange.inbound.body.clone();
    let mut ids = Vec::new();
    for (number, bytes) in body.chunks(CHUNK).enumerate() {
        let block = block_id(number);
        blocks::upload(exchange, &token, &block, bytes).await?;
        ids.push(block);
    }
    blocks::commit(exchange, token, ids, name).await
}

/// Begins the upload of a file in chunks.
async fn begin(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
    name: Option<String>,
) -> Result<Reply, Fault> {
    let token = blocks::begin(exchange, property, name).await?;
    let row = exchange.row_address(&property.row.table, property.row.id);
    let address = format!("{row}/{}?{SESSION_TOKEN}={token}", property.name);
    Ok(Reply::odata_empty(StatusCode::OK)
        .with_header(header::LOCATION, &address)
        .with_header(CHUNK_SIZE, &CHUNK.to_string())
        .with_value(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"))
        .with_value(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("x-ms-chunk-size"),
        ))
}

/// Keeps a chunk, and writes the file if it is the last one.
async fn chunk(
    exchange: &mut WebApiRequest<'_>,
    token: String,
    name: Option<String>,
) -> Result<Reply, Fault> {
    let range = exchange.inbound.header(header::CONTENT_RANGE.as_str());
    let range = range.and_then(ContentRange::parse).ok_or_else(|| {
        malformed(&"a chunk has the header Content-Range, such as 'bytes 0-4194303/25870370'")
    })?;
    let body = exchange.inbound.body.clone();
    let largest = exchange.organization.limits().file_size;
    range.check(body.len(), largest)?;
    let number = range.first / CHUNK;
    blocks::upload(exchange, &token, &block_id(number), &body).await?;
    if !range.is_last() {
        return Ok(Reply::odata_empty(StatusCode::PARTIAL_CONTENT));
    }
    let ids = (0..=number).map(block_id).collect();
    blocks::commit(exchange, token, ids, name).await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

fn block_id(number: usize) -> String {
    format!("{number:06}")
}
