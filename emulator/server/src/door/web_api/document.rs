//! The documents at the root: the list of entity sets, and the description of all types and operations.

use axum::http::{Method, StatusCode, header};
use dataverse_execution::Registry;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::MetadataAsJson;
use dataverse_protocol::odata::csdl::Annotations;
use serde_json::{Map, Value as Json, json};

use super::web_api_request::WebApiRequest;
use crate::door::reply::Reply;

/// Answers `GET {org}/api/data/v9.2/`.
pub(super) fn service(exchange: &WebApiRequest<'_>) -> Result<Reply, Fault> {
    if *exchange.method() != Method::GET {
        return Err(exchange.no_verb());
    }
    let sets: Vec<Json> = exchange
        .metadata
        .tables()
        .map(
            |table| json!({"name": table.entity_set, "kind": "EntitySet", "url": table.entity_set}),
        )
        .collect();
    let mut body = Map::new();
    body.insert(
        "@odata.context".to_owned(),
        format!("{}/$metadata", exchange.base()).into(),
    );
    body.insert("value".to_owned(), sets.into());
    Ok(Reply::odata(StatusCode::OK, &body))
}

/// The terms of the annotations that the description has.
const TERMS: [&str; 2] = [
    "Org.OData.Core.V1.Computed",
    "Org.OData.Core.V1.Permissions",
];

/// Answers `GET {org}/api/data/v9.2/$metadata` (MD-200).
pub(super) fn metadata(
    exchange: &mut WebApiRequest<'_>,
    registry: &Registry,
) -> Result<Reply, Fault> {
    if *exchange.method() != Method::GET {
        return Err(exchange.no_verb());
    }
    let accept = exchange.inbound.header(header::ACCEPT.as_str());
    if exchange.rules.metadata_as_json == MetadataAsJson::Refuse && accept.is_some_and(excludes_xml)
    {
        return Err(Fault::routing(
            StatusCode::NOT_ACCEPTABLE.as_u16(),
            "The requested resource can be represented as application/xml only.".to_owned(),
        ));
    }
    let preferred = exchange
        .annotations
        .as_ref()
        .is_some_and(|filter| TERMS.iter().any(|term| filter.includes(term)));
    if preferred {
        exchange.apply_annotations();
    }
    let annotations = match preferred || exchange.options.asks_for_annotations() {
        true => Annotations::Written,
        false => Annotations::Omitted,
    };
    let document = registry.metadata_document(annotations);
    Ok(Reply::metadata(&document).with_applied(&exchange.applied))
}

/// Whether a list of accepted media types has none that XML is of.
fn excludes_xml(accept: &str) -> bool {
    let takes = |range: &str| {
        let range = range.split(';').next().unwrap_or_default().trim();
        ["*/*", "application/*", "application/xml", "text/xml", ""].contains(&range)
    };
    !accept.split(',').any(takes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_is_of_every_range_that_has_it() {
        for accept in [
            "application/xml",
            "*/*;q=0.1",
            "application/json, text/xml",
            "",
        ] {
            assert!(!excludes_xml(accept), "{accept}");
        }
        for accept in [
            "application/json",
            "application/json;odata.metadata=full",
            "text/html",
        ] {
            assert!(excludes_xml(accept), "{accept}");
        }
    }
}
