//! `RetrieveTeamPrivileges`: the privileges of a team, each with its depth (PV-078).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Right, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::role_privileges;
use crate::error::Error;
use crate::privilege::TEAM;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveTeamPrivileges"),
    kind: Kind::Function,
    binding: Binding::Entity {
        table: Cow::Borrowed(TEAM),
        parameter: "TeamId",
    },
    parameters: Cow::Borrowed(&[Parameter::required(
        "TeamId",
        ValueType::Field(FieldType::Guid),
    )]),
    response: Cow::Borrowed(role_privileges::RESPONSE),
    scope: Scope::Reads,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Read, TEAM),
        Access::TableNamed(Right::Read, "role"),
    ]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let id = Arguments::of(request).guid("TeamId")?;
    role_privileges::answer(session, TEAM, id, |principals| {
        let team = principals.team(id)?;
        Some((team.unit, team.privileges()))
    })
}
