//! `ModifyAccess`: replaces the rights that a user or a team has on a shared row (PV-071).

use std::borrow::Cow;

use dataverse_model::message::Message;
use dataverse_protocol::request::OrganizationRequest;

use super::{MessageResult, sharing};
use crate::cascade::Given;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ModifyAccess"),
    ..sharing::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    sharing::give(session, request, Given::Replaced, |_, _, _, _| Ok(()))
}
