//! `RetrieveUserPrivileges`: the privileges of a user, by the own roles and those of teams, each with its depth (PV-078).

use std::borrow::Cow;

use dataverse_model::message::{Access, Binding, Message, Parameter, Right, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::OrganizationRequest;

use super::arguments::Arguments;
use super::{MessageResult, role_privileges};
use crate::privilege::USER;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveUserPrivileges"),
    binding: Binding::Entity {
        table: Cow::Borrowed(USER),
        parameter: "UserId",
    },
    parameters: Cow::Borrowed(&[Parameter::required(
        "UserId",
        ValueType::Field(FieldType::Guid),
    )]),
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Read, USER),
        Access::TableNamed(Right::Read, "role"),
    ]),
    ..role_privileges::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let id = Arguments::of(request).guid("UserId")?;
    role_privileges::answer(session, USER, id, |principals| {
        let user = principals.user(id)?;
        Some((user.unit, user.privileges()))
    })
}
