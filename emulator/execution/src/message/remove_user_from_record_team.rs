//! `RemoveUserFromRecordTeam`: removes a user from the team of a row (MS-056).

use std::borrow::Cow;

use dataverse_model::message::Message;
use dataverse_protocol::request::OrganizationRequest;

use super::{MessageResult, members, record_team};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RemoveUserFromRecordTeam"),
    ..record_team::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    record_team::change(session, request, |session, of| {
        members::remove(session, of.team, of.user)
    })
}
