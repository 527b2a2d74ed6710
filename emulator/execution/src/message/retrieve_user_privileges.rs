//! `RetrieveUserPrivileges`: the privileges of a user, by the own roles and those of teams, each with its depth (PV-078).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Right, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::role_privileges;
use crate::error::Error;
use crate::privilege::USER;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveUserPrivileges"),
    kind: Kind::Function,
    binding: Binding::Entity {
        table: Cow::Borrowed(USER),
        parameter: "UserId",
    },
    parameters: Cow::Borrowed(&[Parameter::required(
        "UserId",
        ValueType::Field(FieldType::Guid),
    )]),
    response: Cow::Borrowed(role_privileges::RESPONSE),
    scope: Scope::Reads,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Read, USER),
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
    let id = Arguments::of(request).guid("UserId")?;
    role_privileges::answer(session, USER, id, |principals| {
        let user = principals.user(id)?;
        Some((user.unit, user.privileges()))
    })
}
