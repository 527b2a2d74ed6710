//! Bodies of definitions: JSON, read as the parameters of a message.

use dataverse_model::payload::read_field;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationRequest;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::Members;
use crate::door::web_api::web_api_request::{WebApiRequest, malformed};

/// The annotation that names a global option set by its address.
const BOUND_SET: &str = "GlobalOptionSet@odata.bind";

/// The request with these parameters, each read as the message declares it.
pub(super) fn request(
    exchange: &WebApiRequest<'_>,
    message: &str,
    parts: &[(&str, Members)],
) -> Result<OrganizationRequest, Fault> {
    let registry = exchange.organization.registry();
    let found = registry.message(message).ok_or_else(Fault::unexpected)?;
    let mut request = OrganizationRequest::new(message);
    for (name, members) in parts {
        let parameter = found.parameter(name).ok_or_else(Fault::unexpected)?;
        let json = Json::Object(members.clone());
        let value = read_field(parameter, &json, exchange.reader())?;
        request = request.with(*name, value);
    }
    Ok(request)
}

/// The type that a body names, without its namespace.
pub(super) fn type_of(members: &Members) -> Option<&str> {
    let name = members.get("@odata.type")?.as_str()?;
    name.rsplit('.').next()
}

/// Replaces the address of a global option set by the set's name.
pub(super) fn bind_option_set(
    exchange: &WebApiRequest<'_>,
    column: &mut Members,
) -> Result<(), Fault> {
    let Some(bound) = column.remove(BOUND_SET) else {
        return Ok(());
    };
    let wrong = || {
        malformed(&format!(
            "{bound} is no address of a global option set: expected /GlobalOptionSetDefinitions(<id>) or /GlobalOptionSetDefinitions(Name='<name>')"
        ))
    };
    let address = bound.as_str().ok_or_else(wrong)?;
    let key = address.rsplit_once("GlobalOptionSetDefinitions(");
    let key = key.and_then(|(_, key)| key.strip_suffix(')'));
    let key = key.ok_or_else(wrong)?;
    let name = match (key.parse::<Uuid>(), key.strip_prefix("Name='")) {
        (Ok(id), _) => super::Named::Id(id).option_set_name(exchange)?,
        (Err(_), Some(rest)) => rest.strip_suffix('\'').ok_or_else(wrong)?.to_owned(),
        (Err(_), None) => return Err(wrong()),
    };
    let mut set = Map::new();
    set.insert("Name".to_owned(), json!(name));
    set.insert("IsGlobal".to_owned(), json!(true));
    column.insert("GlobalOptionSet".to_owned(), Json::Object(set));
    Ok(())
}
