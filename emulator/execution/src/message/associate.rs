//! `Associate`: associates rows with a row by a relationship (MS-030 to MS-034). In the Web API this is a request for `$ref`.

use std::borrow::Cow;

use dataverse_model::message::Message;
use dataverse_protocol::request::OrganizationRequest;

use super::MessageResult;
use super::association::{self, Change};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("Associate"),
    ..association::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    association::change(session, request, Change::Associate)
}
