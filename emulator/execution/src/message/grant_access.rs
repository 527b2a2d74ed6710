//! `GrantAccess`: shares a row with a user or a team, with rights that are added to those that it has been shared with
//! (PV-070).

use std::borrow::Cow;
use std::sync::Arc;

use dataverse_model::message::Message;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::EntityReference;
use uuid::Uuid;

use super::{MessageResult, sharing};
use crate::cascade::{self, Given};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("GrantAccess"),
    ..sharing::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    sharing::give(session, request, Given::Added, is_not_owner)
}

/// Refuses to share a row with its owner.
fn is_not_owner(
    session: &Session<'_>,
    table: &Arc<Table>,
    row: Uuid,
    principal: &EntityReference,
) -> Result<(), Fault> {
    match cascade::owner_of(session, table, row)? {
        Some(owner) if owner.id == principal.id => Err(Fault::new(
            code::CANNOT_SHARE_WITH_OWNER,
            "An item cannot be shared with the owning user.",
        )),
        _ => Ok(()),
    }
}
