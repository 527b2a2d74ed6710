//! The doors: translate between HTTP and organization requests. No other module serves HTTP, and a door decides
//! nothing.

pub(crate) mod control;
mod head;
mod http_request;
mod monitor;
mod reply;
mod sdk;
mod sign_in;
mod suggestion;
mod web_api;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::monitor::PATH as MONITOR;
use futures::FutureExt;
use futures::future::{BoxFuture, ready};

use self::head::Head;
use self::http_request::HttpRequest;
use self::reply::Reply;
use self::sign_in::Closed;
use crate::host::Listener;
use crate::organization::Organization;
use dataverse_outbound::journal;
use dataverse_runtime::activity::Class;

/// Answers a request to a listener: by the control door below its prefix, otherwise by the emulated interfaces.
pub(crate) fn enter(
    State(listener): State<Arc<Listener>>,
    request: Request,
) -> BoxFuture<'static, Response<Body>> {
    if request.uri().path().starts_with(control::PREFIX) {
        return control::enter(listener, request).boxed();
    }
    let (parts, body) = request.into_parts();
    let head = Head::new(parts, listener.url());
    emulated(listener, head, body).boxed()
}

/// Answers a request to an emulated interface.
///
/// The size of this future is allocated for every request. Futures of rare cases that are larger than about a kilobyte
/// are boxed, here and below.
async fn emulated(listener: Arc<Listener>, head: Box<Head>, body: Body) -> Response<Body> {
    let organization = listener.next_organization().await;
    let guard = organization.activity().guard(Class::Busy);
    let is_sdk = sdk::is_service(&head.path);
    let refuse = |fault: &Fault| {
        if is_sdk {
            sdk::refuse(&organization, fault)
        } else {
            Reply::fault(fault)
        }
    };
    let (head, reply) = match sign_in::sign_in(&head, &organization) {
        Err(Closed::Challenge(challenge)) => (head, challenge),
        Err(Closed::Fault(fault)) => (head, refuse(&fault)),
        Ok(signed) => match head.read(body, listener.body_limit()).await {
            Err(fault) => (head, refuse(&fault)),
            Ok(body) => {
                let mut inbound = HttpRequest::alone(head, body, signed, guard);
                let reply = tokio::select! {
                    biased;
                    () = organization.closing() => refuse(&closed()),
                    reply = answer(&organization, &mut inbound) => reply,
                };
                (inbound.head, reply)
            }
        },
    };
    note(&organization, &head, &reply);
    reply.into_response()
}

/// Records a request and its response in the journal.
fn note(organization: &Organization, head: &Head, reply: &Reply) {
    let journal = organization.journal();
    if !journal.is_kept() {
        return;
    }
    let now = organization.clock().now();
    let mut entry = journal::Request::new(
        now,
        &head.method,
        &head.target(),
        reply.status,
        &head.headers,
    );
    if let Some(notes) = &reply.notes {
        entry.notes.clone_from(notes);
    }
    journal.record(journal::Entry::Request(entry));
}

/// The fault for a request whose organization was closed, deleted or reset meanwhile. As with a broken connection, the
/// client does not know whether the request took effect.
fn closed() -> Fault {
    Fault::new(
        code::UNEXPECTED,
        "The organization was closed while the request was under way.",
    )
    .with_http_status(503)
}

const WEB_API: &str = "/api/data";

fn answer<'a>(
    organization: &'a Organization,
    inbound: &'a mut HttpRequest,
) -> BoxFuture<'a, Reply> {
    if below(&inbound.head.path, MONITOR).is_some() {
        return monitor::answer(organization, inbound).boxed();
    }
    if below(&inbound.head.path, WEB_API).is_some() {
        return web_api::answer(organization, inbound).boxed();
    }
    if sdk::is_service(&inbound.head.path) {
        return sdk::answer(organization, inbound).boxed();
    }
    let address = inbound.head.address();
    let nothing = format!("No HTTP resource was found that matches the request URI '{address}'.");
    ready(Reply::fault(&Fault::routing(404, nothing))).boxed()
}

/// The rest of a path after a prefix, which is not case-sensitive (WA-002).
fn below<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let start = path.get(..prefix.len())?;
    start
        .eq_ignore_ascii_case(prefix)
        .then(|| &path[prefix.len()..])
}

#[cfg(test)]
mod tests;
