//! The address that a client used, for URLs in the answer to that client and nowhere else.
//!
//! It is the client's word, so it has to be well formed, and a host under which the emulator answers
//! ([`PublicHost`](crate::PublicHost)).

use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, Version, header};
use dataverse_operation::fault::Fault;

use crate::host::Listener;
use crate::public_hosts::Host;

/// The reason why a request names no host that is served.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum HostProblem {
    #[error("The request has no Host header: HTTP/1.1 asks for one.")]
    Missing,
    #[error("The request has {0} Host headers: expected one.")]
    Several(usize),
    #[error(
        "The request's host is malformed: expected a name or an address, with or without a port."
    )]
    Malformed,
    #[error(
        "The host '{0}' is not served, because a web page could give that name the address of this machine: expected localhost, an address, a name without a dot, or a name that --public-host names."
    )]
    Foreign(String),
}

impl HostProblem {
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::Missing | Self::Several(_) | Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Foreign(_) => StatusCode::MISDIRECTED_REQUEST,
        }
    }
}

impl From<HostProblem> for Fault {
    fn from(problem: HostProblem) -> Self {
        Self::routing(problem.status().as_u16(), problem.to_string())
    }
}

/// Scheme and authority for URLs in the response (BG-025): from the request's absolute URL, otherwise from the `Host`
/// header. A proxy that terminates TLS sets `X-Forwarded-Proto`.
pub(super) fn client_origin(parts: &Parts, listener: &Listener) -> Result<Arc<str>, HostProblem> {
    let own = listener.url();
    let scheme = match parts.headers.get("x-forwarded-proto") {
        Some(proxied) if proxied == "https" => "https",
        _ => parts.uri.scheme_str().unwrap_or("http"),
    };
    let Some(authority) = authority(&parts.uri, parts.version, &parts.headers)? else {
        return Ok(own.clone());
    };
    let host = Host::read(authority).ok_or(HostProblem::Malformed)?;
    match own.split_once("://") {
        Some(usual) if usual == (scheme, authority) => Ok(own.clone()),
        _ if host.is_served(listener.public_hosts()) => {
            Ok(format!("{scheme}://{authority}").into())
        }
        _ => Err(HostProblem::Foreign(authority.to_owned())),
    }
}

/// Host and port that a request names; `None` if it names none and need not, as in HTTP/1.0.
pub(super) fn authority<'r>(
    uri: &'r Uri,
    version: Version,
    headers: &'r HeaderMap,
) -> Result<Option<&'r str>, HostProblem> {
    let named = match headers.get_all(header::HOST).iter().count() {
        0 if version < Version::HTTP_11 => None,
        0 => return Err(HostProblem::Missing),
        1 => headers.get(header::HOST),
        more => return Err(HostProblem::Several(more)),
    };
    match (uri.authority(), named) {
        (Some(authority), _) => Ok(Some(authority.as_str())),
        (None, Some(named)) => named.to_str().map(Some).map_err(|_| HostProblem::Malformed),
        (None, None) => Ok(None),
    }
}
