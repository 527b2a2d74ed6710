//! Web resources: `GET /WebResources/{name}`, the files of web pages that the organization keeps as rows (WR-005..WR-009).
//!
//! A browser opens a page without a bearer token, in a session that it has signed in to before. There is no such session
//! here: by rule `browser_session` the browser has the administrator's, or none. A page has the organization's origin, so
//! the control door answers no page ([`control`](super::control)).

use axum::body::Bytes;
use axum::http::{HeaderValue, Method, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dataverse_model::payload::version_of;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{BrowserSession, Rules};
use dataverse_protocol::odata::etag::{self, TagList};
use dataverse_protocol::query::{Filter, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, Value};
use percent_encoding::percent_decode_str;

use super::below;
use super::head::Head;
use super::http_request::HttpRequest;
use super::reply::Reply;
use super::sign_in::{SignedIn, token};
use crate::organization::Organization;
use dataverse_model::metadata::samples::ADMINISTRATOR;

const PREFIX: &str = "/WebResources/";

/// How long a browser may keep what an address with a caching token names: a year (WR-008).
const FOR_A_YEAR: HeaderValue = HeaderValue::from_static("private, max-age=31536000");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

/// Headers that keep other origins from embedding a resource, and browsers from guessing its type.
const GUARDS: [(&str, &str); 3] = [
    ("content-security-policy", "frame-ancestors 'self'"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
];

/// The media type of each `webresourcetype` (WR-006).
const MEDIA_TYPES: [(i64, &str); 12] = [
    (1, "text/html; charset=utf-8"),
    (2, "text/css; charset=utf-8"),
    (3, "text/javascript; charset=utf-8"),
    (4, "text/xml; charset=utf-8"),
    (5, "image/png"),
    (6, "image/jpeg"),
    (7, "image/gif"),
    (8, "application/x-silverlight-app"),
    (9, "text/xsl; charset=utf-8"),
    (10, "image/x-icon"),
    (11, "image/svg+xml"),
    (12, "text/xml; charset=utf-8"),
];

/// What the path of a request names.
struct Address<'p> {
    /// The name, percent-encoded.
    name: &'p str,
    /// Whether the address has a caching token.
    is_versioned: bool,
}

/// Reads `/WebResources/{name}`, or with a caching token `/{token}/WebResources/{name}` where the token is digits in
/// braces (WR-008).
fn address(path: &str) -> Option<Address<'_>> {
    if let Some(name) = below(path, PREFIX) {
        let is_versioned = false;
        return Some(Address { name, is_versioned });
    }
    let (token, _) = path.strip_prefix('/')?.split_once('/')?;
    let decoded = percent_decode_str(token).decode_utf8().ok()?;
    let digits = decoded.strip_prefix('{')?.strip_suffix('}')?;
    let is_versioned = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let name = below(&path[1 + token.len()..], PREFIX)?;
    is_versioned.then_some(Address { name, is_versioned })
}

pub(super) fn is_address(path: &str) -> bool {
    address(path).is_some()
}

/// The user of the browser's session, for a request for a web resource without a token.
pub(super) fn session(head: &Head, rules: &Rules) -> Option<SignedIn> {
    let is_of_a_browser = token(&head.headers).is_none() && is_address(&head.path);
    match rules.browser_session {
        BrowserSession::Administrator if is_of_a_browser => Some(SignedIn {
            user: ADMINISTRATOR,
            joined: None,
        }),
        BrowserSession::Administrator | BrowserSession::NoUser => None,
    }
}

pub(super) async fn answer(organization: &Organization, inbound: &HttpRequest) -> Reply {
    if ![Method::GET, Method::HEAD].contains(&inbound.head.method) {
        let method = &inbound.head.method;
        let message = format!("A web resource supports only GET and HEAD, not {method}.");
        return Reply::fault(&Fault::routing(405, message))
            .with_value(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    serve(organization, inbound)
        .await
        .unwrap_or_else(|fault| Reply::fault(&fault))
}

async fn serve(organization: &Organization, inbound: &HttpRequest) -> Result<Reply, Fault> {
    let Some(address) = address(&inbound.head.path) else {
        return Err(unknown(inbound));
    };
    let name = percent_decode_str(address.name).decode_utf8();
    let name = name.map_err(|_| unknown(inbound))?;
    let call = inbound.call(organization, inbound.caller(organization)?);
    let request = OrganizationRequest::new("RetrieveMultiple").with("Query", query(&name));
    let found = organization.execute(call, request, &inbound.work).await?;
    let resource = match found.results.get("EntityCollection") {
        Some(Value::Collection(rows)) => rows.entities.first(),
        _ => None,
    };
    let resource = resource.ok_or_else(|| unknown(inbound))?;
    Ok(file(resource, inbound, address.is_versioned))
}

fn query(name: &str) -> Query {
    Query::new("webresource")
        .select(["webresourcetype", "content", "versionnumber"])
        .matching(Filter::equal("name", name))
}

/// The answer with the file, or 304 if the browser has it already (WR-007).
fn file(resource: &Entity, inbound: &HttpRequest, is_versioned: bool) -> Reply {
    let number = |column: &str| resource.get(column).and_then(Value::as_integer);
    let version = number("versionnumber").unwrap_or_default();
    let known = inbound.header(header::IF_NONE_MATCH.as_str());
    let is_known = match known.map(TagList::parse) {
        Some(Ok(TagList::Any)) => true,
        Some(Ok(TagList::Tags(tags))) => tags.iter().any(|tag| version_of(tag) == Some(version)),
        Some(Ok(TagList::Nothing) | Err(_)) | None => false,
    };
    let reply = match is_known {
        true => Reply::empty(StatusCode::NOT_MODIFIED),
        false => {
            let content = resource.get("content").and_then(Value::as_str);
            let bytes = STANDARD.decode(content.unwrap_or_default());
            let kind = number("webresourcetype");
            let media_type = MEDIA_TYPES.iter().find(|(known, _)| Some(*known) == kind);
            let media_type = media_type.map_or("application/octet-stream", |(_, name)| name);
            Reply::file(media_type, Bytes::from(bytes.unwrap_or_default()))
        }
    };
    let caching = if is_versioned {
        FOR_A_YEAR
    } else {
        ASK_EACH_TIME
    };
    let reply = reply
        .with_header(header::ETAG, &etag::print(&version.to_string()))
        .with_value(header::CACHE_CONTROL, caching);
    GUARDS.iter().fold(reply, |reply, (name, value)| {
        reply.with_value(
            header::HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    })
}

fn unknown(inbound: &HttpRequest) -> Fault {
    let path = &inbound.head.path;
    Fault::routing(404, format!("There is no web resource at '{path}'."))
}
