//! The control door, `/_emulator/v1/`: lets tests control an organization. It has its own path
//! prefix, errors and authentication, apart from the emulated interfaces.

mod answer;
mod behaviors;
mod clock;
mod handlers;
mod journal;
mod operations;
mod organizations;
mod rules;
mod sinks;
mod users;
mod within;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response};

use self::answer::{Outcome, Problem};
use super::sign_in::token;
use crate::handler::is_token;
use crate::host::Listener;

/// The path prefix of the control door.
pub(super) const PREFIX: &str = "/_emulator/";

/// Answers a request to the control door. Every route but a sink's requires access to the door.
pub(crate) async fn enter(listener: Arc<Listener>, request: Request) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let segments: Vec<&str> = path
        .strip_prefix(PREFIX)
        .unwrap_or_default()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let post = request.method() == Method::POST;
    let outcome = match segments.as_slice() {
        ["v1", "sinks", name, ..] if post => sinks::receive(&listener, name, request).await,
        segments => match answer::admit(&listener, request.headers()) {
            Ok(()) => dispatch(&listener, segments, request).await,
            Err(problem) => Err(problem),
        },
    };
    answer::response(outcome)
}

/// The routes of the control door, one per line.
async fn dispatch(listener: &Arc<Listener>, segments: &[&str], request: Request) -> Outcome {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let is_of_a_handler = token(request.headers()).is_some_and(is_token);
    if is_of_a_handler
        && matches!(segments, ["v1", "settle"] | ["v1", "clock", "advance"])
        && method == Method::POST
    {
        return Err(Problem::conflict(
            "a plug-in's handler cannot wait until the organization is idle, because the organization waits for the handler",
        ));
    }
    let body = answer::body(request, listener.body_limit()).await?;
    let (get, post, put) = (
        method == Method::GET,
        method == Method::POST,
        method == Method::PUT,
    );
    let delete = method == Method::DELETE;
    match segments {
        ["v1", "health"] if get => organizations::health(listener),
        ["v1", "organizations"] if get => organizations::list(listener),
        ["v1", "organizations"] if post => organizations::add(listener, &body).await,
        ["v1", "organizations", name] if delete => organizations::remove(listener, name).await,
        ["v1", "clock"] if get => clock::show(listener),
        ["v1", "clock", "advance"] if post => clock::advance(listener, &body).await,
        ["v1", "settle"] if post => clock::settle(listener, &body).await,
        ["v1", "custom-apis", name, "behavior"] if get => behaviors::show(listener, name),
        ["v1", "custom-apis", name, "behavior"] if put => behaviors::set(listener, name, &body),
        ["v1", "custom-apis", name, "behavior"] if delete => behaviors::remove(listener, name),
        ["v1", "operations", id, "release"] if post => operations::release(listener, id),
        ["v1", "journal"] if get => journal::show(listener, &query),
        ["v1", "journal"] if delete => journal::clear(listener),
        ["v1", "reset"] if post => organizations::reset(listener).await,
        ["v1", "handlers"] if get => handlers::list(listener),
        ["v1", "handlers", name] if put => handlers::bind(listener, name, &body),
        ["v1", "handlers", name] if delete => handlers::unbind(listener, name),
        ["v1", "rules"] if get => rules::show(listener),
        ["v1", "rules"] if method == Method::PATCH => rules::change(listener, &body),
        ["v1", "rules", "catalogue"] if get => rules::catalogue(),
        ["v1", "sinks", name] if put => sinks::put(listener, name, &body),
        ["v1", "sinks", name] if get => sinks::show(listener, name, &query).await,
        ["v1", "sinks", name] if delete => sinks::remove(listener, name).await,
        ["v1", "users", name] if put => users::put(listener, name, &body).await,
        known => match allowed(known) {
            Some(methods) => Err(Problem::no_method(&method, &path, methods)),
            None => Err(Problem::no_route(&method, &path)),
        },
    }
}

/// The methods of a route, for the `Allow` header after a request with another method.
fn allowed(segments: &[&str]) -> Option<&'static str> {
    Some(match segments {
        ["v1", "health" | "clock"] | ["v1", "rules", "catalogue"] => "GET",
        ["v1", "organizations"] => "GET, POST",
        ["v1", "organizations", _] => "DELETE",
        ["v1", "settle" | "reset"] | ["v1", "clock", "advance"] => "POST",
        ["v1", "operations", _, "release"] => "POST",
        ["v1", "custom-apis", _, "behavior"] => "GET, PUT, DELETE",
        ["v1", "handlers"] => "GET",
        ["v1", "handlers", _] => "PUT, DELETE",
        ["v1", "journal"] => "GET, DELETE",
        ["v1", "rules"] => "GET, PATCH",
        ["v1", "users", _] => "PUT",
        ["v1", "sinks", _] => "GET, PUT, POST, DELETE",
        ["v1", "sinks", _, ..] => "POST",
        _ => return None,
    })
}
