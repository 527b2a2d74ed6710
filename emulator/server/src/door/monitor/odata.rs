//! OData's status monitor: `/api/monitor/{id}`, GET for the response of a deferred request and DELETE to cancel it
//! (OData 11.6: M-04..M-20).
//!
//! Until the response is there, GET answers 202 with the address. Then it answers with the response: its headers and
//! body with `AsyncResult`, or the whole of it wrapped in `application/http`. After a DELETE there is no such resource.

use std::fmt::Display;

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::outcome::Outcome;
use dataverse_operation::phase::{CancelWish, Phase};
use dataverse_operation::rules::{
    AsyncProtocol, ODataExpired, ODataLateCancel, ODataResult, ODataWrapper, RetryAfter, Rules,
};
use dataverse_operation::status::Status;
use dataverse_protocol::batch::{Answer, http_message};
use dataverse_protocol::monitor::{ODATA_PATH, odata_location};
use dataverse_protocol::odata::literal;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::{Refusal, Task};
use uuid::Uuid;

use super::{permitted, phase_of};
use crate::door::below;
use crate::door::defer::{KeptRequest, read_answer};
use crate::door::http_request::HttpRequest;
use crate::door::reply::Reply;
use crate::door::web_api;
use crate::organization::Organization;
use dataverse_execution::{fault_of, not_found};

/// The status of the response, where the monitor's own status is 200 (H-01).
const ASYNC_RESULT: HeaderName = HeaderName::from_static("asyncresult");
/// The media type of a whole HTTP message.
const WRAPPER: &str = "application/http";

/// Answers a request to the status monitor; the path's last segment is the operation's id.
pub(crate) async fn answer(organization: &Organization, inbound: &mut HttpRequest) -> Reply {
    let answered = match inbound.head.method {
        Method::GET => look(organization, inbound),
        Method::DELETE => cancel(organization, inbound).await,
        _ => {
            let method = &inbound.head.method;
            let text = format!("The status monitor supports only GET and DELETE, not {method}.");
            return Reply::fault(&Fault::new(code::ODATA, text).with_http_status(405))
                .with_value(header::ALLOW, HeaderValue::from_static("GET, DELETE"));
        }
    };
    answered.unwrap_or_else(|fault| Reply::fault(&fault))
}

/// The operation that a request names, with its phase; a canceled one does not exist any more (M-15).
///
/// # Errors
/// There is no such operation; the caller has no right on it.
fn find(organization: &Organization, inbound: &HttpRequest) -> Result<(Uuid, Phase), Fault> {
    let id = below(&inbound.head.path, ODATA_PATH).unwrap_or_default();
    let Some(operation) = literal::guid(id) else {
        return Err(unknown(&id));
    };
    may(organization, inbound, operation)?;
    match phase_of(organization, operation, AsyncProtocol::OData)? {
        Some(phase) if !is_canceled(&phase) => Ok((operation, phase)),
        Some(_) => Err(unknown(&operation)),
        None => Err(match has_expired(organization, operation)? {
            true => unknown(&operation).with_http_status(410),
            false => unknown(&operation),
        }),
    }
}

/// Checks the caller's right: that on the operation, unless it is the caller's own request.
fn may(organization: &Organization, inbound: &HttpRequest, operation: Uuid) -> Result<(), Fault> {
    let Err(refusal) = permitted(organization, inbound, operation) else {
        return Ok(());
    };
    let caller = inbound.caller(organization)?;
    match organization.submitted(operation)? {
        Some(submitted) if submitted.provenance.caller == caller.user => Ok(()),
        // By rule `hidden_row`, the request of another user is unknown (PV-045).
        _ if refusal == not_found(organization.operations_table(), operation) => {
            Err(unknown(&operation))
        }
        _ => Err(refusal),
    }
}

/// Whether a client or an administrator has canceled the operation, whether or not it has noticed.
fn is_canceled(phase: &Phase) -> bool {
    match phase {
        Phase::Waiting(_) => false,
        Phase::Running(running) => running.cancel == CancelWish::Asked,
        Phase::Canceling(_) => true,
        Phase::Done(done) => done.outcome == Outcome::Canceled,
    }
}

/// The fault for a monitor that does not exist, or does not exist any more.
fn unknown(id: &dyn Display) -> Fault {
    let text = format!("There is no status monitor '{id}'.");
    Fault::new(code::OBJECT_DOES_NOT_EXIST, text).with_http_status(404)
}

/// Whether the row of an operation with a response is no longer kept, where rule `odata_expired` has that told (M-18).
fn has_expired(organization: &Organization, operation: Uuid) -> Result<bool, Fault> {
    if organization.rules().odata_expired == ODataExpired::NotFound {
        return Ok(false);
    }
    let (_, canceled) = Status::Canceled.pair();
    let ended = organization.ended(operation)?;
    Ok(ended.is_some_and(|status| status != canceled))
}

fn look(organization: &Organization, inbound: &HttpRequest) -> Result<Reply, Fault> {
    let (operation, phase) = find(organization, inbound)?;
    let rules = organization.rules();
    let reply = match &phase {
        Phase::Waiting(_) | Phase::Running(_) | Phase::Canceling(_) => {
            pending(&inbound.head.origin, operation, &rules)
        }
        Phase::Done(done) => {
            let response = response(organization, operation, &done.outcome)?;
            let is_wrapped = match rules.odata_wrapper {
                ODataWrapper::Negotiated => asks_for_wrapper(inbound),
                ODataWrapper::Always => true,
                ODataWrapper::Never => false,
            };
            match is_wrapped {
                true => wrapped(response),
                false => unwrapped(response, &rules),
            }
        }
    };
    organization.polled(operation);
    Ok(reply)
}

/// The answer while there is no response: 202 with the monitor's address, without a body (M-01..M-05).
pub(in crate::door) fn pending(origin: &str, operation: Uuid, rules: &Rules) -> Reply {
    let location = odata_location(origin, operation);
    let reply = Reply::odata_empty(StatusCode::ACCEPTED).with_header(header::LOCATION, &location);
    match rules.retry_after {
        RetryAfter::None => reply,
        RetryAfter::Seconds(seconds) => {
            reply.with_header(header::RETRY_AFTER, &seconds.to_string())
        }
    }
}

/// The response to a deferred request that has ended.
///
/// # Errors
/// The store fails; the stored response cannot be read.
pub(in crate::door) fn response(
    organization: &Organization,
    operation: Uuid,
    outcome: &Outcome,
) -> Result<Reply, Fault> {
    match outcome {
        Outcome::Succeeded(outputs) => read_answer(&outputs.exact),
        Outcome::Failed(fault) => {
            // The preferences of the request apply to its refusal, too.
            let submitted = organization.submitted(operation)?;
            let kept = submitted.and_then(|submitted| match submitted.task {
                Task::Exchange { exact } => KeptRequest::read(&exact).ok(),
                Task::Message { .. } => None,
            });
            let preferences = kept.map(|kept| kept.preferences()).unwrap_or_default();
            Ok(web_api::refusal(fault, &preferences, organization.limits()))
        }
        Outcome::Canceled => {
            Err(Fault::new(code::UNEXPECTED, "The request was canceled.").with_http_status(503))
        }
    }
}

/// Whether the client takes the response as a whole HTTP message (M-08, M-10).
fn asks_for_wrapper(inbound: &HttpRequest) -> bool {
    let lines = inbound.head.headers.get_all(header::ACCEPT).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    // A header that lists nothing says as much as none.
    let mut accepted = lines.filter(|line| !line.trim().is_empty()).peekable();
    if accepted.peek().is_none() {
        let version = inbound.header("odata-maxversion").unwrap_or_default();
        return version.trim() == "4.0";
    }
    accepted.flat_map(|line| line.split(',')).any(|range| {
        let media_type = range.split(';').next().unwrap_or_default();
        media_type.trim().eq_ignore_ascii_case(WRAPPER)
    })
}

/// Headers and body of the response, with its status beside them (M-06, M-07, M-11).
fn unwrapped(response: Reply, rules: &Rules) -> Reply {
    let status = response.status;
    let response = response
        .with_header(ASYNC_RESULT, status.as_str())
        .versioned();
    match rules.odata_result {
        ODataResult::Spec => response.with_status(StatusCode::OK),
        ODataResult::Mirrored => response,
    }
}

/// The response as one HTTP message (M-08, M-09).
fn wrapped(response: Reply) -> Reply {
    let (status, headers, body) = response.into_parts();
    let headers = headers.into_iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    Reply::http(http_message(&Answer {
        status: status.as_u16(),
        reason: status.canonical_reason().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
        content_id: None,
    }))
}

/// Cancels the deferred request: nothing that it does becomes visible (M-12, M-17).
async fn cancel(organization: &Organization, inbound: &HttpRequest) -> Result<Reply, Fault> {
    let (operation, phase) = find(organization, inbound)?;
    let rules = organization.rules();
    if let Phase::Done(_) = phase {
        return late_cancel(operation, &rules);
    }
    let canceled = Reply::odata_empty(StatusCode::NO_CONTENT);
    if let Some(joined) = &inbound.signed.joined {
        // A deferred cancellation is committed with its own end.
        let mut row = Entity::new(&organization.operations_table().logical_name);
        row.id = Some(operation);
        let (state, status) = Status::Canceling.pair();
        for (column, number) in [
            ("backgroundoperationstatecode", state),
            ("backgroundoperationstatuscode", status),
        ] {
            row.attributes
                .insert(column.into(), Value::OptionSet(number));
        }
        let request = OrganizationRequest::new("Update").with("Target", row);
        let call = joined.by_platform();
        organization.execute(call, request, &inbound.work).await?;
        return Ok(canceled);
    }
    match organization.cancel(operation, &rules, &inbound.work).await {
        Ok(()) => Ok(canceled),
        Err(Refusal::CancelRefused(_)) => late_cancel(operation, &rules),
        Err(Refusal::NotFound { .. }) => Err(unknown(&operation)),
        Err(refusal) => Err(fault_of(&refusal, &organization.metadata(), &rules)),
    }
}

/// The answer to a cancellation that comes too late (M-20).
fn late_cancel(operation: Uuid, rules: &Rules) -> Result<Reply, Fault> {
    match rules.odata_late_cancel {
        ODataLateCancel::Conflict => Err(Fault::invalid_plugin_execution(
            "The request has its response already and cannot be canceled.",
        )
        .with_http_status(409)),
        ODataLateCancel::NotFound => Err(unknown(&operation)),
        ODataLateCancel::NoContent => Ok(Reply::odata_empty(StatusCode::NO_CONTENT)),
    }
}
