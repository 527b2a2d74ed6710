//! Who is calling: whoever a bearer token was given to (AU-001..AU-008, AU-010).

use axum::http::{HeaderMap, StatusCode, header};
use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{ChallengeResource, Rules};
use uuid::Uuid;

use super::head::Head;
use super::reply::Reply;
use crate::handler;
use crate::organization::Organization;
use dataverse_execution::organization::Call;
use dataverse_execution::{Admission, admit};
use dataverse_model::metadata::samples::ADMINISTRATOR;

/// The bearer token of a request.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
}

/// Whose token a request carries.
pub(crate) struct SignedIn {
    /// The user.
    pub(crate) user: Uuid,
    /// What it is called as, where it joins a unit of work: the token is a running handler's, or it is part of a
    /// change set.
    pub(crate) joined: Option<Box<Call>>,
}

/// Why a request is not let in.
pub(crate) enum Closed {
    /// Its token is nobody's.
    Challenge(Reply),
    /// Its token is somebody's who is refused.
    Fault(Fault),
}

/// Lets a request with a bearer token in, before its body is read; answers whose token it is.
///
/// # Errors
/// The challenge, or a fault.
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
        "" if Bug::NoTokenNeeded.is_on() => Admission::User(ADMINISTRATOR),
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
        Admission::Stranger => {
            let challenge = challenge(&head.origin, &organization.rules());
            Err(Closed::Challenge(challenge))
        }
    }
}

/// The refusal of a request without a token (AU-001, AU-003, C-22).
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
