//! The messages by which a file comes in blocks.

use axum::http::header;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;

use super::{BYTES, TOKEN, text};
use crate::door::web_api::resource::Property;
use crate::door::web_api::web_api_request::WebApiRequest;

/// Begins an upload, and returns its token.
pub(super) async fn begin(
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

pub(super) async fn upload(
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

/// Makes a file of the blocks.
pub(super) async fn commit(
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
