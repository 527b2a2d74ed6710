//! `Disassociate`: ends the association of rows with a row (MS-035). In the Web API this is a request for `$ref`.

use std::borrow::Cow;

use dataverse_model::message::Message;
use dataverse_protocol::request::OrganizationRequest;

use super::MessageResult;
use super::association::{self, Change};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("Disassociate"),
    ..association::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    association::change(session, request, Change::Disassociate)
}
