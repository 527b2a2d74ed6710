//! The control door, `/_emulator/v1/`: lets tests control an organization. It has its own path
//! prefix, errors and authentication, apart from the emulated interfaces.

mod answer;
mod behaviors;
mod clock;
mod handlers;
mod journal;
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
use axum::http::Response;

use self::answer::{Outcome, Problem};
use self::routes::{Call, Found, Run};
use super::sign_in::token;
use crate::handler::is_token;
use crate::host::Listener;

/// The path prefix of the control door.
pub(super) const PREFIX: &str = "/_emulator/";

/// Answers a request to the control door.
pub(crate) async fn enter(listener: Arc<Listener>, request: Request) -> Response<Body> {
    answer::response(dispatch(listener, request).await)
}

/// Finds the route, admits the request where the route asks for that, and runs it.
async fn dispatch(listener: Arc<Listener>, request: Request) -> Outcome {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let below = uri.path().strip_prefix(PREFIX).unwrap_or_default();
    let segments: Vec<&str> = below.split('/').filter(|part| !part.is_empty()).collect();
    let found = match segments.as_slice() {
        ["v1", segments @ ..] => routes::find(&method, segments),
        _ => Found::Nothing,
    };
    if !found.is_open() {
        answer::admit(&listener, request.headers())?;
    }
    match found {
        Found::Route(route, argument) => match route.run {
            Run::Open(run) => run(listener, argument.to_owned(), request).await,
            Run::Admitted(run) => {
                let is_of_a_handler = token(request.headers()).is_some_and(is_token);
                let call = Call {
                    argument: argument.to_owned(),
                    query: uri.query().unwrap_or_default().to_owned(),
                    body: answer::body(request, listener.body_limit()).await?,
                    is_of_a_handler,
                    listener,
                };
                run(call).await
            }
        },
        Found::OtherMethods(methods) => Err(Problem::no_method(&method, uri.path(), &methods)),
        Found::Nothing => Err(Problem::no_route(&method, uri.path())),
    }
}
