//! `$batch`: several requests in one (section 4.8). Each part is answered in order, as if sent by itself; the parts of
//! a change set share one transaction.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::BatchStatus;
use dataverse_protocol::batch::{
    self, Answer, Answered, Item, PartBody, PartRequest, ReferenceError, in_body, in_target,
};
use dataverse_protocol::odata::version;
use futures::FutureExt;
use futures::future::BoxFuture;

use super::web_api_request::WebApiRequest;
use crate::door::head::Head;
use crate::door::http_request::{BatchPosition, HttpRequest};
use crate::door::note;
use crate::door::reply::Reply;
use crate::door::sign_in::SignedIn;
use dataverse_execution::organization::{Call, Ending};
use dataverse_model::payload::cut_off;
use dataverse_outbound::journal::Notes;
use dataverse_runtime::activity::Class;

/// The longest URL of a part, in bytes (BA-00E).
const ADDRESS_LIMIT: usize = 65_536;

/// Headers that a part inherits from the batch request, unless it has its own.
const INHERITED: [&str; 2] = ["mscrmcallerid", "callerobjectid"];

/// Spelling and order of header lines in a part, as in the documented examples.
const SPELLED: [(HeaderName, &str); 7] = [
    (REQUEST_ID, "REQ_ID"),
    (header::CONTENT_TYPE, "Content-Type"),
    (
        HeaderName::from_static("preference-applied"),
        "Preference-Applied",
    ),
    (header::ETAG, "ETag"),
    (HeaderName::from_static("odata-version"), "OData-Version"),
    (header::LOCATION, "Location"),
    (ENTITY_ID, "OData-EntityId"),
];
/// The header with the platform's log id of a refused part (WA-019).
const REQUEST_ID: HeaderName = HeaderName::from_static("req_id");
const ENTITY_ID: HeaderName = HeaderName::from_static("odata-entityid");

pub(super) async fn answer(exchange: &mut WebApiRequest<'_>) -> Result<Reply, Fault> {
    if *exchange.method() != Method::POST {
        return Err(exchange.no_verb());
    }
    if exchange.inbound.place != BatchPosition::Alone {
        return Err(bad(&"A batch cannot contain another batch."));
    }
    let content_type = exchange.inbound.header(header::CONTENT_TYPE.as_str());
    let content_type = content_type.unwrap_or_default();
    let boundary = batch::boundary(content_type).ok_or_else(|| {
        bad(&format!(
            "The content type of a batch is '{content_type}': expected multipart/mixed with a boundary."
        ))
    })?;
    let items = batch::parse(&exchange.inbound.body, &boundary).map_err(|error| bad(&error))?;
    let goes_on = exchange.preferences.continue_on_error();
    let mut status = StatusCode::OK;
    let mut answered = Vec::new();
    for item in items {
        let (one, refused) = match item {
            Item::Request(request) => single(exchange, request).await,
            Item::ChangeSet(requests) => change_set(exchange, requests).await,
        };
        answered.push(one);
        if let (Some(refused), false) = (refused, goes_on) {
            if exchange.rules.batch_status == BatchStatus::Failure {
                status = refused;
            }
            break;
        }
    }
    let boundary = separator(exchange, "batchresponse");
    Ok(Reply::multipart(
        status,
        &boundary,
        batch::write(&boundary, &answered),
    ))
}

/// The answer to one item of a batch, and its status if it is an error.
type One = (Answered, Option<StatusCode>);

async fn single(exchange: &mut WebApiRequest<'_>, request: PartRequest) -> One {
    let joined = exchange.inbound.signed.joined.clone();
    let id = request.content_id.clone();
    let reply = answer_part(exchange, request, BatchPosition::Batch, joined).await;
    let refused = refusal(&reply);
    let answer = written(exchange, reply, id);
    (Answered::One(answer), refused)
}

/// Runs a change set. If a request fails, all are rolled back, and the answer is the first error (BA-00A).
async fn change_set(exchange: &mut WebApiRequest<'_>, requests: Vec<PartRequest>) -> One {
    if exchange.inbound.signed.joined.is_some() {
        let reply = Reply::not_emulated("A change set inside another unit of work");
        return refused(exchange, reply, None);
    }
    let set = exchange
        .organization
        .change_set(exchange.call(), &exchange.inbound.work);
    let limit = exchange.organization.limits().reference_size;
    let mut made: HashMap<String, String> = HashMap::new();
    let mut replies = Vec::new();
    for request in requests {
        let id = request.content_id.clone();
        let reply = match referring(request, &made, limit) {
            Err(error) => Reply::fault(&unresolved(&error)),
            Ok(request) => {
                let joined = Some(Box::new(set.call().clone()));
                answer_part(exchange, request, BatchPosition::ChangeSet, joined).await
            }
        };
        if refusal(&reply).is_some() {
            return match set.finish(Ending::RollBack).await {
                Ok(()) => refused(exchange, reply, id),
                Err(fault) => refused(exchange, Reply::fault(&fault), id),
            };
        }
        if let (Some(id), Some(address)) = (&id, reply.header(&ENTITY_ID)) {
            made.insert(id.clone(), address.to_owned());
        }
        replies.push((reply, id));
    }
    if let Err(fault) = set.finish(Ending::Commit).await {
        return refused(exchange, Reply::fault(&fault), None);
    }
    let answers = replies
        .into_iter()
        .map(|(reply, id)| written(exchange, reply, id))
        .collect();
    let boundary = separator(exchange, "changesetresponse");
    (Answered::ChangeSet { boundary, answers }, None)
}

fn refused(exchange: &WebApiRequest<'_>, reply: Reply, id: Option<String>) -> One {
    let refused = refusal(&reply);
    (Answered::One(written(exchange, reply, id)), refused)
}

fn refusal(reply: &Reply) -> Option<StatusCode> {
    let is_refusal = reply.status.is_client_error() || reply.status.is_server_error();
    is_refusal.then_some(reply.status)
}

/// Replaces references such as `$1` by the URLs of rows that earlier requests of the change set created.
fn referring(
    mut request: PartRequest,
    made: &HashMap<String, String>,
    limit: usize,
) -> Result<PartRequest, ReferenceError> {
    let known = |id: &str| made.get(id).cloned();
    request.target = in_target(&request.target, known)?.into_owned();
    if let PartBody::Bytes(body) = &mut request.body {
        *body = in_body(body, known, limit)?.into_owned();
    }
    Ok(request)
}

/// Answers a part as if it had been sent by itself. Each part counts as work of its own.
fn answer_part<'a>(
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
        let reply = super::answer(exchange.organization, &mut inbound).await;
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
fn address(exchange: &WebApiRequest<'_>, target: &str) -> (String, String) {
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

/// The answer to a part, as written into the batch response.
fn written(exchange: &WebApiRequest<'_>, reply: Reply, content_id: Option<String>) -> Answer {
    let is_refusal = refusal(&reply).is_some();
    let (status, mut headers, body) = reply.into_parts();
    if is_refusal {
        let id = exchange.organization.new_id().to_string();
        headers.extend(HeaderValue::try_from(id).ok().map(|id| (REQUEST_ID, id)));
    }
    let place = |name: &HeaderName| SPELLED.iter().position(|(known, _)| known == name);
    headers.sort_by_key(|(name, _)| place(name).unwrap_or(SPELLED.len()));
    let headers = headers.into_iter().map(|(name, value)| {
        let spelled = place(&name)
            .map_or(name.as_str(), |at| SPELLED[at].1)
            .to_owned();
        let mut value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        if name == header::CONTENT_TYPE && !is_refusal {
            value.push_str("; odata.streaming=true");
        }
        (spelled, value)
    });
    Answer {
        status: status.as_u16(),
        reason: status.canonical_reason().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
        content_id,
    }
}

/// A multipart boundary that is unique.
fn separator(exchange: &WebApiRequest<'_>, kind: &str) -> String {
    let id = exchange.organization.new_id();
    format!("{kind}_{id}")
}

/// The fault for references that are not resolved.
fn unresolved(error: &ReferenceError) -> Fault {
    match error {
        ReferenceError::Undeclared { .. } => bad(error),
        ReferenceError::TooMany { .. } => {
            Fault::new(code::REQUEST_LENGTH_TOO_LARGE, error.to_string())
        }
    }
}

/// The fault for an invalid batch document.
fn bad(why: &dyn std::fmt::Display) -> Fault {
    Fault::new(code::ODATA, why.to_string()).with_http_status(400)
}
