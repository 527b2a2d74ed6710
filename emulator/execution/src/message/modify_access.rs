//! `ModifyAccess`: replaces the rights that a user or a team has on a shared row (PV-071).

use std::borrow::Cow;

use dataverse_model::message::{Binding, Kind, Message, Scope, StepsAllowed, Weight};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::sharing;
use crate::cascade::Given;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ModifyAccess"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(sharing::PARAMETERS),
    response: Cow::Borrowed(&[]),
    scope: Scope::ChangesOwnedRows,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(sharing::RIGHTS),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    sharing::give(session, request, Given::Replaced, |_, _, _, _| Ok(()))
}
