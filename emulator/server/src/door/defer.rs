//! Deferred requests (OData 11.6): the one gate before the doors, and the way back.
//!
//! Under the rule `async_protocol=odata`, any request of the Web API that carries `respond-async` and is no part of
//! another one is kept as it came, and answered 202. Nothing here knows what it asks for. When its operation runs, it is
//! dispatched as if it had just come, into the operation's unit of work, and its response is kept.

mod kept;

use axum::http::{HeaderName, Method};
use dataverse_execution::organization::{Call, Deferral, Waited};
use dataverse_operation::fault::Fault;
use dataverse_operation::phase::Phase;
use dataverse_operation::rules::{AsyncProtocol, Leniency};
use dataverse_protocol::monitor::ODATA_PATH;
use dataverse_protocol::odata::version;
use dataverse_protocol::prefer::{Applied, Preferences, Quoting, Spelling};
use dataverse_runtime::activity::Work;
use jiff::SignedDuration;
use uuid::Uuid;

pub(super) use self::kept::{KeptRequest, read_answer};

use self::kept::keep_answer;
use super::http_request::{BatchPosition, HttpRequest};
use super::monitor::odata::{pending, response};
use super::reply::Reply;
use super::{WEB_API, below, dispatch};
use crate::organization::Organization;

const PREFER: HeaderName = HeaderName::from_static("prefer");
/// The prefix of qualified names of functions and actions.
const NAMESPACE: &str = "Microsoft.Dynamics.CRM.";

/// The preferences of a request that is to be deferred; `None` for any other.
pub(super) fn wanted(organization: &Organization, inbound: &HttpRequest) -> Option<Preferences> {
    // Most requests have no preferences, and cost no more than this look.
    if !inbound.head.headers.contains_key(PREFER) {
        return None;
    }
    let is_by_itself = inbound.place == BatchPosition::Alone && inbound.signed.joined.is_none();
    if !is_by_itself || organization.rules().async_protocol == AsyncProtocol::Dataverse {
        return None;
    }
    let path = &inbound.head.path;
    let is_cancel = inbound.head.method == Method::DELETE && below(path, ODATA_PATH).is_some();
    // What a stranger defers has no owner.
    if !(is_cancel || below(path, WEB_API).is_some()) || inbound.signed.user.is_nil() {
        return None;
    }
    let preferences = inbound.preferences();
    preferences.respond_async().then_some(preferences)
}

/// Accepts a request to be answered later: 202, or the response itself if it comes within the time that the client
/// waits.
pub(super) async fn accept(
    organization: &Organization,
    inbound: &HttpRequest,
    preferences: Preferences,
) -> Reply {
    match defer(organization, inbound, preferences).await {
        Ok(reply) => reply,
        Err(fault) => Reply::fault(&fault),
    }
}

async fn defer(
    organization: &Organization,
    inbound: &HttpRequest,
    preferences: Preferences,
) -> Result<Reply, Fault> {
    let rules = organization.rules();
    let callback = callback(&preferences, rules.unquoted_callback_url)?;
    let wait = preferences.wait();
    let mut applied = Applied::new();
    applied.respond_async();
    if callback.is_some() {
        applied.callback(Spelling::Bare);
    }
    let caller = inbound.caller(organization)?;
    let deferral = Deferral {
        subject: subject(&inbound.head.path).to_owned(),
        display_name: format!("{} {}", inbound.head.method, inbound.head.target()),
        exact: KeptRequest::of(inbound, preferences).write()?,
        callback,
        provenance: organization.provenance(&inbound.head.origin, caller),
    };
    let begun = organization.clock().now();
    let operation = organization.defer(deferral, &inbound.work).await?;
    if let Some(seconds) = wait.filter(|seconds| *seconds > 0) {
        let time = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
        let at = begun.saturating_add(time).unwrap_or(jiff::Timestamp::MAX);
        let waited = organization
            .until_ended(operation, at, &inbound.work)
            .await?;
        if waited == Waited::Ended {
            return ended(organization, operation);
        }
    }
    Ok(pending(&inbound.head.origin, operation, &rules).with_applied(&applied))
}

/// The response itself, for a client that has waited for it.
fn ended(organization: &Organization, operation: Uuid) -> Result<Reply, Fault> {
    let stored = organization.operation(operation)?;
    match stored.map(|stored| stored.phase) {
        Some(Phase::Done(done)) => response(organization, operation, &done.outcome),
        _ => Err(Fault::unexpected()),
    }
}

/// The URL to call when the response is there. A callback without a URL is refused, because the call would never be
/// made (CB-02).
fn callback(preferences: &Preferences, unquoted: Leniency) -> Result<Option<String>, Fault> {
    match preferences.callback() {
        None if preferences.names_callback().is_some() => Err(Fault::invalid_argument(
            "The preference 'callback' needs the parameter url: expected callback; url=\"https://...\".",
        )),
        None => Ok(None),
        Some(callback) => Ok(
            (callback.quoting == Quoting::Quoted || unquoted == Leniency::Accept)
                .then_some(callback.url),
        ),
    }
}

/// The name of a deferred request, and of its script: the function or action that it calls by a qualified name, or else
/// the first segment of its path, without keys and parameters.
fn subject(path: &str) -> &str {
    let plain = |segment: &'_ str| segment.split('(').next().unwrap_or_default().len();
    let last = path.rsplit('/').next().unwrap_or_default();
    if let Some(operation) = last.strip_prefix(NAMESPACE) {
        return &operation[..plain(operation)];
    }
    let rest = match version::split(path) {
        Ok((_, rest)) => rest,
        Err(_) => path,
    };
    let mut segments = rest.split('/').filter(|segment| !segment.is_empty());
    let first = segments.next().unwrap_or_default();
    &first[..plain(first)]
}

/// Answers a kept request into a unit of work.
///
/// # Errors
/// The fault that the response reports.
pub(crate) async fn replay(
    organization: Organization,
    exact: String,
    call: Call,
    work: Work,
) -> Result<String, Fault> {
    let mut inbound = KeptRequest::read(&exact)?.into_request(&organization, call, work)?;
    let reply = dispatch(&organization, &mut inbound).await.into_fault()?;
    keep_answer(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_named_by_what_it_calls_or_by_its_first_segment() {
        for (path, expected) in [
            ("/api/data/v9.2/accounts", "accounts"),
            ("/api/data/v9.2/accounts(7)/name", "accounts"),
            ("/api/data/v9.2/$batch", "$batch"),
            ("/api/data/v9.2/WhoAmI()", "WhoAmI"),
            (
                "/api/data/v9.2/accounts(7)/Microsoft.Dynamics.CRM.contoso_A(B=@b)",
                "contoso_A",
            ),
            ("/api/data/v9.2/", ""),
        ] {
            assert_eq!(subject(path), expected, "{path}");
        }
    }
}
