//! `AddMembersTeam`: adds users to a team (PV-069).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Right, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::members;
use crate::error::Error;
use crate::privilege::{TEAM, USER};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("AddMembersTeam"),
    kind: Kind::Action,
    binding: Binding::Entity {
        table: Cow::Borrowed(TEAM),
        parameter: "TeamId",
    },
    parameters: Cow::Borrowed(&[
        Parameter::required("TeamId", ValueType::Field(FieldType::Guid)),
        Parameter::required("Members", ValueType::Field(FieldType::EntityCollection)),
    ]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Write, TEAM),
        Access::TableNamed(Right::Read, USER),
    ]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let team = arguments.guid("TeamId")?;
    for member in members::ids(&mut arguments)? {
        members::add(session, team, member)?;
    }
    Ok(OrganizationResponse::default())
}
