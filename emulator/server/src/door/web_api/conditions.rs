//! `If-Match` and `If-None-Match` (WA-050..WA-054).

use axum::http::header;
use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::odata::etag::TagList;

use super::web_api_request::WebApiRequest;
use dataverse_model::payload::version_of;

/// What a write demands of the row.
pub(super) enum Precondition {
    /// Nothing: make the row if it is not there.
    None,
    /// That it is there.
    Exists,
    /// That it is there at this version.
    Version(i64),
    /// That it is not there yet.
    Absent,
}

/// Reads what a write demands.
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
        TagList::Any if Bug::IfNoneMatchIgnored.is_on() => Precondition::None,
        TagList::Any => Precondition::Absent,
        TagList::Nothing | TagList::Tags(_) => Precondition::None,
    })
}

/// Whether a read has nothing new to tell: its caller knows this version.
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
