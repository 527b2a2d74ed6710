//! `Disassociate`: ends the association of rows with a row (MS-035). In the Web API this is a request for `$ref`.

use std::borrow::Cow;

use dataverse_model::message::{Binding, Kind, Message, Scope, StepsAllowed, Weight};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::association::{self, Change};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("Disassociate"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(association::PARAMETERS),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(&[]),
    runs: association::RUNS,
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    association::change(session, request, Change::Disassociate)
}
