//! Messages of the platform that the Web API has as bound actions:
//! `roles(<id>)/Microsoft.Dynamics.CRM.AddPrivilegesRole` (PV-004).

use axum::http::{Method, StatusCode};
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, EntityCollection, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::exchange::Exchange;
use crate::door::reply::Reply;
use crate::message::add_privileges_role::{MEMBER, NAME, PRIVILEGES, ROLE_ID};
use crate::metadata::Table;
use crate::payload::body_fault;
use crate::security::ROLE;

/// Whether a name is an action of this table's rows.
pub(super) fn is_on(table: &Table, name: &str) -> bool {
    table.logical_name == ROLE && name == NAME
}

/// Gives a role privileges.
pub(super) async fn call(exchange: &mut Exchange<'_>, role: Uuid) -> Result<Reply, Fault> {
    if *exchange.method() != Method::POST {
        return Err(exchange.no_resource());
    }
    let body = exchange.body("")?;
    let mut request = OrganizationRequest::new(NAME).with(ROLE_ID, role);
    for (name, value) in &body {
        match (name.as_str(), value) {
            (PRIVILEGES, Json::Array(members)) => {
                let entities = members.iter().map(member).collect::<Result<_, _>>()?;
                let members = EntityCollection {
                    table: MEMBER.to_owned(),
                    entities,
                    ..EntityCollection::default()
                };
                request
                    .parameters
                    .insert(PRIVILEGES.to_owned(), Value::Collection(members));
            }
            (PRIVILEGES, _) => {
                return Err(body_fault("", "'Privileges' must be a JSON array."));
            }
            (name, _) if name.contains('@') => {}
            (name, _) => {
                return Err(body_fault(
                    "",
                    &format!(
                        "The parameter '{name}' in the request payload is not a valid parameter for the operation '{NAME}'."
                    ),
                ));
            }
        }
    }
    exchange.execute(request).await?;
    Ok(Reply::odata_empty(StatusCode::NO_CONTENT))
}

/// One member: a privilege by id or name, and a depth by name, number or number as a text.
fn member(json: &Json) -> Result<Entity, Fault> {
    let Json::Object(members) = json else {
        return Err(body_fault(
            "",
            "A member of 'Privileges' must be a JSON object.",
        ));
    };
    let mut entity = Entity::new(MEMBER);
    for (name, value) in members {
        let value = match (name.as_str(), value) {
            ("PrivilegeId" | "BusinessUnitId" | "RecordFilterId", value) => guid(name, value)?,
            ("PrivilegeName" | "Depth", Json::String(text)) => Value::String(text.clone()),
            ("Depth", Json::Number(number)) => Value::String(number.to_string()),
            (name, _) if name.contains('@') => continue,
            _ => {
                return Err(body_fault(
                    "",
                    &format!("'{name}' is no property of RolePrivilege, or not of its type."),
                ));
            }
        };
        entity.attributes.insert(name.to_lowercase(), value);
    }
    Ok(entity)
}

fn guid(name: &str, value: &Json) -> Result<Value, Fault> {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .map(Value::Guid)
        .ok_or_else(|| body_fault("", &format!("'{name}' must be a GUID.")))
}
