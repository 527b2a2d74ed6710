//! `AddUserToRecordTeam`: adds a user to the team of a row (MS-055).

use std::borrow::Cow;

use dataverse_model::message::Message;
use dataverse_protocol::request::OrganizationRequest;

use super::{MessageResult, members, record_team};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("AddUserToRecordTeam"),
    ..record_team::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    record_team::change(session, request, |session, of| {
        session.begin_unit()?;
        if !of.exists(session)? {
            of.make(session)?;
        }
        members::add(session, of.team, of.user)
    })
}
