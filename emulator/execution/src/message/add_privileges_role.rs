//! `AddPrivilegesRole`: adds privileges to a role, or changes the depth of those that it has (PV-004).

use std::borrow::Cow;

use dataverse_model::message::Message;
use dataverse_protocol::request::OrganizationRequest;

use super::MessageResult;
use super::role_changes::{self, change, grant, granted};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("AddPrivilegesRole"),
    ..role_changes::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    change(session, request, |session, role, arguments| {
        let rows = granted(session, role, arguments)?;
        grant(session, rows)
    })
}
