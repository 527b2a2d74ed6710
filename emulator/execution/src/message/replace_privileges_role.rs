//! `ReplacePrivilegesRole`: gives a role these privileges and no others (MS-053).

use std::borrow::Cow;

use dataverse_model::message::Message;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;

use super::MessageResult;
use super::role_changes::{self, change, grant, granted, revoke};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ReplacePrivilegesRole"),
    ..role_changes::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    change(session, request, |session, role, arguments| {
        let rows = granted(session, role, arguments)?;
        let principals = session.registry().principals.clone();
        for privilege in principals.privileges().all() {
            let stays = rows
                .iter()
                .any(|row| row.get("privilegeid").and_then(Value::as_guid) == Some(privilege.id));
            if !stays {
                revoke(session, role, privilege.id)?;
            }
        }
        grant(session, rows)
    })
}
