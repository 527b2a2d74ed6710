//! `ExecuteBackgroundOperation`: submits a request for background execution (BG-030..BG-03B).
//!
//! `Prefer: respond-async` in the Web API sends the same message.

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, Right, StepsAllowed, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::monitor::location;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use dataverse_store::Write;

use super::MessageResult;
use super::arguments::Arguments;
use super::background::{eligible, submission};
use super::bound_row::find_bound_row;
use crate::error::loop_detected;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ExecuteBackgroundOperation"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Request", ValueType::Request),
        Parameter::optional("CallbackUri", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("BackgroundOperationId", ValueType::Field(FieldType::Guid)),
        Parameter::required("Location", ValueType::Field(FieldType::String)),
    ]),
    steps: StepsAllowed::None,
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Write, "backgroundoperation"),
        Access::TableNamed(Right::Read, "backgroundoperation"),
    ]),
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let inside = arguments.request("Request")?;
    let callback = match arguments.take("CallbackUri") {
        None => None,
        Some(Value::String(uri)) => Some(uri),
        Some(other) => {
            return Err(arguments
                .misshapen("CallbackUri", "of type String", &other)
                .into());
        }
    };
    let message = eligible(session, &inside)?;
    find_bound_row(session, &message, &inside)?;
    check_chain(session)?;
    let id = session.new_id();
    let submission = submission(session, id, &message, inside, callback)?;
    let location = location(session.provenance().answer_origin(), id);
    session.write(Write::Submit(Box::new(submission)))?;
    Ok(OrganizationResponse::default()
        .with("BackgroundOperationId", id)
        .with("Location", location))
}

/// Refuses an operation at the end of too long a chain of operations. Steps of the completion event that submit the
/// next operation would form an endless loop, which the depth does not limit: each operation begins at depth 1 (U-27).
fn check_chain(session: &Session<'_>) -> Result<(), Fault> {
    let limit = session.rules().chain_limit.get();
    if session.provenance().chain < limit {
        return Ok(());
    }
    Err(loop_detected(format!(
        "The background operation was not accepted: {limit} background operations led to it, each submitted by a handler of the one before, and that is the limit (rule chain_limit)."
    )))
}
