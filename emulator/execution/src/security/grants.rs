//! Who may grant privileges, assign roles, act for others and change what a user may do: the one place that knows.
//!
//! A user who may change roles does not thereby have what the roles grant: the user cannot give a role with more
//! privileges than the user has (documented for assigning roles, PV-040), nor put such privileges into a role (PV-041,
//! inferred), nor take a privilege from a custom API that asks for it (PV-04B, inferred). Rule `privilege_elevation`
//! takes these checks away. The System Administrator role counts as every privilege for all rows. Under impersonation
//! both users are checked, as everywhere.

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{
    ImpersonationRefusal, PrivilegeElevation, Rules, StepImpersonation, UserIdentity,
};
use uuid::Uuid;

use super::access_check::AccessCheck;
use super::refusal;
use crate::privilege::{
    ACT_ON_BEHALF, DISABLE_USER, Depth, Privilege, REPARENT_USER, SYSTEM_ADMINISTRATOR,
};
use crate::registry::Principals;
use crate::session::Session;

/// What a change of a column of a user takes, beside the right to write the row.
enum Takes {
    /// The role System Administrator, with a fault of its own (PV-047).
    AccessMode,
    /// A privilege (PV-048, PV-049).
    Privilege(&'static str),
    /// The role System Administrator, by rule `user_identity` (PV-04A).
    Identity,
}

/// The columns of `systemuser` that decide who a user is and what the user may do. `azureactivedirectoryobjectid` is not
/// among them: it is set when the user is created and never changes.
const OF_USERS: [(&str, Takes); 5] = [
    ("accessmode", Takes::AccessMode),
    ("isdisabled", Takes::Privilege(DISABLE_USER)),
    ("businessunitid", Takes::Privilege(REPARENT_USER)),
    ("applicationid", Takes::Identity),
    ("domainname", Takes::Identity),
];

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

/// Checks that a user may impersonate others: send requests that run as another user (IM-003, PV-022).
///
/// # Errors
/// The user is not a member of the organization, or lacks the privilege to act on behalf of others.
pub(super) fn may_impersonate(
    principals: &Principals,
    rules: &Rules,
    id: Uuid,
) -> Result<(), Fault> {
    let user = principals.user(id).ok_or_else(refusal::no_member)?;
    let privilege = principals
        .privileges()
        .by_name(ACT_ON_BEHALF)
        .ok_or_else(Fault::unexpected)?;
    if user.depth(privilege).is_some() {
        return Ok(());
    }
    Err(match rules.impersonation_refusal {
        ImpersonationRefusal::CannotActOnBehalf => refusal::cannot_act_on_behalf(),
        ImpersonationRefusal::PrivilegeDenied => {
            refusal::missing(principals, user, privilege, id, rules)
        }
    })
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

/// Checks that the caller may take this privilege from a custom API that asks its callers for it.
///
/// # Errors
/// A user of the request lacks the privilege.
pub(crate) fn may_release(session: &Session<'_>, privilege: &str) -> Result<(), Fault> {
    match elevation_check(session)? {
        Some(check) => check.named(privilege),
        None => Ok(()),
    }
}

/// The columns of a user for which [`may_change_user`] decides.
pub(crate) fn guarded_columns_of_users() -> impl Iterator<Item = &'static str> {
    OF_USERS.iter().map(|(column, _)| *column)
}

/// Checks that the caller may change this column of a user.
///
/// # Errors
/// A user of the request is no System Administrator, or lacks the privilege that the column takes.
pub(crate) fn may_change_user(session: &Session<'_>, column: &str) -> Result<(), Fault> {
    let rules = session.rules();
    let Some((_, takes)) = OF_USERS.iter().find(|(name, _)| *name == column) else {
        return Ok(());
    };
    let Some(check) = AccessCheck::of(session.registry(), session.provenance(), rules)? else {
        return Ok(());
    };
    match takes {
        Takes::AccessMode => Err(refusal::access_mode(session.provenance().caller)),
        Takes::Privilege(name) => check.named(name),
        Takes::Identity => match rules.user_identity {
            UserIdentity::Administrator => Err(refusal::identity(column)),
            UserIdentity::Writer => Ok(()),
        },
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
