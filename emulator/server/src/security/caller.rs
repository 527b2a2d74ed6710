//! Who calls: the user of a token, or whom that user acts for (section 4.10).

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{ImpersonationRefusal, UnknownToken};
use uuid::Uuid;

use super::privilege::ACT_ON_BEHALF;
use super::refusal;
use super::standing::{Presence, Standing};
use crate::metadata::samples::ADMINISTRATOR;
use crate::organization::Organization;

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The user that the request runs as.
    pub(crate) user: Uuid,
    /// The user who acts for that one.
    pub(crate) delegate: Option<Uuid>,
}

/// Whom a request names as the one it is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// Nobody.
    Nobody,
    /// A user, by `systemuserid`.
    User(Uuid),
    /// A user, by the object id in the directory.
    Object(Uuid),
}

/// Whose a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Admission {
    /// This user's.
    User(Uuid),
    /// Nobody's.
    Stranger,
    /// Somebody's who is refused.
    Refused(Fault),
}

/// Whose a token is: a user's who was given it, else the administrator's or nobody's by rule
/// (AU-007, AU-008, AU-010).
pub(crate) fn admit(organization: &Organization, token: &str) -> Admission {
    let Some(named) = organization.tokens().user(token) else {
        return match organization.rules().unknown_token {
            _ if Bug::UnknownTokenRefused.is_on() => Admission::Stranger,
            UnknownToken::Administrator => Admission::User(ADMINISTRATOR),
            UnknownToken::Refuse => Admission::Stranger,
        };
    };
    match organization.standing().find(&named) {
        None => Admission::Refused(refusal::no_member()),
        Some(user)
            if user.presence == Presence::Disabled && !Bug::DisabledUsersAdmitted.is_on() =>
        {
            Admission::Refused(refusal::disabled())
        }
        Some(user) => Admission::User(user.id),
    }
}

/// Who calls when a user names somebody (IM-001..IM-004, PV-020..PV-025, PV-027).
///
/// # Errors
/// The user may not act for others; nobody is named that is known; the named user is disabled.
pub(crate) fn caller(
    organization: &Organization,
    user: Uuid,
    named: Named,
) -> Result<Caller, Fault> {
    let own = Caller {
        user,
        delegate: None,
    };
    let standing = organization.standing();
    let found = match named {
        Named::Nobody => return Ok(own),
        Named::User(id) => standing.user(id).cloned(),
        Named::Object(id) => standing.by_object_id(id).cloned(),
    };
    // Whoever names themselves acts for nobody (PV-024).
    if found.as_ref().is_some_and(|found| found.id == user) {
        return Ok(own);
    }
    may_act_on_behalf(organization, &standing, user)?;
    match (found, named) {
        (Some(found), _) if found.presence == Presence::Disabled => Err(refusal::disabled()),
        (Some(found), _) => Ok(Caller {
            user: found.id,
            delegate: Some(user),
        }),
        (None, Named::User(id)) => Err(Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("systemuser With Id = {id} Does Not Exist"),
        )),
        (None, _) => Err(refusal::no_member()),
    }
}

fn may_act_on_behalf(
    organization: &Organization,
    standing: &Standing,
    id: Uuid,
) -> Result<(), Fault> {
    let user = standing.user(id).ok_or_else(refusal::no_member)?;
    let privilege = standing
        .privileges
        .by_name(ACT_ON_BEHALF)
        .ok_or_else(Fault::unexpected)?;
    if user.depth(privilege).is_some() {
        return Ok(());
    }
    let rules = organization.rules();
    Err(match rules.impersonation_refusal {
        ImpersonationRefusal::CannotActOnBehalf => refusal::cannot_act_on_behalf(),
        ImpersonationRefusal::PrivilegeDenied => {
            refusal::missing(standing, user, privilege, id, &rules)
        }
    })
}
