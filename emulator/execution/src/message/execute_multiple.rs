//! `ExecuteMultiple`: runs requests one after the other, each in a transaction of its own (MS-020 to MS-025).
//!
//! In a unit of work each is a part that is kept or taken back by itself.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::complex::{Complex, EXECUTE_MULTIPLE_SETTINGS};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{
    OrganizationRequest, OrganizationResponse, Outcome, ResponseItem,
};
use dataverse_protocol::value::Value;

use super::MessageResult;
use super::arguments::Arguments;
use super::many_requests::{self, REQUESTS, check_size, one};
use crate::service_fault::service_fault;
use crate::session::Session;

const SETTINGS: &str = "Settings";

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ExecuteMultiple"),
    parameters: Cow::Borrowed(&[
        many_requests::PARAMETER,
        Parameter::required(SETTINGS, ValueType::Complex(&EXECUTE_MULTIPLE_SETTINGS)),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("IsFaulted", ValueType::Field(FieldType::Boolean)),
        Parameter::required("Responses", ValueType::ResponseItems),
    ]),
    ..many_requests::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let requests = arguments.requests(REQUESTS)?;
    let settings = match arguments.required(SETTINGS)? {
        Value::Complex(settings) => settings,
        other => {
            let expected = "of the type ExecuteMultipleSettings";
            return Err(arguments.misshapen(SETTINGS, expected, &other).into());
        }
    };
    check_size(&MESSAGE.name, &requests)?;
    let (goes_on, returns) = (
        is_set(&settings, "ContinueOnError"),
        is_set(&settings, "ReturnResponses"),
    );
    let mut items = Vec::new();
    let mut is_faulted = false;
    for (index, request) in requests.into_iter().enumerate() {
        match one(
            session,
            &MESSAGE.name,
            request,
            &[&MESSAGE.name],
            |session, request| session.execute_apart(request),
        ) {
            Ok(response) if returns => items.push(ResponseItem {
                index,
                outcome: Outcome::Response(response),
            }),
            Ok(_) => {}
            Err(fault) => {
                is_faulted = true;
                let (activity, now) = (session.new_id(), session.core().clock.now());
                let fault = service_fault(&fault, activity, now, session.rules());
                items.push(ResponseItem {
                    index,
                    outcome: Outcome::Fault(Box::new(fault)),
                });
                if !goes_on {
                    break;
                }
            }
        }
    }
    Ok(OrganizationResponse::default()
        .with("IsFaulted", is_faulted)
        .with("Responses", Value::ResponseItems(items)))
}

fn is_set(settings: &Complex, member: &str) -> bool {
    settings.get(member).and_then(Value::as_bool) == Some(true)
}
