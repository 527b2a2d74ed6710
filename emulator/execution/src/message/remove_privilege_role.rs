//! `RemovePrivilegeRole`: takes a privilege from a role (MS-054).

use std::borrow::Cow;

use dataverse_model::message::{
    Kind, Message, Parameter, Scope, StepsAllowed, ValueType, WebForm, Weight,
};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::role_changes;
use crate::error::Error;
use crate::privilege::PRIVILEGE;
use crate::session::Session;

const PRIVILEGE_ID: &str = "PrivilegeId";

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RemovePrivilegeRole"),
    kind: Kind::Action,
    binding: role_changes::ROLE_ROW,
    parameters: Cow::Borrowed(&[
        role_changes::ROLE_PARAMETER,
        Parameter::required_rows(
            PRIVILEGE_ID,
            ValueType::Field(FieldType::Guid),
            WebForm::rows("Privilege", PRIVILEGE),
        ),
    ]),
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
    let id = arguments.guid(PRIVILEGE_ID)?;
    let name = role_changes::privilege_of(session, id)?.name.clone();
    match role_changes::revoke(session, role, id)? {
        true => Ok(OrganizationResponse::default()),
        false => Err(Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("The role {role} does not have the privilege '{name}' ({id})."),
        )
        .into()),
    }
}
