//! Open types as parameters (CA-073): rows of the type `expando`, which have any property, are not emulated.

use dataverse_operation::fault::Fault;
use serde_json::Value as Json;

use super::web_api_request::WebApiRequest;
use crate::door::reply::Reply;

/// The name of the open type, without its namespace.
const OPEN: &str = "expando";

/// The refusal of a body that has a value of an open type, by the parameter that has it.
pub(super) fn refusal(exchange: &WebApiRequest<'_>) -> Result<Option<Reply>, Fault> {
    let bytes = &exchange.inbound.body;
    if !bytes
        .windows(OPEN.len())
        .any(|piece| piece == OPEN.as_bytes())
    {
        return Ok(None);
    }
    let members = exchange.body("")?;
    let open = members.iter().find(|(_, json)| is_open(json));
    Ok(open.map(|(name, _)| {
        Reply::not_emulated(&format!(
            "A value of the open type 'Microsoft.Dynamics.CRM.{OPEN}' in the parameter '{name}'"
        ))
    }))
}

/// Whether a value is of the open type, or has one inside.
fn is_open(json: &Json) -> bool {
    match json {
        Json::Object(members) => {
            let kind = members.get("@odata.type").and_then(Json::as_str);
            kind.is_some_and(|kind| kind.rsplit(['.', '#']).next() == Some(OPEN))
                || members.values().any(is_open)
        }
        Json::Array(items) => items.iter().any(is_open),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
    }
}
