//! Images and files of rows: uploaded by `PATCH accounts(<guid>)/x`, downloaded by `GET accounts(<guid>)/x/$value`, and
//! deleted by `DELETE accounts(<guid>)/x` (FI-010 to FI-015).
//!
//! Each becomes the messages that transfer a file in blocks. A file that comes in one request is written in one
//! transaction; one that comes in chunks is there with the last of them.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use dataverse_execution::organization::{Ending, Finished};
use dataverse_model::metadata::ColumnKind;
use dataverse_operation::fault::Fault;
use dataverse_protocol::file_token::FileToken;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use percent_encoding::{CONTROLS, utf8_percent_encode};
use serde_json::Value as Json;

use super::property;
use super::resource::Property;
use super::rows::{in_partition, read};
use super::web_api_request::{WebApiRequest, malformed};
use crate::door::reply::Reply;

/// Bytes of a block, and of every chunk but the last.
const CHUNK: usize = 4 << 20;

const FILE_NAME: &str = "x-ms-file-name";
const TRANSFER_MODE: &str = "x-ms-transfer-mode";
const SESSION_TOKEN: &str = "sessiontoken";
const TOKEN: &str = "FileContinuationToken";
const BYTES: &str = "application/octet-stream";

const FILE_SIZE: HeaderName = HeaderName::from_static("x-ms-file-size");
const CHUNK_SIZE: HeaderName = HeaderName::from_static("x-ms-chunk-size");
const MEDIA_TYPE: HeaderName = HeaderName::from_static("mimetype");

/// `PATCH accounts(<guid>)/x`: a whole file, the beginning of one in chunks, or a chunk.
pub(super) async fn upload(
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
    let mut set = exchange
        .organization
        .change_set(exchange.call(), &exchange.inbound.work)?;
    loop {
        let joined = Some(Box::new(set.call().clone()));
        let outside = std::mem::replace(&mut exchange.inbound.signed.joined, joined);
        let written = in_blocks(exchange, property, name.clone()).await;
        exchange.inbound.signed.joined = outside;
        let ending = match written {
            Ok(()) => Ending::Commit,
            Err(_) => Ending::RollBack,
        };
        match (set.finish(ending).await, written) {
            (Ok(Finished::Again(next)), _) => set = *next,
            (_, Err(fault)) | (Err(fault), Ok(())) => return Err(fault),
            (Ok(Finished::Ended), Ok(())) => break,
        }
    }
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

async fn in_blocks(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
    name: Option<String>,
) -> Result<(), Fault> {
    let token = initialize(exchange, property, name.clone()).await?;
    let body = exchange.inbound.body.clone();
    let mut blocks = Vec::new();
    for (number, bytes) in body.chunks(CHUNK).enumerate() {
        let block = block_id(number);
        upload_block(exchange, &token, &block, bytes).await?;
        blocks.push(block);
    }
    commit(exchange, token, blocks, name).await
}

/// Begins the upload of a file in chunks.
async fn begin(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
    name: Option<String>,
) -> Result<Reply, Fault> {
    let token = initialize(exchange, property, name).await?;
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
    upload_block(exchange, &token, &block_id(number), &body).await?;
    if !range.is_last() {
        return Ok(Reply::odata_empty(StatusCode::PARTIAL_CONTENT));
    }
    let blocks = (0..=number).map(block_id).collect();
    commit(exchange, token, blocks, name).await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

/// The part of a file that a chunk is.
struct ContentRange {
    first: usize,
    last: usize,
    size: usize,
}

impl ContentRange {
    /// Reads `bytes 0-4194303/25870370`.
    fn parse(text: &str) -> Option<Self> {
        let (range, size) = text.trim().strip_prefix("bytes")?.split_once('/')?;
        let (first, last) = range.trim().split_once('-')?;
        let number = |text: &str| text.trim().parse().ok();
        Some(Self {
            first: number(first)?,
            last: number(last)?,
            size: number(size)?,
        })
    }

    fn is_last(&self) -> bool {
        self.size.checked_sub(1) == Some(self.last)
    }

    /// Checks the range against the bytes of the chunk and the size of the largest file.
    fn check(&self, body: usize, largest: usize) -> Result<(), Fault> {
        if self.size > largest {
            return Err(malformed(&format!(
                "the file has {} bytes: expected at most {largest}",
                self.size
            )));
        }
        let length = self.last.saturating_add(1).saturating_sub(self.first);
        let fits = self.last < self.size
            && length == body
            && self.first.is_multiple_of(CHUNK)
            && (length == CHUNK || (self.is_last() && length < CHUNK));
        match fits {
            true => Ok(()),
            false => Err(malformed(&format!(
                "the chunk 'bytes {}-{}/{}' has {body} bytes: expected {CHUNK} in each but the last, one after the other",
                self.first, self.last, self.size
            ))),
        }
    }
}

fn block_id(number: usize) -> String {
    format!("{number:06}")
}

async fn initialize(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
    name: Option<String>,
) -> Result<String, Fault> {
    let request = OrganizationRequest::new("InitializeFileBlocksUpload")
        .with("Target", property.row.reference())
        .with("FileAttributeName", property.column.as_str())
        .with("FileName", name);
    let response = exchange.execute(request).await?;
    text(&response, TOKEN).ok_or_else(Fault::unexpected)
}

async fn upload_block(
    exchange: &mut WebApiRequest<'_>,
    token: &str,
    block: &str,
    bytes: &[u8],
) -> Result<(), Fault> {
    let request = OrganizationRequest::new("UploadBlock")
        .with("BlockId", block)
        .with("BlockData", Value::Bytes(bytes.to_vec()))
        .with(TOKEN, token);
    exchange.execute(request).await.map(drop)
}

async fn commit(
    exchange: &mut WebApiRequest<'_>,
    token: String,
    blocks: Vec<String>,
    name: Option<String>,
) -> Result<(), Fault> {
    let media_type = exchange.inbound.header(header::CONTENT_TYPE.as_str());
    let media_type = media_type.filter(|given| !given.starts_with(BYTES));
    let request = OrganizationRequest::new("CommitFileBlocksUpload")
        .with("MimeType", media_type.map(str::to_owned))
        .with("FileName", name)
        .with("BlockList", blocks)
        .with(TOKEN, token);
    exchange.execute(request).await.map(drop)
}

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

/// `GET accounts(<guid>)/x/$value`: the bytes, or those that the header `Range` asks for.
pub(super) async fn download(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Reply, Fault> {
    let full = exchange.options.custom.get("size").map(String::as_str) == Some("full");
    let kept = match (value(exchange, property).await?, kind(property)) {
        (None, _) => None,
        (Some(Value::Bytes(bytes)), Some(ColumnKind::Image { can_store_full, .. })) => {
            match (full, can_store_full) {
                (true, true) => Some(()),
                (true, false) => None,
                (false, _) => {
                    let size = bytes.len();
                    return Ok(file(StatusCode::OK, bytes, size.to_string()));
                }
            }
        }
        (Some(_), _) => Some(()),
    };
    match kept {
        None => Ok(Reply::odata_empty(StatusCode::NO_CONTENT)),
        Some(()) => blocks(exchange, property).await,
    }
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

/// Downloads what the request asks for.
async fn blocks(exchange: &mut WebApiRequest<'_>, property: &Property) -> Result<Reply, Fault> {
    let request = OrganizationRequest::new("InitializeFileBlocksDownload")
        .with("Target", property.row.reference())
        .with("FileAttributeName", property.column.as_str());
    let told = exchange.execute(request).await?;
    let token = text(&told, TOKEN).ok_or_else(Fault::unexpected)?;
    let size = told.results.get("FileSizeInBytes");
    let size = size.and_then(Value::as_integer).unwrap_or_default();
    let range = exchange.inbound.header(header::RANGE.as_str());
    let range = range.map(|range| asked(range, size)).transpose()?;
    let (offset, length) = range.unwrap_or((0, size));
    let request = OrganizationRequest::new("DownloadBlock")
        .with("Offset", offset)
        .with("BlockLength", length)
        .with(TOKEN, token.as_str());
    let mut block = exchange.execute(request).await?;
    let Some(Value::Bytes(bytes)) = block.results.swap_remove("Data") else {
        return Err(Fault::unexpected());
    };
    let status = match range {
        Some(_) => StatusCode::PARTIAL_CONTENT,
        None => StatusCode::OK,
    };
    let media_type = FileToken::parse(&token).and_then(|token| token.media_type);
    let name = text(&told, "FileName").unwrap_or_default();
    let name = utf8_percent_encode(&name, CONTROLS).to_string();
    Ok(file(status, bytes, size.to_string())
        .with_header(HeaderName::from_static(FILE_NAME), &name)
        .with_header(MEDIA_TYPE, media_type.as_deref().unwrap_or(BYTES))
        .with_header(CHUNK_SIZE, &CHUNK.to_string())
        .with_value(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("x-ms-file-size,x-ms-file-name,x-ms-chunk-size,mimetype"),
        ))
}

/// The beginning and the length of a range such as `bytes=0-4194303`.
fn asked(range: &str, size: i64) -> Result<(i64, i64), Fault> {
    let parts = range
        .trim()
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'));
    let numbers = parts.and_then(|(first, last)| {
        let first: i64 = first.trim().parse().ok()?;
        let last = match last.trim() {
            "" => size - 1,
            last => last.parse().ok()?,
        };
        Some((first, last))
    });
    match numbers {
        Some((first, last)) if (0..size).contains(&first) && first <= last => {
            Ok((first, last.min(size - 1) - first + 1))
        }
        _ => Err(malformed(&format!(
            "'{range}' is no range of a file of {size} bytes: expected one such as 'bytes=0-4194303'"
        ))
        .with_http_status(StatusCode::RANGE_NOT_SATISFIABLE.as_u16())),
    }
}

/// A response with bytes of a file of this size.
fn file(status: StatusCode, bytes: Vec<u8>, size: String) -> Reply {
    Reply::file(BYTES, bytes.into())
        .with_status(status)
        .with_header(FILE_SIZE, &size)
        .versioned()
}

fn text(response: &OrganizationResponse, name: &str) -> Option<String> {
    let value = response.results.get(name)?;
    value.as_str().map(str::to_owned)
}
