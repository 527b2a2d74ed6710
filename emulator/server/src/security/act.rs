//! Questions beside the messages of tables: a custom API's own privilege, and the status monitor's.

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::PrivilegeAtRun;
use uuid::Uuid;

use super::permit::Asking;
use super::privilege::Right;
use super::refusal;
use super::standing::Presence;
use crate::message::Session;
use crate::message::custom_api::CustomApi;
use crate::message::session::Call;
use crate::organization::Organization;

/// Whether a custom API may be called: with the privilege it names, however far that reaches
/// (CA-029, PV-031).
///
/// # Errors
/// The privilege is missing.
pub(crate) fn may_execute(
    organization: &Organization,
    call: &Call,
    api: &CustomApi,
) -> Result<(), Fault> {
    let Some(name) = &api.execute_privilege else {
        return Ok(());
    };
    if Bug::ExecutePrivilegeIgnored.is_on() {
        return Ok(());
    }
    let Some(asking) = Asking::of(organization, call)? else {
        return Ok(());
    };
    // A name that nothing has any more is a privilege that nobody has.
    match asking.standing.privileges.by_name(name) {
        Some(privilege) => asking.privilege(privilege),
        None => Err(Fault::new(
            dataverse_operation::fault::code::PRIVILEGE_DENIED,
            format!(
                "Principal user (Id={}, type=8) is missing {name} privilege",
                call.caller
            ),
        )),
    }
}

/// Whether a custom API may still be run for whoever has submitted it (U-28, PV-027).
///
/// # Errors
/// The privilege is missing by now, or the user is disabled.
pub(crate) fn may_run(
    organization: &Organization,
    call: &Call,
    api: &CustomApi,
) -> Result<(), Fault> {
    if organization.rules().privilege_at_run == PrivilegeAtRun::Trusted {
        return Ok(());
    }
    let standing = organization.standing();
    let user = standing.user(call.caller);
    if user.is_some_and(|user| user.presence == Presence::Disabled) {
        return Err(refusal::disabled());
    }
    may_execute(organization, call, api)
}

/// Whether the status monitor may show an operation.
///
/// # Errors
/// The privilege to read operations is missing, or does not reach this one.
pub(crate) fn may_poll(session: &Session<'_>, operation: Uuid) -> Result<(), Fault> {
    may(session, Right::Read, operation)
}

/// Whether the status monitor may cancel an operation.
///
/// # Errors
/// The privilege to write operations is missing, or does not reach this one.
pub(crate) fn may_cancel(session: &Session<'_>, operation: Uuid) -> Result<(), Fault> {
    may(session, Right::Write, operation)
}

fn may(session: &Session<'_>, right: Right, operation: Uuid) -> Result<(), Fault> {
    let table = Arc::clone(session.organization().operations_table());
    match Asking::of(session.organization(), session.call())? {
        Some(asking) => asking.row(session, right, &table, operation),
        None => Ok(()),
    }
}
