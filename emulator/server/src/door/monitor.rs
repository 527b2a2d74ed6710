//! The status monitors of operations: Dataverse's, with a document in every state, and OData's, which answers with the
//! response of a deferred request.
//!
//! An operation has the monitor of the protocol under which it was accepted; at the address of the other one it does
//! not exist. Changing the rule `async_protocol` therefore changes nothing for operations that were accepted before.

mod document;
pub(super) mod odata;

use axum::http::Method;
use dataverse_operation::fault::Fault;
use dataverse_operation::phase::Phase;
use dataverse_operation::rules::{AsyncProtocol, MonitorSignIn, Rules};
use dataverse_protocol::monitor::{ODATA_PATH, PATH};
use uuid::Uuid;

use super::below;
use super::head::Head;
use super::http_request::HttpRequest;
use crate::organization::Organization;

pub(crate) use document::OPERATION_ID;
pub(super) use document::answer;

/// Whether a request needs no token, because it is to a status monitor and a rule says so.
pub(super) fn is_open_to_anyone(head: &Head, rules: &Rules) -> bool {
    rules.monitor_sign_in == MonitorSignIn::Anonymous
        && [PATH, ODATA_PATH]
            .iter()
            .any(|path| below(&head.path, path).is_some())
}

/// Checks the caller's right: GET requires Read on the operation, DELETE requires Write (BG-06C,
/// BG-073).
fn permitted(
    organization: &Organization,
    inbound: &HttpRequest,
    operation: Uuid,
) -> Result<(), Fault> {
    let caller = inbound.caller(organization)?;
    let asked = inbound.asked(organization, caller);
    if inbound.head.method == Method::DELETE {
        organization.may_cancel(asked, operation)
    } else {
        organization.may_poll(asked, operation)
    }
}

/// The phase of an operation that was accepted under a protocol.
///
/// # Errors
/// The store fails.
fn phase_of(
    organization: &Organization,
    operation: Uuid,
    protocol: AsyncProtocol,
) -> Result<Option<Phase>, Fault> {
    let stored = organization.operation(operation)?;
    Ok(stored
        .filter(|stored| stored.protocol == protocol)
        .map(|stored| stored.phase))
}
