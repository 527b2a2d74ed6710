//! Who is calling: a bearer token, any non-empty one for now (AU-001..AU-005, AU-010).

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{ChallengeResource, Rules};

use super::inbound::origin;
use super::reply::Reply;
use crate::handler;
use crate::message::session::Call;
use crate::organization::Organization;

/// The bearer token of a request.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
}

/// What a request is called as that carries a handler's token; nothing where it is another's.
///
/// # Errors
/// The handler works no more.
pub(super) fn joined(
    organization: &Organization,
    headers: &HeaderMap,
) -> Result<Option<Call>, Fault> {
    let own = token(headers).filter(|token| handler::is_token(token));
    own.map(|token| organization.joins().find(token))
        .transpose()
}

/// Lets a request with a bearer token in, before its body is read.
///
/// # Errors
/// The challenge.
pub(crate) fn sign_in(request: &Request, rules: &Rules) -> Result<(), Reply> {
    match token(request.headers()) {
        Some(token) if !token.is_empty() => Ok(()),
        _ => Err(challenge(&origin(request.uri(), request.headers()), rules)),
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
