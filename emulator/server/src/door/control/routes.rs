//! The routes of the control door, each declared once: the door dispatches by this table, `GET routes` lists it, and
//! the documents are generated from that list.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::Method;
use axum::http::request::Parts;
use futures::future::BoxFuture;
use serde_json::{Value as Json, json};

use super::answer::{ControlAnswer, Outcome, Problem};
use super::{
    behaviors, clock, handlers, journal, limits, operations, organizations, rules, sinks, users,
};
use crate::host::Listener;

/// What a path's last segment is called where it stands for the rest of the path, none included.
const REST: &str = "{*path}";

/// A method and a path, with what answers them.
pub(super) struct Route {
    method: Method,
    /// Below `/_emulator/v1/`. A segment in braces stands for any one segment; a route has one of them at most.
    path: &'static str,
    /// What the route does, for people.
    meaning: &'static str,
    pub(super) run: Run,
}

/// What answers a route.
pub(super) enum Run {
    /// Answers requests that the door has admitted.
    Admitted(fn(Call) -> BoxFuture<'static, Outcome>),
    /// Answers any request, and reads the body itself.
    Open(fn(OpenCall) -> BoxFuture<'static, Outcome>),
}

/// A request that the door has admitted.
pub(super) struct Call {
    pub(super) listener: Arc<Listener>,
    /// The segment that stands where the route has braces; empty where it has none.
    pub(super) argument: String,
    /// Without the question mark.
    pub(super) query: String,
    pub(super) body: Bytes,
    /// Whether the request brings the token of a plug-in's handler.
    pub(super) is_of_a_handler: bool,
}

/// A request that needs no admission.
pub(super) struct OpenCall {
    pub(super) listener: Arc<Listener>,
    /// The segment that stands where the route has braces.
    pub(super) argument: String,
    /// Scheme and authority of the URL that the client used.
    pub(super) origin: Arc<str>,
    pub(super) parts: Parts,
    pub(super) body: Body,
}

impl Call {
    /// Refuses a handler that asks to wait for the end of everything, its own call included.
    fn refuse_handlers(&self) -> Result<(), Problem> {
        if self.is_of_a_handler {
            return Err(Problem::conflict(
                "a plug-in's handler cannot wait until the organization is idle, because the organization waits for the handler",
            ));
        }
        Ok(())
    }
}

macro_rules! routes {
    ($($method:ident $path:literal, $meaning:literal => |$call:ident| $answer:expr;)+) => {
        &[
            $(Route {
                method: Method::$method,
                path: $path,
                meaning: $meaning,
                run: Run::Admitted(|$call| Box::pin(async move { $answer })),
            },)+
            Route {
                method: Method::POST,
                path: "sinks/{name}/{*path}",
                meaning: "Receives anything, at any path or none, without a token, and answers as the sink was told.",
                run: Run::Open(|call| Box::pin(sinks::receive(call))),
            },
            Route {
                method: Method::GET,
                path: "sinks/{name}/{*path}",
                meaning: "The same for a GET with a path, such as a callback of OData.",
                run: Run::Open(|call| Box::pin(sinks::receive(call))),
            },
        ]
    };
}

static ROUTES: &[Route] = routes! {
    GET "health", "Says that the emulator is ready, its organization's name and its version, and whether its database commits."
        => |call| organizations::health(&call.listener);
    GET "routes", "Lists these routes."
        => |_call| Ok(ControlAnswer::Ok(list()));
    GET "organizations", "Lists the organizations."
        => |call| organizations::list(&call.listener);
    POST "organizations", "Opens an organization with a listener of its own: 201."
        => |call| organizations::add(&call.listener, &call.body).await;
    DELETE "organizations/{name}", "Closes an organization: 204. The first one stays: 409."
        => |call| organizations::remove(&call.listener, &call.argument).await;
    POST "reset", "Replaces the organization by a new one of the same settings: 204."
        => |call| organizations::reset(&call.listener).await;
    GET "clock", "Shows the clock's mode, its time, and the instant at which something is due next."
        => |call| clock::show(&call.listener);
    POST "clock/advance", "Moves a manual or automatic clock; answers when everything due by then has happened."
        => |call| {
            call.refuse_handlers()?;
            clock::advance(&call.listener, &call.body).await
        };
    POST "settle", "Waits until nothing more happens without time, a release or a poll."
        => |call| {
            call.refuse_handlers()?;
            clock::settle(&call.listener, &call.body).await
        };
    GET "custom-apis/{name}/behavior", "Shows the scripted behavior of a custom API."
        => |call| behaviors::show(&call.listener, &call.argument);
    PUT "custom-apis/{name}/behavior", "Sets the scripted behavior: 204."
        => |call| behaviors::set(&call.listener, &call.argument, &call.body);
    DELETE "custom-apis/{name}/behavior", "Removes the scripted behavior: 204."
        => |call| behaviors::remove(&call.listener, &call.argument);
    GET "deferred/{subject}/behavior", "Shows the scripted behavior of deferred requests: those whose path begins with an entity set or with `$batch`, or that call a function or an action."
        => |call| behaviors::show_deferred(&call.listener, &call.argument);
    PUT "deferred/{subject}/behavior", "Sets the scripted behavior of deferred requests: 204."
        => |call| behaviors::set_deferred(&call.listener, &call.argument, &call.body);
    DELETE "deferred/{subject}/behavior", "Removes the scripted behavior of deferred requests: 204."
        => |call| behaviors::remove_deferred(&call.listener, &call.argument);
    POST "operations/{id}/release", "Releases an operation that waits to be released: 204. Any other: 409."
        => |call| operations::release(&call.listener, &call.argument);
    GET "journal", "Shows requests that came in and calls that went out; `?kind=` chooses one kind."
        => |call| journal::show(&call.listener, &call.query);
    DELETE "journal", "Empties the journal: 204."
        => |call| journal::clear(&call.listener);
    PUT "sinks/{name}", "Makes a receiver for callbacks and webhooks, 201, or changes how it answers from now on."
        => |call| sinks::put(&call.listener, &call.argument, &call.body);
    GET "sinks/{name}", "Shows what the sink has received; `?count=3&within=PT5S` waits for so many, at most so long in real time."
        => |call| sinks::show(&call.listener, &call.argument, &call.query).await;
    DELETE "sinks/{name}", "Removes the sink and ends the requests that wait there: 204."
        => |call| sinks::remove(&call.listener, &call.argument).await;
    PUT "users/{name}", "Makes a user, 201, or replaces the user's roles, privileges and tokens."
        => |call| users::put(&call.listener, &call.argument, &call.body).await;
    GET "handlers", "Lists the plug-in types that are bound to processes."
        => |call| handlers::list(&call.listener);
    PUT "handlers/{name}", "Binds a plug-in type, by its name or id, to a process that handles it."
        => |call| handlers::bind(&call.listener, &call.argument, &call.body);
    DELETE "handlers/{name}", "Unbinds a plug-in type: 204."
        => |call| handlers::unbind(&call.listener, &call.argument);
    GET "rules", "Shows the value of every rule."
        => |call| rules::show(&call.listener);
    PATCH "rules", "Changes the rules that the body names, all of them or, after a refusal, none."
        => |call| rules::change(&call.listener, &call.body);
    GET "rules/catalogue", "Shows every rule's default, alternatives, meaning and evidence."
        => |_call| rules::catalogue();
    GET "limits", "Shows every limit's value, default, range and meaning."
        => |call| limits::show(&call.listener);
};

/// What a method and a path lead to.
pub(super) enum Found<'a> {
    /// A route, with the segment that stands where it has braces.
    Route(&'static Route, &'a str),
    /// A path that takes other methods: these.
    OtherMethods(String),
    /// No path of the door.
    Nothing,
}

impl Found<'_> {
    /// Whether any request may use the route.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self, Self::Route(route, _) if matches!(route.run, Run::Open(_)))
    }
}

/// Finds the route of a request. The segments are those below `/_emulator/v1/`.
pub(super) fn find<'a>(method: &Method, segments: &[&'a str]) -> Found<'a> {
    let matching: Vec<(&'static Route, &'a str)> = ROUTES
        .iter()
        .filter_map(|route| Some((route, argument(route.path, segments)?)))
        .collect();
    match matching.iter().find(|(route, _)| route.method == *method) {
        Some((route, argument)) => Found::Route(route, argument),
        None if matching.is_empty() => Found::Nothing,
        None => {
            let methods: Vec<&str> = matching
                .iter()
                .map(|(route, _)| route.method.as_str())
                .collect();
            Found::OtherMethods(methods.join(", "))
        }
    }
}

/// The segment that stands where the pattern has braces, or an empty one; none where the pattern does not match.
fn argument<'a>(pattern: &str, segments: &[&'a str]) -> Option<&'a str> {
    let mut argument = "";
    let mut segments = segments.iter();
    for part in pattern.split('/') {
        if part == REST {
            return Some(argument);
        }
        let segment = segments.next()?;
        if part.starts_with('{') {
            argument = segment;
        } else if part != *segment {
            return None;
        }
    }
    segments.next().is_none().then_some(argument)
}

fn list() -> Json {
    let routes: Vec<Json> = ROUTES
        .iter()
        .map(|route| {
            json!({
                "method": route.method.as_str(),
                "path": format!("/_emulator/v1/{}", route.path),
                "meaning": route.meaning,
            })
        })
        .collect();
    json!({"routes": routes})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(method: Method, path: &str) -> String {
        let segments: Vec<&str> = path.split('/').collect();
        match find(&method, &segments) {
            Found::Route(route, argument) => format!("{} {argument}", route.path),
            Found::OtherMethods(methods) => methods,
            Found::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn a_route_is_found_by_its_method_and_its_path() {
        assert_eq!(said(Method::GET, "health"), "health ");
        assert_eq!(
            said(Method::DELETE, "organizations/s1"),
            "organizations/{name} s1"
        );
        assert_eq!(said(Method::GET, "rules/catalogue"), "rules/catalogue ");
        assert_eq!(said(Method::GET, "rules/other"), "nothing");
        assert_eq!(said(Method::GET, "health/more"), "nothing");
    }

    #[test]
    fn a_sink_receives_at_any_path() {
        for path in ["sinks/done", "sinks/done/any/path"] {
            assert_eq!(said(Method::POST, path), "sinks/{name}/{*path} done");
        }
        assert_eq!(
            said(Method::GET, "sinks/done/any"),
            "sinks/{name}/{*path} done"
        );
        assert_eq!(said(Method::GET, "sinks/done"), "sinks/{name} done");
    }

    #[test]
    fn another_method_is_told_those_that_are_taken() {
        assert_eq!(said(Method::PUT, "rules"), "GET, PATCH");
        assert_eq!(said(Method::PATCH, "sinks/done/any"), "POST, GET");
    }
}
