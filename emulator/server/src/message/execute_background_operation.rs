//! `ExecuteBackgroundOperation`: a custom API sent to the background (BG-030..BG-03B).
//!
//! `Prefer: respond-async` is another spelling of the same message.

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::monitor::location;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Value};

use super::Session;
use super::arguments::Arguments;
use super::custom_api::{Background, may_be_used, submission};
use super::session::LOOP_DETECTED;
use crate::security;
use crate::store::Write;

pub(crate) const NAME: &str = "ExecuteBackgroundOperation";

/// What is to run, and whom to tell about its end.
pub(super) struct ExecuteBackgroundOperation {
    request: OrganizationRequest,
    callback: Option<String>,
}

pub(super) fn read(parameters: Attributes) -> Result<ExecuteBackgroundOperation, Fault> {
    let mut arguments = Arguments::new(NAME, parameters);
    let request = match arguments.required("Request")? {
        Value::Request(request) => *request,
        other => return Err(arguments.misshapen("Request", "an OrganizationRequest", &other)),
    };
    let callback = match arguments.take("CallbackUri") {
        None => None,
        Some(Value::String(uri)) => Some(uri),
        Some(other) => return Err(arguments.misshapen("CallbackUri", "a String", &other)),
    };
    arguments.finish()?;
    Ok(ExecuteBackgroundOperation { request, callback })
}

pub(super) fn run(
    session: &mut Session<'_>,
    message: ExecuteBackgroundOperation,
) -> Result<OrganizationResponse, Fault> {
    let request = message.request;
    let organization = session.organization();
    let api = match organization.catalogue().find(&request.name) {
        Some(api) => api,
        None if super::platform(&request.name).is_some()
            && !Bug::PlatformMessageUnknown.is_on() =>
        {
            return Err(no_custom_api(&request));
        }
        None => return Err(super::unknown(&request.name, session.rules())),
    };
    may_be_used(session.call(), &api)?;
    security::may_execute(organization, session.call(), &api)?;
    check_chain(session)?;
    let id = session.new_id();
    let background = Background {
        id,
        call: session.call().clone(),
        api,
        inputs: request.parameters,
        callback: message.callback,
    };
    let submission = submission(
        background,
        session.organization().operations_table(),
        session.rules(),
    )?;
    let location = location(&submission.origin, id);
    session.write(Write::Submit(Box::new(submission)))?;
    Ok(OrganizationResponse::default()
        .with("BackgroundOperationId", id)
        .with("Location", location))
}

/// Refuses an operation that follows from too many others: steps of the completion event that start
/// the next operation would never come to an end, and their depth begins anew with each (U-27).
fn check_chain(session: &Session<'_>) -> Result<(), Fault> {
    let limit = session.rules().chain_limit.get();
    if session.call().chain < limit {
        return Ok(());
    }
    Err(Fault::new(
        LOOP_DETECTED,
        format!(
            "The background operation was not accepted: {limit} background operations led to it, each submitted by a handler of the one before, and that is the limit (rule chain_limit)."
        ),
    ))
}

/// The platform's words for this are not known; these are the emulator's (BG-037).
fn no_custom_api(request: &OrganizationRequest) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "The request '{}' is not a custom API and cannot be executed as a background operation.",
            request.name
        ),
    )
}
