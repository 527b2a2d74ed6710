//! Who is calling: a bearer token, any non-empty one for now (AU-001..AU-005, AU-010).

use axum::extract::Request;
use axum::http::{StatusCode, header};
use dataverse_operation::rules::{ChallengeResource, Rules};

use super::inbound::origin;
use super::reply::Reply;

/// Lets a request with a bearer token in, before its body is read.
///
/// # Errors
/// The challenge.
pub(crate) fn sign_in(request: &Request, rules: &Rules) -> Result<(), Reply> {
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    match token {
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
