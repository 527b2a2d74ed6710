//! Authentication: finds the user of a bearer token (AU-001..AU-008, AU-010).

use axum::http::{HeaderMap, StatusCode, header};
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{ChallengeResource, Rules};
use uuid::Uuid;

use super::head::Head;
use super::monitor;
use super::reply::Reply;
use crate::handler;
use crate::organization::Organization;
use dataverse_execution::organization::Call;
use dataverse_execution::{Admission, admit};

pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
}

/// The user of a request's token.
pub(crate) struct SignedIn {
    /// `systemuserid`; nil for a request to a status monitor that needs no token.
    pub(crate) user: Uuid,
    /// The call of the unit of work that the request joins: the token is a running handler's, or the request is part of
    /// a change set. `None` otherwise.
    pub(crate) joined: Option<Box<Call>>,
}

/// The reason why a request is refused before its body is read.
pub(crate) enum Closed {
    /// The response is known already: a challenge where the token is missing or belongs to no user, or the answer to a
    /// preflight, which has no token.
    Answered(Reply),
    /// The user is disabled or not a member of the organization, or the token's handler has ended.
    Fault(Fault),
}

/// Finds the user of the bearer token, before the body is read.
///
/// # Errors
/// The response to send in place of the request's own.
pub(crate) fn sign_in(head: &Head, organization: &Organization) -> Result<SignedIn, Closed> {
    let token = token(&head.headers).unwrap_or_default();
    if handler::is_token(token) {
        let call = organization.joins().find(token).map_err(Closed::Fault)?;
        return Ok(SignedIn {
            user: call.provenance.caller,
            joined: Some(Box::new(call)),
        });
    }
    let admission = match token {
        "" => Admission::Stranger,
        token => admit(
            &organization.registry(),
            &organization.rules(),
            organization.tokens().user(token).as_deref(),
        ),
    };
    match admission {
        Admission::User(user) => Ok(SignedIn { user, joined: None }),
        Admission::Refused(fault) => Err(Closed::Fault(fault)),
        Admission::Stranger if monitor::is_open_to_anyone(head, &organization.rules()) => {
            Ok(SignedIn {
                user: Uuid::nil(),
                joined: None,
            })
        }
        Admission::Stranger => {
            let challenge = challenge(&head.origin, &organization.rules());
            Err(Closed::Answered(challenge))
        }
    }
}

/// The response to a request without a token (AU-001, AU-003, C-22).
fn challenge(origin: &str, rules: &Rules) -> Reply {
    let authority =
        "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize";
    let value = match rules.challenge_resource {
        ChallengeResource::With => format!("{authority}, resource_id={origin}/"),
        ChallengeResource::Without => authority.to_owned(),
    };
    Reply::text(
        StatusCode::UNAUTHORIZED,
        "HTTP Error 401 - Unauthorized: Access is denied",
    )
    .with_header(header::WWW_AUTHENTICATE, &value)
}
