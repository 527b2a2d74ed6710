//! Says which requests may run in the background, checks one and makes the row of its operation (BG-001, BG-030).

use dataverse_model::message::Message;
use dataverse_model::metadata::check::fit;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::Validation;
use dataverse_protocol::codec;
use dataverse_protocol::request::{OrganizationRequest, Task as StoredMessage};
use dataverse_protocol::value::Value;
use dataverse_store::{Submission, Task};
use uuid::Uuid;

use super::{unknown, validate};
use crate::address::accepts;
use crate::error::misfit;
use crate::memo;
use crate::registry::MessageRef;
use crate::security::authorize;
use crate::session::Session;

/// The custom API of a request that the caller may run in the background.
///
/// # Errors
/// The request is no custom API's; the caller may not execute it.
pub(super) fn eligible(
    session: &Session<'_>,
    request: &OrganizationRequest,
) -> Result<MessageRef, Fault> {
    let message = match session.registry().message(&request.name) {
        Some(message @ MessageRef::CustomApi(_)) => message,
        Some(MessageRef::Platform(_)) => return Err(no_custom_api(request)),
        None => return Err(unknown(&request.name, session.rules())),
    };
    authorize(session, &message, request)?;
    Ok(message)
}

/// The text is the emulator's: the platform's is unknown (BG-037).
fn no_custom_api(request: &OrganizationRequest) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "The request '{}' is not a custom API and cannot be executed as a background operation.",
            request.name
        ),
    )
}

/// Makes the submission of a background operation; the operation is accepted once its row is committed.
///
/// # Errors
/// The request is invalid (where rule `validation` requires a check before submission); the callback address is
/// invalid; the parameters cannot be stored.
pub(super) fn submission(
    session: &Session<'_>,
    id: Uuid,
    message: &Message,
    request: OrganizationRequest,
    callback: Option<String>,
) -> Result<Submission, Fault> {
    let rules = session.rules();
    if rules.validation == Validation::Before {
        validate(message, &request.parameters, rules)?;
    }
    if let Some(uri) = &callback {
        accepts(uri, rules.callback_uri)
            .map_err(|error| Fault::invalid_argument(error.to_string()))?;
    }
    let input_memo = fitting(session, memo::write(&request.parameters, rules))?;
    let display_name = message
        .custom_api
        .as_ref()
        .map(|api| api.display_name.clone());
    let exact = codec::write(&StoredMessage::Message(request))
        .map_err(|error| Fault::new(code::INVALID_ARGUMENT, error.to_string()))?;
    Ok(Submission {
        id,
        name: message.name.as_ref().to_owned(),
        display_name: display_name.unwrap_or_default(),
        task: Task::Message { exact },
        input_memo: Some(input_memo),
        callback,
        provenance: session.provenance().clone(),
    })
}

/// Refuses the text of the inputs if its column cannot hold it.
fn fitting(session: &Session<'_>, memo: String) -> Result<String, Fault> {
    let operations = &session.core().operations;
    let column = operations
        .column("inputparameters")
        .ok_or_else(Fault::unexpected)?;
    match fit(&operations.logical_name, column, Value::String(memo)) {
        Ok(Value::String(memo)) => Ok(memo),
        Ok(_) => Err(Fault::unexpected()),
        Err(error) => Err(misfit(&error)),
    }
}
