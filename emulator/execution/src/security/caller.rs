//! The caller of a request: the user of its token, or the user that it impersonates (section 4.10).

use dataverse_model::metadata::samples::ADMINISTRATOR;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{Rules, UnknownToken};
use uuid::Uuid;

use super::grants::may_impersonate;
use super::refusal;
use crate::registry::{Presence, Registry};

/// The caller of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The user that the request runs as.
    pub user: Uuid,
    /// The impersonator: the user of the token, if the request impersonates another user.
    pub on_behalf_by: Option<Uuid>,
}

/// The user that a request impersonates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// The request impersonates no user.
    NoUser,
    /// By `systemuserid` (`MSCRMCallerID`).
    User(Uuid),
    /// By object id in Microsoft Entra ID (`CallerObjectId`).
    Object(Uuid),
}

/// The user of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// The token belongs to this user.
    User(Uuid),
    /// The token belongs to no user.
    Stranger,
    /// The token names a user who is disabled or not a member of the organization.
    Refused(Fault),
}

/// Finds the user of a token. `named` is the id, object id, application id, user name or full name in the token. For
/// `None`, rule `unknown_token` chooses between the administrator and a refusal (AU-007, AU-008, AU-010).
pub fn admit(registry: &Registry, rules: &Rules, named: Option<&str>) -> Admission {
    let Some(named) = named else {
        return match rules.unknown_token {
            UnknownToken::Administrator => Admission::User(ADMINISTRATOR),
            UnknownToken::Refuse => Admission::Stranger,
        };
    };
    match registry.principals.find(named) {
        None => Admission::Refused(refusal::no_member()),
        Some(user) if user.presence == Presence::Disabled => {
            Admission::Refused(refusal::disabled())
        }
        Some(user) => Admission::User(user.id),
    }
}

/// Applies impersonation: the caller is the named user, on behalf of `user` (IM-001..IM-004, PV-020..PV-025, PV-027).
///
/// # Errors
/// The user may not impersonate others; the named user does not exist or is disabled.
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
        Named::NoUser => return Ok(own),
        Named::User(id) => principals.user(id),
        Named::Object(id) => principals.by_object_id(id),
    };
    // Naming oneself is no impersonation (PV-024).
    if found.is_some_and(|found| found.id == user) {
        return Ok(own);
    }
    may_impersonate(principals, rules, user)?;
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
