//! One request of a batch: an HTTP request of its own, which is answered as if it had been sent by itself.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use dataverse_operation::fault::Fault;
use dataverse_protocol::batch::{PartBody, PartRequest};
use dataverse_protocol::odata::version;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::super::web_api_request::WebApiRequest;
use super::bad;
use crate::door::head::Head;
use crate::door::http_request::{BatchPosition, HttpRequest};
use crate::door::note;
use crate::door::reply::Reply;
use crate::door::sign_in::SignedIn;
use dataverse_execution::organization::Call;
use dataverse_model::payload::cut_off;
use dataverse_outbound::journal::Notes;
use dataverse_runtime::activity::Class;

/// The longest URL of a part, in bytes (BA-00E).
const ADDRESS_LIMIT: usize = 65_536;

/// Headers that a part inherits from the batch request, unless it has its own.
const INHERITED: [&str; 2] = ["mscrmcallerid", "callerobjectid"];

/// Answers a part as if it had been sent by itself. Each part counts as work of its own.
pub(super) fn answer_part<'a>(
    exchange: &'a mut WebApiRequest<'_>,
    request: PartRequest,
    place: BatchPosition,
    joined: Option<Box<Call>>,
) -> BoxFuture<'a, Reply> {
    async move {
        let mut inbound = match inbound(exchange, request, place, joined) {
            Ok(inbound) => inbound,
            Err(fault) => return Reply::fault(&fault),
        };
        exchange.inbound.work.switch(Class::Time);
        let reply = super::super::answer(exchange.organization, &mut inbound).await;
        exchange.inbound.work.switch(Class::Busy);
        note(exchange.organization, &inbound.head, &reply);
        reply
    }
    .boxed()
}

fn inbound(
    exchange: &WebApiRequest<'_>,
    request: PartRequest,
    place: BatchPosition,
    joined: Option<Box<Call>>,
) -> Result<HttpRequest, Fault> {
    let outer = &exchange.inbound;
    let (path, query) = address(exchange, &request.target);
    if path.len() + query.len() > ADDRESS_LIMIT {
        return Err(Fault::routing(
            414,
            format!("The address of a part is longer than {ADDRESS_LIMIT} characters."),
        ));
    }
    let body = match request.body {
        PartBody::Bytes(body) => Bytes::from(body),
        PartBody::Unreadable => return Err(cut_off(set_in(&path))),
    };
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let (Ok(name), Ok(value)) = (
            HeaderName::try_from(name.as_str()),
            HeaderValue::try_from(value.as_str()),
        ) else {
            return Err(bad(&format!(
                "The header line '{name}' of a part cannot be read."
            )));
        };
        headers.append(name, value);
    }
    for name in INHERITED {
        if let (false, Some(value)) = (headers.contains_key(name), outer.head.headers.get(name)) {
            headers.insert(HeaderName::from_static(name), value.clone());
        }
    }
    let head = Box::new(Head {
        method: Method::try_from(request.method.as_str())
            .map_err(|_| bad(&format!("'{}' is no verb.", request.method)))?,
        path,
        query,
        headers,
        origin: outer.head.origin.clone(),
    });
    Ok(HttpRequest {
        head,
        body,
        signed: SignedIn {
            user: outer.signed.user,
            joined,
        },
        work: outer.work.follow(Class::Busy),
        place,
        notes: Notes::default(),
    })
}

/// The first segment of a path, without its key.
fn set_in(path: &str) -> &str {
    let rest = version::split(path).map_or("", |(_, rest)| rest);
    let mut segments = rest.trim_start_matches('/').split(['/', '(']);
    segments.next().unwrap_or_default()
}

/// The path and the query of a part's URL (BA-002).
pub(super) fn address(exchange: &WebApiRequest<'_>, target: &str) -> (String, String) {
    let rooted = match target.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '?']) => rest
            .find('/')
            .map_or_else(|| "/".to_owned(), |at| rest[at..].to_owned()),
        _ if target.starts_with('/') => target.to_owned(),
        _ => format!("{}/{target}", exchange.root()),
    };
    match rooted.split_once('?') {
        Some((path, query)) => (path.to_owned(), query.to_owned()),
        None => (rooted, String::new()),
    }
}
