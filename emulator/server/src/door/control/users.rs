//! Users: made and changed as a whole, with roles, privileges of their own, and tokens.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::answer::{Answer, Outcome, Problem, parse};
use crate::activity::Class;
use crate::host::Listener;
use crate::message::Session;
use crate::metadata::samples::ADMINISTRATOR;
use crate::organization::Organization;
use crate::security::{Arranged, Caller, Depth, Person};
use crate::store::Write;

/// The longest name of a user.
const NAME_LIMIT: usize = 200;

/// `PUT users/{name}`: the user as it is to be; what is left out, the user does not have.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct Wanted {
    /// Names of roles.
    roles: Vec<String>,
    /// Depths by the names of privileges.
    privileges: BTreeMap<String, Json>,
    /// Bearer tokens.
    tokens: Vec<String>,
    /// Names of business units, each below the one before, with slashes between them.
    business_unit: Option<String>,
    /// Whether the user may not sign in.
    disabled: bool,
    /// The application that the user stands for.
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
    let wanted: Wanted = parse(body)?;
    if wanted.tokens.iter().any(|token| token.trim().is_empty()) {
        return Err(Problem::invalid("a token is not empty"));
    }
    let organization = listener.organization();
    let person = person(name, &wanted)?;
    let (arranged, writes) = arranged(&organization, &person)?;
    let guard = organization.activity().guard(Class::Busy);
    organization
        .commit(writes, &guard)
        .await
        .map_err(Problem::invalid)?;
    organization
        .tokens()
        .give(&arranged.id.to_string(), &wanted.tokens);
    let shape = json!({
        "name": person.name,
        "systemuserid": arranged.id,
        "azureactivedirectoryobjectid": arranged.object_id,
        "businessunitid": arranged.unit,
    });
    Ok(match arranged.is_new {
        true => Answer::Created(shape),
        false => Answer::Ok(shape),
    })
}

fn person(name: String, wanted: &Wanted) -> Result<Person, Problem> {
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
    Ok(Person {
        name,
        roles: wanted.roles.clone(),
        privileges,
        unit: unit.map(str::to_owned).collect(),
        disabled: wanted.disabled,
        application: wanted.application_id,
    })
}

fn arranged(
    organization: &Organization,
    person: &Person,
) -> Result<(Arranged, Vec<Write>), Problem> {
    let caller = Caller {
        user: ADMINISTRATOR,
        delegate: None,
    };
    let call = organization.call(&"".into(), caller);
    let ids = organization.identity().stream();
    let mut session = Session::committed(organization, call, ids).map_err(Problem::failed)?;
    let arranged = person.arrange(&mut session).map_err(Problem::invalid)?;
    Ok((arranged, session.into_writes()))
}
