//! `RemoveMembersTeam`: removes users from a team (PV-069).

use std::borrow::Cow;

use dataverse_model::message::{Kind, Message, Scope, StepsAllowed, Weight};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::members;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RemoveMembersTeam"),
    kind: Kind::Action,
    binding: members::TEAM_ROW,
    parameters: Cow::Borrowed(members::PARAMETERS),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(members::RIGHTS),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    members::change(session, request, members::remove)
}
