//! `RemovePrivilegeRole`: takes a privilege from a role (MS-054).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType, WebForm};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::OrganizationRequest;

use super::MessageResult;
use super::role_changes::{self, change, privilege_of, revoke};
use crate::privilege::PRIVILEGE;
use crate::session::Session;

const PRIVILEGE_ID: &str = "PrivilegeId";

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RemovePrivilegeRole"),
    parameters: Cow::Borrowed(&[
        role_changes::ROLE_PARAMETER,
        Parameter::required_rows(
            PRIVILEGE_ID,
            ValueType::Field(FieldType::Guid),
            WebForm::rows("Privilege", PRIVILEGE),
        ),
    ]),
    ..role_changes::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    change(session, request, |session, role, arguments| {
        let id = arguments.guid(PRIVILEGE_ID)?;
        let name = privilege_of(session, id)?.name.clone();
        match revoke(session, role, id)? {
            true => Ok(()),
            false => Err(Fault::new(
                code::OBJECT_DOES_NOT_EXIST,
                format!("The role {role} does not have the privilege '{name}' ({id})."),
            )
            .into()),
        }
    })
}
