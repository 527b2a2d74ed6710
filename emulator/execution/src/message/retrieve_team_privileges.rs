//! `RetrieveTeamPrivileges`: the privileges of a team, each with its depth (PV-078).

use std::borrow::Cow;

use dataverse_model::message::{Access, Binding, Message, Parameter, Right, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::OrganizationRequest;

use super::arguments::Arguments;
use super::{MessageResult, role_privileges};
use crate::privilege::TEAM;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveTeamPrivileges"),
    binding: Binding::Entity {
        table: Cow::Borrowed(TEAM),
        parameter: "TeamId",
    },
    parameters: Cow::Borrowed(&[Parameter::required(
        "TeamId",
        ValueType::Field(FieldType::Guid),
    )]),
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Read, TEAM),
        Access::TableNamed(Right::Read, "role"),
    ]),
    ..role_privileges::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let id = Arguments::of(request).guid("TeamId")?;
    role_privileges::answer(session, TEAM, id, |principals| {
        let team = principals.team(id)?;
        Some((team.unit, team.privileges()))
    })
}
