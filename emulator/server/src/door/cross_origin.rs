//! Requests of web pages of other origins, as browsers make them (CORS): of the Web API and of the status monitors alone
//! (WR-020..WR-025).
//!
//! On the platform a page of any origin may read the answers. Here any token is the administrator's, and a page can send
//! one; so by rule `cross_origin` only pages of this machine and of named hosts may. A request without an `Origin` is of
//! no page, or of one of the same origin.

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use dataverse_operation::rules::{CrossOrigin, Rules};
use dataverse_protocol::monitor::{ODATA_PATH as ODATA_MONITOR, PATH as MONITOR};

use super::head::Head;
use super::reply::Reply;
use super::{WEB_API, below};
use crate::public_hosts::{Host, PublicHost};

/// The headers of an answer that a page may read, as the platform names them (WR-021).
const EXPOSED: &str = "Preference-Applied,OData-EntityId,Location,ETag,OData-Version,Content-Encoding,Transfer-Encoding,Content-Length,Retry-After";
const ANY: HeaderValue = HeaderValue::from_static("*");
const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,POST,PATCH,PUT,DELETE,OPTIONS");

/// Whether the request is of a page that may read the answer.
pub(super) fn is_allowed(head: &Head, public: &[PublicHost], rules: &Rules) -> bool {
    let Some(origin) = head.headers.get(header::ORIGIN) else {
        return false;
    };
    let is_open = [WEB_API, MONITOR, ODATA_MONITOR]
        .iter()
        .any(|prefix| below(&head.path, prefix).is_some());
    is_open
        && match rules.cross_origin {
            CrossOrigin::Any => true,
            CrossOrigin::NoOrigin => false,
            CrossOrigin::Local => origin
                .to_str()
                .ok()
                .and_then(|origin| origin.split_once("://"))
                .and_then(|(_, authority)| Host::read(authority))
                .is_some_and(|host| host.is_local(public)),
        }
}

/// The answer to a preflight, which has no token; `None` for any other request (WR-020).
pub(super) fn preflight(head: &Head) -> Option<Reply> {
    let is_preflight = head.method == Method::OPTIONS
        && head
            .headers
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if !is_preflight {
        return None;
    }
    let reply =
        Reply::empty(StatusCode::OK).with_value(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    let asked = head.headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
    // `*` would not include Authorization.
    Some(match asked.filter(|names| are_names(names)) {
        Some(names) => reply.with_value(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone()),
        None => reply,
    })
}

/// Whether a value is a list of header names.
fn are_names(value: &HeaderValue) -> bool {
    let is_name = |name: &str| HeaderName::try_from(name.trim()).is_ok();
    value
        .to_str()
        .is_ok_and(|names| names.split(',').all(is_name))
}

/// Lets the page read the answer.
pub(super) fn readable(reply: Reply) -> Reply {
    let own = reply.header(&header::ACCESS_CONTROL_EXPOSE_HEADERS);
    let exposed = own.map(|own| format!("{EXPOSED},{own}"));
    reply
        .with_value(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY)
        .with_header(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            exposed.as_deref().unwrap_or(EXPOSED),
        )
        .with_value(header::VARY, HeaderValue::from_static("Origin"))
}
