//! `AddUserToRecordTeam`: adds a user to the team of a row (MS-055).

use std::borrow::Cow;

use dataverse_model::message::{Kind, Message, Scope, StepsAllowed, Weight};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::members;
use super::record_team::{self, RecordTeam};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("AddUserToRecordTeam"),
    kind: Kind::Action,
    binding: record_team::USER_ROW,
    parameters: Cow::Borrowed(record_team::PARAMETERS),
    response: Cow::Borrowed(record_team::RESPONSE),
    scope: Scope::Acts,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(record_team::RIGHTS),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let of = RecordTeam::take(session, request)?;
    session.begin_unit()?;
    if !of.exists(session)? {
        of.make(session)?;
    }
    members::add(session, of.team, of.user)?;
    Ok(OrganizationResponse::default().with("AccessTeamId", of.team))
}
