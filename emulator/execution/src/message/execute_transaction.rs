//! `ExecuteTransaction`: runs requests one after the other in one transaction (MS-026 to MS-028).
//!
//! The fault of a request that fails tells its position. Rows of elastic tables take part in no transaction: what was
//! written before stays (BG-0DD).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::MessageResult;
use super::arguments::Arguments;
use super::many_requests::{self, REQUESTS, check_size, one};
use crate::plugin::Ending;
use crate::session::Session;

const RETURN_RESPONSES: &str = "ReturnResponses";

/// Messages that cannot stand inside this one.
const REFUSED: [&str; 2] = ["ExecuteMultiple", "ExecuteTransaction"];

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ExecuteTransaction"),
    parameters: Cow::Borrowed(&[
        many_requests::PARAMETER,
        Parameter::optional(RETURN_RESPONSES, ValueType::Field(FieldType::Boolean)),
    ]),
    response: Cow::Borrowed(&[Parameter::required("Responses", ValueType::Responses)]),
    ..many_requests::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let requests = arguments.requests(REQUESTS)?;
    let returns = arguments
        .take(RETURN_RESPONSES)
        .and_then(|value| value.as_bool());
    check_size(&MESSAGE.name, &requests)?;
    let mut requests = requests.into_iter().enumerate();
    let mut responses = Vec::new();
    let mut failed = None;
    session.change_set(&mut |session| {
        for (index, request) in requests.by_ref() {
            match one(
                session,
                &MESSAGE.name,
                request,
                &REFUSED,
                |session, request| session.execute(request),
            ) {
                Ok(response) => responses.push(response),
                Err(mut fault) => {
                    fault.request_index = Some(index);
                    failed = Some(fault);
                    return Ending::RollBack;
                }
            }
        }
        Ending::Commit
    })?;
    if let Some(fault) = failed {
        return Err(fault.into());
    }
    if returns != Some(true) {
        responses.clear();
    }
    Ok(OrganizationResponse::default().with("Responses", Value::Responses(responses)))
}
