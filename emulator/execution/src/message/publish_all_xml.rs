//! `PublishAllXml`: publishes all changed definitions, which were valid from their change on (MD-151).

use std::borrow::Cow;

use dataverse_model::message::{Access, Binding, Kind, Message, Scope, StepsAllowed, Weight};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("PublishAllXml"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvPublishCustomization"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let _ = (session, request);
    Ok(OrganizationResponse::default())
}
