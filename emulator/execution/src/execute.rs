//! The one place where a request is run: its message is found, its parameters are checked, its steps and its main
//! operation run.
//!
//! Doors, plug-ins, messages that run other messages, background operations and the completion event all come by here.
//! On which thread, until when and in which transaction is not known here.

use dataverse_model::message::TARGET;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Value};

use crate::error::Error;
use crate::message::{find_bound_row, run_of, unknown, validate};
use crate::pipeline;
use crate::registry::MessageRef;
use crate::security::{Trust, authorize};
use crate::session::Session;

/// What is different about one request, not about those that follow from it.
#[derive(Debug)]
pub(crate) struct RunOptions {
    /// What stands in the place of the main operation.
    pub(crate) answer: MainOperation,
    /// Whether the caller is asked for privileges.
    pub(crate) trust: Trust,
}

/// Where the results of a request come from.
#[derive(Debug)]
pub(crate) enum MainOperation {
    /// From its main operation.
    Own,
    /// From elsewhere: the main operation does not run.
    Given(Attributes),
}

impl RunOptions {
    /// Those of a request without a script.
    pub(crate) const ORDINARY: Self = Self {
        answer: MainOperation::Own,
        trust: Trust::Asked,
    };
}

/// Runs a request with its steps in a session.
///
/// # Errors
/// The message does not exist; a parameter is wrong; a step fails; the caller may not do it; the main operation fails.
pub(crate) fn execute(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    execute_on(session, request, RunOptions::ORDINARY)
}

/// As [`execute`], on terms of its own.
pub(crate) fn execute_on(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    terms: RunOptions,
) -> Result<OrganizationResponse, Error> {
    let found = session.registry().message(&request.name);
    let message = found.ok_or_else(|| unknown(&request.name, session.rules()))?;
    let main = |session: &mut Session<'_>, request| main(session, &message, request, terms.answer);
    // A caller who may not do it is told that first (PV-033), whatever the parameters are.
    let permit = |session: &Session<'_>, request: &OrganizationRequest| {
        if terms.trust == Trust::Asked {
            authorize(session, &message, request)?;
        }
        validate(&message, &request.parameters, session.rules())?;
        find_bound_row(session, &message, request)
    };
    let steps = pipeline::steps_of(session, &request);
    if !steps.is_empty() {
        return pipeline::run_pipeline(session, request, steps, permit, main);
    }
    if session.code().is_some() || makes_rows(&request) {
        session.begin_unit()?;
    }
    permit(session, &request)?;
    main(session, request)
}

/// What a request comes to without its steps.
fn main(
    session: &mut Session<'_>,
    message: &MessageRef,
    request: OrganizationRequest,
    answer: MainOperation,
) -> Result<OrganizationResponse, Error> {
    match (answer, message) {
        (MainOperation::Given(results), _) => Ok(OrganizationResponse { results }),
        (MainOperation::Own, MessageRef::Platform(message)) => match run_of(message) {
            Some(run) => run(session, request),
            None => Err(unknown(&message.name, session.rules()).into()),
        },
        (MainOperation::Own, MessageRef::CustomApi(message)) => {
            pipeline::main(session, message, request)
        }
    }
}

/// Whether a request makes other rows beside its own, which it has to read while it makes them.
pub(crate) fn makes_rows(request: &OrganizationRequest) -> bool {
    match request.parameters.get(TARGET) {
        Some(Value::Entity(target)) => !target.related.is_empty(),
        _ => false,
    }
}
