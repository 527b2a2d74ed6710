//! `If-Match` and `If-None-Match` (WA-050..WA-054).

use axum::http::header;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::odata::etag::TagList;

use super::web_api_request::WebApiRequest;
use dataverse_model::payload::version_of;

/// The condition of a write.
pub(super) enum Precondition {
    /// No condition: an upsert creates a missing row.
    None,
    /// The row must exist (`If-Match: *`).
    Exists,
    /// The row must exist at this version.
    Version(i64),
    /// The row must not exist (`If-None-Match: *`).
    Absent,
}

/// Reads the condition of a write.
pub(super) fn precondition(exchange: &WebApiRequest<'_>) -> Result<Precondition, Fault> {
    match tags(exchange, header::IF_MATCH.as_str())? {
        TagList::Any => return Ok(Precondition::Exists),
        TagList::Tags(tags) => {
            let version = tags.iter().find_map(|tag| version_of(tag));
            return version
                .map(Precondition::Version)
                .ok_or_else(Fault::version_mismatch);
        }
        TagList::Nothing => {}
    }
    Ok(match tags(exchange, header::IF_NONE_MATCH.as_str())? {
        TagList::Any => Precondition::Absent,
        TagList::Nothing | TagList::Tags(_) => Precondition::None,
    })
}

/// Whether the client already has this version of the row (`If-None-Match`).
pub(super) fn is_known(exchange: &WebApiRequest<'_>, version: i64) -> Result<bool, Fault> {
    Ok(match tags(exchange, header::IF_NONE_MATCH.as_str())? {
        TagList::Tags(tags) => tags.iter().any(|tag| version_of(tag) == Some(version)),
        TagList::Nothing | TagList::Any => false,
    })
}

fn tags(exchange: &WebApiRequest<'_>, header: &str) -> Result<TagList, Fault> {
    match exchange.inbound.header(header) {
        None => Ok(TagList::Nothing),
        Some(text) => TagList::parse(text)
            .map_err(|error| Fault::new(code::INVALID_ARGUMENT, format!("{header}: {error}"))),
    }
}
