//! Responses of the control door, and access to it.

use std::fmt::Display;
use std::net::IpAddr;

use axum::body::Body;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use crate::door::body::BodyProblem;
use crate::door::client_origin::HostProblem;
use crate::door::reply::Reply;
use crate::door::sign_in::token;
use crate::host::Listener;
use crate::settings::Control;
use dataverse_runtime::secret::is_same_token;

/// Says how the page that asks is related to the address: `none` if the user has entered it.
const FETCH_SITE: header::HeaderName = header::HeaderName::from_static("sec-fetch-site");

/// The result of a route.
pub(super) type Outcome = Result<ControlAnswer, Problem>;

/// A successful response.
pub(super) enum ControlAnswer {
    /// 200 with JSON.
    Ok(Json),
    /// 201 with JSON.
    Created(Json),
    /// 204.
    Done,
    /// The answer of a sink: a status without a body.
    Told(StatusCode),
}

/// An error: a status, a code for programs, a text for people.
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Problem {
    /// The request is invalid (400).
    pub(super) fn invalid(message: impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", message)
    }

    /// The request names no host that is served (400, 421).
    pub(super) fn misdirected(problem: HostProblem) -> Self {
        let code = match problem {
            HostProblem::Foreign(_) => "foreign_host",
            _ => "invalid_request",
        };
        Self::new(problem.status(), code, problem)
    }

    /// The named object does not exist (404).
    pub(super) fn unknown(message: impl Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// The request conflicts with the present state (409).
    pub(super) fn conflict(message: impl Display) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message)
    }

    /// The object was removed while the request waited (410).
    pub(super) fn gone(message: impl Display) -> Self {
        Self::new(StatusCode::GONE, "gone", message)
    }

    /// The control door is off (404).
    pub(super) fn off() -> Self {
        Self::unknown("the control door is switched off")
    }

    /// The process has no more of what the request needs (503).
    pub(super) fn used_up(message: impl Display) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "used_up", message)
    }

    /// An internal error (500).
    pub(super) fn failed(message: impl Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", message)
    }

    pub(super) fn no_route(method: &Method, path: &str) -> Self {
        Self::unknown(format!(
            "there is no {method} {path}; GET /_emulator/v1/routes lists the control door's routes"
        ))
    }

    pub(super) fn no_method(method: &Method, path: &str, methods: &str) -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            format!("{path} does not take {method}, but {methods}"),
        )
    }

    /// The request is a web page's that may not make it (403).
    fn of_a_page(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "foreign_origin", message)
    }

    fn new(status: StatusCode, code: &'static str, message: impl Display) -> Self {
        Self {
            status,
            code,
            message: message.to_string(),
        }
    }
}

/// What goes on the wire. JSON ends with a newline, for terminals.
pub(super) fn response(outcome: Outcome) -> Response<Body> {
    match outcome {
        Ok(ControlAnswer::Ok(json)) => Reply::json(StatusCode::OK, format!("{json}\n")),
        Ok(ControlAnswer::Created(json)) => Reply::json(StatusCode::CREATED, format!("{json}\n")),
        Ok(ControlAnswer::Done) => Reply::empty(StatusCode::NO_CONTENT),
        Ok(ControlAnswer::Told(status)) => Reply::empty(status),
        Err(problem) => {
            let json = json!({"error": {"code": problem.code, "message": problem.message}});
            Reply::json(problem.status, format!("{json}\n"))
        }
    }
    .into_response()
}

/// Decides whether a request may use the control door.
///
/// A web page can send requests to a loopback listener, but its browser always states the page's origin with a request
/// that may change something, and to this machine whose page asks with every request. Pages of the organization's own
/// origin are web resources, which users who may write rows have made: without a token they are refused as well.
pub(super) fn admit(listener: &Listener, headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let is_foreign = text(header::ORIGIN).is_some_and(|origin| {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        authority != text(header::HOST)
    });
    if is_foreign {
        return Err(Problem::of_a_page(
            "the control door does not answer pages of another origin",
        ));
    }
    let is_of_a_page =
        headers.contains_key(header::ORIGIN) || text(FETCH_SITE).is_some_and(|site| site != "none");
    if is_of_a_page && matches!(listener.control(), Control::Open) {
        return Err(Problem::of_a_page(
            "the control door answers pages only if they know its token: start the emulator with --control-token",
        ));
    }
    match listener.control() {
        Control::Open if is_loopback(text(header::HOST)) => Ok(()),
        Control::Open => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_host",
            "the control door answers requests for this machine only: expected a Host such as localhost or 127.0.0.1",
        )),
        Control::Off => Err(Problem::off()),
        Control::Token(own) => match token(headers) {
            Some(given) if is_same_token(own, given) => Ok(()),
            _ => Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "token_required",
                "the control door needs 'Authorization: Bearer' with the token it was started with",
            )),
        },
    }
}

/// Whether the `Host` header names this machine by a loopback name or address. Another name could
/// be an attacker's DNS name that resolves to this machine (DNS rebinding), which makes a web page
/// appear to have the same origin.
fn is_loopback(host: Option<&str>) -> bool {
    let Some(authority) = host.and_then(|host| host.parse::<Authority>().ok()) else {
        return false;
    };
    let name = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

impl From<BodyProblem> for Problem {
    fn from(problem: BodyProblem) -> Self {
        let code = match problem {
            BodyProblem::TooLarge(_) => "too_large",
            BodyProblem::TooSlow(_) => "too_slow",
            BodyProblem::Malformed(_) => "invalid_request",
        };
        Self::new(problem.status(), code, problem)
    }
}

/// Parses a JSON body; an empty body is an empty object.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let text: &[u8] = if body.trim_ascii().is_empty() {
        b"{}"
    } else {
        body
    };
    serde_json::from_slice(text).map_err(|error| Problem::invalid(format!("the body: {error}")))
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_this_machine_open_the_door() {
        for own in [
            "localhost:5050",
            "LOCALHOST",
            "127.0.0.1",
            "127.9.9.9:1",
            "[::1]:5050",
        ] {
            assert!(is_loopback(Some(own)), "{own}");
        }
        for foreign in [
            "rebound.example:5050",
            "10.0.0.1",
            "localhost.example",
            "",
            "a b",
        ] {
            assert!(!is_loopback(Some(foreign)), "{foreign}");
        }
        assert!(!is_loopback(None));
    }
}
