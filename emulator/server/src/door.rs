//! The doors: translate between HTTP and organization requests. No other module serves HTTP, and a door decides
//! nothing.

mod addressed;
mod body;
mod client_origin;
pub(crate) mod control;
mod cross_origin;
mod defer;
mod head;
mod http_request;
mod many_rows;
mod monitor;
mod reply;
mod sdk;
mod sign_in;
mod suggestion;
mod web_api;
mod web_resources;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::Response;
use dataverse_model::platform_names;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::monitor::{ODATA_PATH as ODATA_MONITOR, PATH as MONITOR};
use futures::FutureExt;
use futures::future::{BoxFuture, ready};

use self::addressed::addressed;
use self::client_origin::client_origin;
use self::head::Head;
use self::http_request::HttpRequest;
use self::reply::Reply;
use self::sign_in::{Closed, SignedIn};
use crate::host::Listener;
use crate::organization::Organization;
use dataverse_outbound::journal;
use dataverse_runtime::activity::Class;

pub(crate) use self::defer::replay;

/// Answers a request to a listener: by the control door below its prefix, otherwise by the emulated interfaces.
pub(crate) fn enter(
    listener: Arc<Listener>,
    request: Request,
) -> BoxFuture<'static, Response<Body>> {
    let listener = addressed(listener, &request);
    if request.uri().path().starts_with(control::PREFIX) {
        return control::enter(listener, request).boxed();
    }
    let only_reads = request.method().is_safe();
    let answer = emulated(listener, request).boxed();
    match only_reads {
        true => answer,
        false => to_the_end(answer).boxed(),
    }
}

/// Runs what may change state as a task of its own: a client that leaves drops the future of its request, and a change
/// would stop halfway.
async fn to_the_end<T: Send + 'static>(answer: BoxFuture<'static, T>) -> T {
    match tokio::spawn(answer).await {
        Ok(answer) => answer,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Answers a request to an emulated interface.
///
/// The size of this future is allocated for every request. Futures of rare cases that are larger than about a kilobyte
/// are boxed, here and below.
async fn emulated(listener: Arc<Listener>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let origin = client_origin(&parts, &listener);
    let (origin, misdirected) = match origin {
        Ok(origin) => (origin, None),
        Err(problem) => (listener.url().clone(), Some(problem)),
    };
    let head = Head::new(parts, origin);
    let organization = listener.next_organization().await;
    let is_sdk = sdk::is_service(&head.path);
    let refuse = |fault: &Fault| {
        if is_sdk {
            sdk::refuse(&organization, fault)
        } else {
            Reply::fault(fault)
        }
    };
    let is_readable =
        cross_origin::is_allowed(&head, listener.public_hosts(), &organization.rules());
    let opened = match misdirected {
        Some(problem) => Err(Closed::Fault(problem.into())),
        None => open(&head, &organization, is_readable),
    };
    let (head, reply) = match opened {
        Err(Closed::Answered(reply)) => (head, reply),
        Err(Closed::Fault(fault)) => (head, refuse(&fault)),
        Ok(signed) => match whole(&head, body, &listener).await {
            Err(fault) => (head, refuse(&fault)),
            Ok(body) => {
                // A request is work when it has arrived whole: until then a client could hold up the clock.
                let guard = organization.activity().guard(Class::Busy);
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
    let reply = if is_readable {
        cross_origin::readable(reply)
    } else {
        reply
    };
    note(&organization, &head, &reply);
    let now = organization.clock().now();
    reply.dated(now).into_response()
}

/// Finds the user of a request before its body is read, unless a browser asks on behalf of a page first.
fn open(head: &Head, organization: &Organization, is_readable: bool) -> Result<SignedIn, Closed> {
    if is_readable && let Some(answer) = cross_origin::preflight(head) {
        return Err(Closed::Answered(answer));
    }
    match web_resources::session(head, &organization.rules()) {
        Some(session) => Ok(session),
        None => sign_in::sign_in(head, organization),
    }
}

/// The body of a request whose address is not too long.
async fn whole(head: &Head, body: Body, listener: &Listener) -> Result<Bytes, Fault> {
    head.check_length()?;
    Ok(body::read(body, listener).await?)
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

/// Answers a request, or accepts it to be answered later.
fn answer<'a>(
    organization: &'a Organization,
    inbound: &'a mut HttpRequest,
) -> BoxFuture<'a, Reply> {
    match defer::wanted(organization, inbound) {
        Some(preferences) => defer::accept(organization, inbound, preferences).boxed(),
        None => dispatch(organization, inbound),
    }
}

/// Has the door of the request's address answer it.
fn dispatch<'a>(
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
    if below(&inbound.head.path, ODATA_MONITOR).is_some() {
        return monitor::odata::answer(organization, inbound).boxed();
    }
    if web_resources::is_address(&inbound.head.path) {
        return web_resources::answer(organization, inbound).boxed();
    }
    if let Some(service) = platform_names::find_service(&inbound.head.path) {
        return ready(Reply::fault(&service.refusal())).boxed();
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
