//! Privilege checks without a message: polling and canceling operations in the status monitor, and a right on a row.

use std::sync::Arc;

use dataverse_model::Provenance;
use dataverse_model::message::Right;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{HiddenRow, Rules};
use uuid::Uuid;

use super::access_check::AccessCheck;
use crate::registry::Registry;
use crate::session::Session;

/// Checks that the caller may poll an operation.
///
/// # Errors
/// The caller lacks Read on operations, or its depth does not include this one.
pub(crate) fn may_poll(session: &Session<'_>, operation: Uuid) -> Result<(), Fault> {
    may(session, Right::Read, operation)
}

/// Checks that the caller may cancel an operation.
///
/// # Errors
/// The caller lacks Write on operations, or its depth does not include this one.
pub(crate) fn may_cancel(session: &Session<'_>, operation: Uuid) -> Result<(), Fault> {
    may(session, Right::Write, operation)
}

/// Whether any user of a request has to be checked at all.
///
/// # Errors
/// A user is not a member of the organization.
pub(crate) fn is_asked(
    registry: &Registry,
    provenance: &Provenance,
    rules: &Rules,
) -> Result<bool, Fault> {
    Ok(AccessCheck::of(registry, provenance, rules)?.is_some())
}

fn may(session: &Session<'_>, right: Right, operation: Uuid) -> Result<(), Fault> {
    may_access(session, right, &session.core().operations, operation)
}

/// Checks that the caller has a right on a row.
///
/// # Errors
/// The caller lacks the privilege, or its depth does not include the row.
pub(crate) fn may_access(
    session: &Session<'_>,
    right: Right,
    table: &Arc<Table>,
    id: Uuid,
) -> Result<(), Fault> {
    match AccessCheck::of(session.registry(), session.provenance(), session.rules())? {
        Some(check) => check.row(session, right, table, id),
        None => Ok(()),
    }
}

/// Checks that the caller has a right on a table, at any depth.
///
/// # Errors
/// The caller lacks the privilege.
pub(crate) fn may_use(session: &Session<'_>, right: Right, table: &Table) -> Result<(), Fault> {
    match AccessCheck::of(session.registry(), session.provenance(), session.rules())? {
        Some(check) => check.table(right, table),
        None => Ok(()),
    }
}

/// Whether rule `hidden_row` hides an existing row from the caller (PV-045).
///
/// # Errors
/// A user is not a member of the organization; the store fails.
pub(crate) fn is_hidden(
    session: &Session<'_>,
    table: &Arc<Table>,
    id: Uuid,
) -> Result<bool, Fault> {
    if session.rules().hidden_row == HiddenRow::Denied {
        return Ok(false);
    }
    let check = AccessCheck::of(session.registry(), session.provenance(), session.rules())?;
    Ok(check.is_some_and(|check| check.row(session, Right::Read, table, id).is_err()))
}
