//! Who calls: the user of a token, or whom that user acts for (section 4.10).

use dataverse_bug::Bug;
use dataverse_model::metadata::samples::ADMINISTRATOR;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{ImpersonationRefusal, Rules, UnknownToken};
use uuid::Uuid;

use super::refusal;
use crate::privilege::ACT_ON_BEHALF;
use crate::registry::{Presence, Principals, Registry};

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The user that the request runs as.
    pub user: Uuid,
    /// The user who acts for that one.
    pub on_behalf_by: Option<Uuid>,
}

/// Whom a request names as the one it is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Nobody.
    Nobody,
    /// A user, by `systemuserid`.
    User(Uuid),
    /// A user, by the object id in the directory.
    Object(Uuid),
}

/// Whose a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// This user's.
    User(Uuid),
    /// Nobody's.
    Stranger,
    /// Somebody's who is refused.
    Refused(Fault),
}

/// Whose a token is: the user's that it names, else the administrator's or no user's by rule (AU-007, AU-008, AU-010).
/// A user is named by id, object id, application id, user name or full name.
pub fn admit(registry: &Registry, rules: &Rules, named: Option<&str>) -> Admission {
    let Some(named) = named else {
        return match rules.unknown_token {
            _ if Bug::UnknownTokenRefused.is_on() => Admission::Stranger,
            UnknownToken::Administrator => Admission::User(ADMINISTRATOR),
            UnknownToken::Refuse => Admission::Stranger,
        };
    };
    match registry.principals.find(named) {
        None => Admission::Refused(refusal::no_member()),
        Some(user)
            if user.presence == Presence::Disabled && !Bug::DisabledUsersAdmitted.is_on() =>
        {
            Admission::Refused(refusal::disabled())
        }
        Some(user) => Admission::User(user.id),
    }
}

/// Who calls when a user names another (IM-001..IM-004, PV-020..PV-025, PV-027).
///
/// # Errors
/// The user may not act for others; the named user is not known, or disabled.
pub fn caller(
    registry: &Registry,
    rules: &Rules,
    user: Uuid,
    named: Named,
) -> Result<Caller, Fault> {
    let own = Caller {
        user,
        on_behalf_by: None,
    };
    let principals = &*registry.principals;
    let found = match named {
        Named::Nobody => return Ok(own),
        Named::User(id) => principals.user(id),
        Named::Object(id) => principals.by_object_id(id),
    };
    // Users who name themselves act for no other (PV-024).
    if found.is_some_and(|found| found.id == user) {
        return Ok(own);
    }
    may_act_on_behalf(principals, rules, user)?;
    match (found, named) {
        (Some(found), _) if found.presence == Presence::Disabled => Err(refusal::disabled()),
        (Some(found), _) => Ok(Caller {
            user: found.id,
            on_behalf_by: Some(user),
        }),
        (None, Named::User(id)) => Err(Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("systemuser With Id = {id} Does Not Exist"),
        )),
        (None, _) => Err(refusal::no_member()),
    }
}

fn may_act_on_behalf(principals: &Principals, rules: &Rules, id: Uuid) -> Result<(), Fault> {
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
