//! What `ExecuteMultiple` and `ExecuteTransaction` have in common: bounds of the requests inside.

use dataverse_model::message::{Message, Parameter, StepsAllowed, ValueType, Weight};
use dataverse_operation::fault::{Fault, FaultDetail};
use dataverse_protocol::request::{MessageResponse, OrganizationRequest};

use super::MessageResult;
use crate::bypass::Bypass;
use crate::session::Session;

pub(super) const REQUESTS: &str = "Requests";

/// The requests.
pub(super) const PARAMETER: Parameter = Parameter::required(REQUESTS, ValueType::Requests);

/// What both messages have in common: no step runs on them, and they begin no transaction.
pub(super) const MESSAGE: Message = Message {
    steps: StepsAllowed::None,
    weight: Weight::Requests,
    ..Message::ROWS
};

/// The most requests in one request (MS-024).
const MAX_BATCH_SIZE: usize = 1000;

/// Refuses too many requests, before any of them runs. The fault tells the limit (MS-024); its text is the emulator's.
pub(super) fn check_size(message: &str, requests: &[OrganizationRequest]) -> Result<(), Fault> {
    if requests.len() <= MAX_BATCH_SIZE {
        return Ok(());
    }
    let limit = i32::try_from(MAX_BATCH_SIZE).unwrap_or(i32::MAX);
    Err(Fault::invalid_argument(format!(
        "{message} takes at most {MAX_BATCH_SIZE} requests, and this one has {}.",
        requests.len()
    ))
    .with_detail("MaxBatchSize", FaultDetail::Integer(limit)))
}

/// Runs one of the requests by `run`, with the bypass options of its own, or else those of the request around it.
///
/// # Errors
/// The message is one of those that are refused; an option has an invalid value; the fault of the request.
pub(super) fn one(
    session: &mut Session<'_>,
    around: &str,
    mut request: OrganizationRequest,
    refused: &[&str],
    run: impl FnOnce(&mut Session<'_>, OrganizationRequest) -> MessageResult,
) -> Result<MessageResponse, Fault> {
    check_nesting(around, &request, refused)?;
    let message = request.name.clone();
    let known = session.registry().message(&message);
    let is_own = |name: &str| {
        known
            .as_ref()
            .is_some_and(|message| message.parameter(name).is_some())
    };
    let bypass = Bypass::take(&mut request.parameters, is_own)?;
    let bypass = bypass.unwrap_or_else(|| session.bypass().clone());
    match session.bypassing(bypass, |session| run(session, request)) {
        Ok(response) => Ok(MessageResponse {
            message,
            results: response.results,
        }),
        Err(error) => Err(error.into_fault(session.metadata(), session.rules())),
    }
}

/// Refuses a request that cannot stand inside another one (MS-025, MS-028). The text is the emulator's.
fn check_nesting(
    message: &str,
    request: &OrganizationRequest,
    refused: &[&str],
) -> Result<(), Fault> {
    match refused.contains(&request.name.as_str()) {
        false => Ok(()),
        true => Err(Fault::invalid_argument(format!(
            "{} cannot be one of the requests of {message}.",
            request.name
        ))),
    }
}
