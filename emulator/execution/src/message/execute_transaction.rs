//! `ExecuteTransaction`: runs requests one after the other in one transaction (MS-026 to MS-028).
//!
//! The fault of a request that fails tells its position. Rows of elastic tables take part in no transaction: what was
//! written before stays (BG-0DD).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::execution_context::Transaction;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{MessageResponse, OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use dataverse_store::MOST_RUNS;

use super::MessageResult;
use super::arguments::Arguments;
use super::many_requests::{self, REQUESTS, check_size, one};
use crate::error::Error;
use crate::plugin::Ending;
use crate::session::Session;
use crate::tries::Contests;

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
    let mut responses = run_all(session, &requests)?;
    if returns != Some(true) {
        responses.clear();
    }
    Ok(OrganizationResponse::default().with("Responses", Value::Responses(responses)))
}

/// Runs the requests in one transaction; all of them again, if another request has created or deleted a row that one of
/// them looked for. In a unit of work of another request, they run once.
fn run_all(
    session: &mut Session<'_>,
    requests: &[OrganizationRequest],
) -> Result<Vec<MessageResponse>, Error> {
    let mut left = match session.transaction() {
        Transaction::Outside => MOST_RUNS - 1,
        Transaction::Inside => 0,
    };
    loop {
        let mut responses = Vec::with_capacity(requests.len());
        let mut contests = Contests::default();
        let mut failed = None;
        let ended = session.change_set(&mut |session| {
            for (index, request) in requests.iter().enumerate() {
                let run = |session: &mut Session<'_>, request| {
                    session.execute_in_set(request, &mut contests)
                };
                match one(session, &MESSAGE.name, request.clone(), &REFUSED, run) {
                    Ok(response) => responses.push(response),
                    Err(mut fault) => {
                        fault.request_index = Some(index);
                        failed = Some(fault);
                        return Ending::RollBack;
                    }
                }
            }
            Ending::Commit
        });
        let is_race = match &ended {
            Err(Error::Refused(refusal)) => contests.is_race(refusal),
            Err(Error::Fault(_)) => false,
            Ok(()) => contests.has_raced(),
        };
        if is_race && left > 0 {
            left -= 1;
            continue;
        }
        ended?;
        return match failed {
            None => Ok(responses),
            Some(fault) => Err(fault.into()),
        };
    }
}
