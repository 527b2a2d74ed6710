//! A file is downloaded: whole, or a part of it.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use dataverse_model::metadata::ColumnKind;
use dataverse_operation::fault::Fault;
use dataverse_protocol::file_token::FileToken;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use percent_encoding::{CONTROLS, utf8_percent_encode};

use super::{BYTES, CHUNK, CHUNK_SIZE, FILE_NAME, TOKEN, kind, text, value};
use crate::door::reply::Reply;
use crate::door::web_api::resource::Property;
use crate::door::web_api::web_api_request::{WebApiRequest, malformed};

const FILE_SIZE: HeaderName = HeaderName::from_static("x-ms-file-size");
const MEDIA_TYPE: HeaderName = HeaderName::from_static("mimetype");

/// `GET accounts(<guid>)/x/$value`: the bytes, or those that the header `Range` asks for.
pub(in super::super) async fn download(
    exchange: &mut WebApiRequest<'_>,
    property: &Property,
) -> Result<Reply, Fault> {
    let full = exchange.options.custom.get("size").map(String::as_str) == Some("full");
    let nothing = || Ok(Reply::odata_empty(StatusCode::NO_CONTENT));
    match (value(exchange, property).await?, kind(property)) {
        (None, _) => nothing(),
        (Some(Value::Bytes(thumbnail)), Some(ColumnKind::Image { .. })) if !full => {
            let size = thumbnail.len().to_string();
            Ok(file(StatusCode::OK, thumbnail, size))
        }
        (Some(_), Some(ColumnKind::Image { can_store_full, .. })) if !can_store_full => nothing(),
        (Some(_), _) => blocks(exchange, property).await,
    }
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
