//! Users: creates or replaces one, with roles, privileges and tokens.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::answer::{ControlAnswer, Outcome, Problem, parse};
use crate::host::Listener;
use dataverse_execution::organization::ProvisionError;
use dataverse_execution::{Depth, UserSpec};
use dataverse_runtime::activity::Class;

/// The longest name of a user.
const NAME_LIMIT: usize = 200;

/// `PUT users/{name}`: the whole user; omitted roles, privileges and tokens are removed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct NewUser {
    /// Names of roles.
    roles: Vec<String>,
    /// Depths, by the names of privileges.
    privileges: BTreeMap<String, Json>,
    /// Bearer tokens.
    tokens: Vec<String>,
    /// Names of nested business units, the outermost first, separated by slashes.
    business_unit: Option<String>,
    /// Whether the user may not sign in.
    disabled: bool,
    /// `applicationid`, for an application user.
    application_id: Option<Uuid>,
}

pub(super) async fn put(listener: &Listener, name: &str, body: &[u8]) -> Outcome {
    let name = percent_decode_str(name)
        .decode_utf8()
        .map_err(Problem::invalid)?
        .into_owned();
    if name.chars().count() > NAME_LIMIT {
        return Err(Problem::invalid(format!(
            "a user's name has at most {NAME_LIMIT} characters"
        )));
    }
    let wanted: NewUser = parse(body)?;
    if wanted.tokens.iter().any(|token| token.trim().is_empty()) {
        return Err(Problem::invalid("a token is not empty"));
    }
    let organization = listener.organization();
    let user = user(name, &wanted)?;
    let work = organization.activity().guard(Class::Busy);
    let provisioned = organization.provision(&user, &work).await;
    let provisioned = provisioned.map_err(|error| match error {
        ProvisionError::Unknown(_) => Problem::invalid(error),
        ProvisionError::Failed(_) => Problem::failed(error),
    })?;
    organization
        .tokens()
        .give(&provisioned.id.to_string(), &wanted.tokens);
    let shape = json!({
        "name": user.name,
        "systemuserid": provisioned.id,
        "azureactivedirectoryobjectid": provisioned.object_id,
        "businessunitid": provisioned.unit,
    });
    Ok(match provisioned.is_new {
        true => ControlAnswer::Created(shape),
        false => ControlAnswer::Ok(shape),
    })
}

fn user(name: String, wanted: &NewUser) -> Result<UserSpec, Problem> {
    let mut privileges = Vec::new();
    for (privilege, given) in &wanted.privileges {
        let text = match given {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let depth = Depth::parse(&text).ok_or_else(|| {
            Problem::invalid(format!(
                "'{text}' is no depth of '{privilege}': expected Basic, Local, Deep or Global"
            ))
        })?;
        privileges.push((privilege.clone(), depth));
    }
    let path = wanted.business_unit.as_deref().unwrap_or_default();
    let unit = path
        .split('/')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    Ok(UserSpec {
        name,
        roles: wanted.roles.clone(),
        privileges,
        unit: unit.map(str::to_owned).collect(),
        disabled: wanted.disabled,
        application: wanted.application_id,
    })
}
