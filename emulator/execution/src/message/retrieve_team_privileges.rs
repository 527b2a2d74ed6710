//! `RetrieveTeamPrivileges`: the privileges of a team, each with its depth (PV-078).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Right, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::complex::ROLE_PRIVILEGE;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::role_privileges::role_privileges;
use crate::error::{Error, not_found};
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
    response: Cow::Borrowed(&[Parameter::required(
        "RolePrivileges",
        ValueType::ComplexCollection(&ROLE_PRIVILEGE),
    )]),
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
    let principals = session.registry().principals.clone();
    let Some(found) = principals.team(id) else {
        return Err(not_found(&*session.table(TEAM)?, id).into());
    };
    let privileges = role_privileges(&principals, found.unit, found.privileges());
    Ok(OrganizationResponse::default().with("RolePrivileges", privileges))
}
