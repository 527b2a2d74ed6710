//! The control door, `/_emulator/v1/`: lets tests control an organization. It has its own path
//! prefix, errors and authentication, apart from the emulated interfaces.

mod answer;
mod behaviors;
mod clock;
mod handlers;
mod journal;
mod limits;
mod operations;
mod organizations;
mod routes;
mod rules;
mod sinks;
mod users;
mod within;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response};

use self::answer::{Outcome, Problem};
use self::routes::{Call, Found, OpenCall, Run};
use super::client_origin::client_origin;
use super::sign_in::token;
use super::{body, to_the_end};
use crate::handler::is_token;
use crate::host::Listener;

/// The path prefix of the control door.
pub(super) const PREFIX: &str = "/_emulator/";

/// Whether a path of this listener is none that the emulator's own calls may reach: any of the control door except a
/// sink's.
pub(crate) fn is_guarded(path: &str) -> bool {
    path.starts_with(PREFIX) && !find(&Method::POST, path).is_open()
}

/// Finds the route of a request.
fn find<'p>(method: &Method, path: &'p str) -> Found<'p> {
    let below = path.strip_prefix(PREFIX).unwrap_or_default();
    let segments: Vec<&str> = below.split('/').filter(|part| !part.is_empty()).collect();
    match segments.as_slice() {
        ["v1", segments @ ..] => routes::find(method, segments),
        _ => Found::Nothing,
    }
}

/// Answers a request to the control door.
pub(crate) async fn enter(listener: Arc<Listener>, request: Request) -> Response<Body> {
    answer::response(dispatch(listener, request).await)
}

/// Finds the route, admits the request where the route asks for that, and runs it.
async fn dispatch(listener: Arc<Listener>, request: Request) -> Outcome {
    let (parts, body) = request.into_parts();
    let origin = client_origin(&parts, &listener).map_err(Problem::misdirected)?;
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    let found = find(&method, uri.path());
    if !found.is_open() {
        answer::admit(&listener, &parts.headers)?;
    }
    match found {
        Found::Route(route, argument) => match route.run {
            Run::Open(run) => {
                let request = OpenCall {
                    listener,
                    argument: argument.to_owned(),
                    origin,
                    parts,
                    body,
                };
                run(request).await
            }
            Run::Admitted(run) => {
                let is_of_a_handler = token(&parts.headers).is_some_and(is_token);
                let call = Call {
                    argument: argument.to_owned(),
                    query: uri.query().unwrap_or_default().to_owned(),
                    body: body::read(body, &listener).await?,
                    is_of_a_handler,
                    listener,
                };
                match method.is_safe() {
                    true => run(call).await,
                    false => to_the_end(run(call)).await,
                }
            }
        },
        Found::OtherMethods(methods) => Err(Problem::no_method(&method, uri.path(), &methods)),
        Found::Nothing => Err(Problem::no_route(&method, uri.path())),
    }
}
