//! `PublishAllXml`: publishes all changed definitions, which were valid from their change on (MD-151).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, StepsAllowed};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::MessageResult;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("PublishAllXml"),
    steps: StepsAllowed::None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvPublishCustomization"))]),
    ..Message::ACTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let _ = (session, request);
    Ok(OrganizationResponse::default())
}
