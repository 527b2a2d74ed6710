//! The answer to a request of a batch, as the batch's response has it.

use axum::http::{HeaderName, HeaderValue, header};
use dataverse_protocol::batch::Answer;

use super::super::web_api_request::WebApiRequest;
use super::course::ENTITY_ID;
use super::{Format, refusal};
use crate::door::reply::Reply;

/// Spelling and order of header lines in a part, as in the documented examples.
const SPELLED: [(HeaderName, &str); 7] = [
    (REQUEST_ID, "REQ_ID"),
    (header::CONTENT_TYPE, "Content-Type"),
    (
        HeaderName::from_static("preference-applied"),
        "Preference-Applied",
    ),
    (header::ETAG, "ETag"),
    (HeaderName::from_static("odata-version"), "OData-Version"),
    (header::LOCATION, "Location"),
    (ENTITY_ID, "OData-EntityId"),
];
/// The header with the platform's log id of a refused part (WA-019).
const REQUEST_ID: HeaderName = HeaderName::from_static("req_id");

/// The answer to a part, as written into the batch response.
pub(super) fn written(
    exchange: &WebApiRequest<'_>,
    format: Format,
    reply: Reply,
    content_id: Option<String>,
) -> Answer {
    let is_refusal = refusal(&reply).is_some();
    let (status, mut headers, body) = reply.into_parts();
    if is_refusal {
        let id = exchange.organization.new_id().to_string();
        headers.extend(HeaderValue::try_from(id).ok().map(|id| (REQUEST_ID, id)));
    }
    let place = |name: &HeaderName| SPELLED.iter().position(|(known, _)| known == name);
    headers.sort_by_key(|(name, _)| place(name).unwrap_or(SPELLED.len()));
    let headers = headers.into_iter().map(|(name, value)| {
        let spelled = place(&name)
            .map_or(name.as_str(), |at| SPELLED[at].1)
            .to_owned();
        let mut value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let is_json = name == header::CONTENT_TYPE && value.starts_with("application/json");
        if is_json && !is_refusal && format == Format::Multipart {
            value.push_str("; odata.streaming=true");
        }
        (spelled, value)
    });
    Answer {
        status: status.as_u16(),
        reason: status.canonical_reason().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
        content_id,
    }
}
