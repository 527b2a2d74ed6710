//! The doors: the only place that knows HTTP. A door translates; it decides nothing.

pub(crate) mod control;
mod inbound;
mod monitor;
mod reply;
mod sdk;
mod sign_in;
mod web_api;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Response};
use axum::routing::any;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::monitor::PATH as MONITOR;

use self::inbound::Inbound;
use self::reply::Reply;
use self::sign_in::Closed;
use crate::host::Listener;
use crate::organization::Organization;
use dataverse_outbound::journal;
use dataverse_runtime::activity::Class;

/// Everything one listener serves: the control door under its own prefix, the emulated surface
/// everywhere else.
pub(crate) fn router(listener: Arc<Listener>) -> Router {
    Router::new()
        .route("/_emulator/{*path}", any(control::enter))
        .fallback(emulated)
        .with_state(listener)
}

/// Answers a request to the emulated surface.
async fn emulated(State(listener): State<Arc<Listener>>, request: Request) -> Response<Body> {
    let organization = listener.next_organization().await;
    let guard = organization.activity().guard(Class::Busy);
    let method = request.method().clone();
    let target = request.uri().to_string();
    let is_sdk = sdk::is_service(request.uri().path());
    let refuse = |fault: &Fault| {
        if is_sdk {
            sdk::refuse(&organization, fault)
        } else {
            Reply::fault(fault)
        }
    };
    let headers = request.headers().clone();
    let reply = match sign_in::sign_in(&request, &organization) {
        Err(Closed::Challenge(challenge)) => challenge,
        Err(Closed::Fault(fault)) => refuse(&fault),
        Ok(signed) => match Inbound::read(request, signed, listener.body_limit(), guard).await {
            Ok(mut inbound) => tokio::select! {
                biased;
                () = organization.closing() => refuse(&closed()),
                reply = answer(&organization, &mut inbound) => reply,
            },
            Err(fault) => refuse(&fault),
        },
    };
    note(&organization, (&method, &target), &headers, &reply);
    reply.into_response()
}

/// Notes in the journal what came in and how it was answered.
fn note(
    organization: &Organization,
    (method, target): (&Method, &str),
    headers: &HeaderMap,
    reply: &Reply,
) {
    let journal = organization.journal();
    if !journal.is_kept() {
        return;
    }
    let now = organization.clock().now();
    let mut entry = journal::Request::new(now, method, target, reply.status, headers);
    entry.message.clone_from(&reply.message);
    entry.refusal.clone_from(&reply.refusal);
    journal.record(journal::Entry::Request(entry));
}

/// The refusal of a request whose organization is closed, deleted or reset under it. Whether the
/// request took effect is not known, as when a connection breaks.
fn closed() -> Fault {
    Fault::new(
        code::UNEXPECTED,
        "The organization was closed while the request was under way.",
    )
    .with_http_status(503)
}

const WEB_API: &str = "/api/data";

async fn answer(organization: &Organization, inbound: &mut Inbound) -> Reply {
    if let Some(id) = below(&inbound.path, MONITOR) {
        let id = id.to_owned();
        return monitor::answer(organization, inbound, &id).await;
    }
    if below(&inbound.path, WEB_API).is_some() {
        return web_api::answer(organization, inbound).await;
    }
    if sdk::is_service(&inbound.path) {
        return sdk::answer(organization, inbound).await;
    }
    Reply::fault(&Fault::routing(
        404,
        format!(
            "No HTTP resource was found that matches the request URI '{}'.",
            inbound.address()
        ),
    ))
}

/// What follows a prefix, which is compared without regard to case (WA-002).
fn below<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let start = path.get(..prefix.len())?;
    start
        .eq_ignore_ascii_case(prefix)
        .then(|| &path[prefix.len()..])
}

#[cfg(test)]
mod tests;
