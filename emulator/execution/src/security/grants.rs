//! Who may grant privileges, assign roles and act for others: the one place that knows.
//!
//! A user who may change roles does not thereby have what the roles grant: the user cannot give a role with more
//! privileges than the user has (documented for assigning roles, PV-040), nor put such privileges into a role (PV-041,
//! inferred). Rule `privilege_elevation` takes both checks away. The System Administrator role counts as every privilege
//! for all rows. Under impersonation both users are checked, as everywhere.

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{PrivilegeElevation, StepImpersonation};
use uuid::Uuid;

use super::access_check::AccessCheck;
use super::refusal;
use crate::privilege::{ACT_ON_BEHALF, Depth, Privilege, SYSTEM_ADMINISTRATOR};
use crate::session::Session;

/// Checks that the caller may put a privilege into a role.
///
/// # Errors
/// A user of the request has the privilege not at all, or not as far.
pub(crate) fn may_grant(
    session: &Session<'_>,
    privilege: &Privilege,
    depth: Depth,
) -> Result<(), Fault> {
    match elevation_check(session)? {
        Some(check) => has(&check, privilege, depth),
        None => Ok(()),
    }
}

/// Checks that the caller may give a role to a user, or take the role from a user.
///
/// # Errors
/// A user of the request lacks a privilege of the role; the fault names the first one.
pub(crate) fn may_assign(session: &Session<'_>, role: Uuid) -> Result<(), Fault> {
    let Some(check) = elevation_check(session)? else {
        return Ok(());
    };
    for privilege in check.principals.privileges().all() {
        let granted = match role {
            SYSTEM_ADMINISTRATOR => Some(Depth::Global),
            _ => check.principals.granted(role, privilege.id),
        };
        if let Some(depth) = granted {
            has(&check, privilege, depth)?;
        }
    }
    Ok(())
}

/// Checks that the caller may have code run as this user.
///
/// # Errors
/// The user is not the caller, and a user of the request lacks the privilege to act on behalf of others.
pub(crate) fn may_act_for(session: &Session<'_>, user: Uuid) -> Result<(), Fault> {
    let rules = session.rules();
    if rules.step_impersonation == StepImpersonation::Unchecked
        || user == session.provenance().caller
    {
        return Ok(());
    }
    match AccessCheck::of(session.registry(), session.provenance(), rules)? {
        Some(check) => check.named(ACT_ON_BEHALF),
        None => Ok(()),
    }
}

/// The check of what a request grants; `None` if its users may grant everything.
fn elevation_check<'a>(session: &'a Session<'_>) -> Result<Option<AccessCheck<'a>>, Fault> {
    match session.rules().privilege_elevation {
        PrivilegeElevation::Allowed => Ok(None),
        PrivilegeElevation::Refused => {
            AccessCheck::of(session.registry(), session.provenance(), session.rules())
        }
    }
}

fn has(check: &AccessCheck<'_>, privilege: &Privilege, wanted: Depth) -> Result<(), Fault> {
    for user in &check.users {
        if check.depth(user, privilege)? < wanted {
            let caller = check.provenance.caller;
            return Err(refusal::missing(
                check.principals,
                user,
                privilege,
                caller,
                check.rules,
            ));
        }
    }
    Ok(())
}
