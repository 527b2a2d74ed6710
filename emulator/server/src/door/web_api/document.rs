//! The service document: the list of entity sets.

use axum::http::{Method, StatusCode};
use dataverse_operation::fault::Fault;
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
