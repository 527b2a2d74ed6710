//! `RemoveMembersTeam`: removes users from a team (PV-069).

use std::borrow::Cow;

use dataverse_model::message::Message;
use dataverse_protocol::request::OrganizationRequest;

use super::{MessageResult, members};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RemoveMembersTeam"),
    ..members::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    members::change(session, request, members::remove)
}
