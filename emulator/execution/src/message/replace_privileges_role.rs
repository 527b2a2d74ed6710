//! `ReplacePrivilegesRole`: gives a role these privileges and no others (MS-053).

use std::borrow::Cow;

use dataverse_model::message::{Kind, Message, Scope, StepsAllowed, Weight};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use super::role_changes;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ReplacePrivilegesRole"),
    kind: Kind::Action,
    binding: role_changes::ROLE_ROW,
    parameters: Cow::Borrowed(role_changes::PARAMETERS),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(role_changes::RIGHTS),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let role = role_changes::role(session, &mut arguments)?;
    let rows = role_changes::granted(session, role, &mut arguments)?;
    let principals = session.registry().principals.clone();
    for privilege in principals.privileges().all() {
        let stays = rows
            .iter()
            .any(|row| row.get("privilegeid").and_then(Value::as_guid) == Some(privilege.id));
        if !stays {
            role_changes::revoke(session, role, privilege.id)?;
        }
    }
    role_changes::grant(session, rows)?;
    Ok(OrganizationResponse::default())
}
