//! The one place that runs a request: finds its message, checks privileges and parameters, runs its steps and its main
//! operation.
//!
//! Doors, plug-ins, messages that run other messages, background operations and the completion event all call this
//! module. The caller chooses thread, deadline and transaction.

use dataverse_model::message::{Message, TARGET, TARGETS, Weight};
use dataverse_model::metadata::{Metadata, TableKind};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Attributes, Value};

use crate::alternate_key;
use crate::error::Error;
use crate::message::{find_bound_row, run_of, unknown, validate};
use crate::pipeline;
use crate::registry::MessageRef;
use crate::security::{Trust, authorize};
use crate::session::Session;
use crate::solution;
use crate::subject::subject;

/// The conditions of one request. Requests that follow from it do not inherit them.
#[derive(Debug)]
pub(crate) struct RunOptions {
    /// The source of the results.
    pub(crate) answer: MainOperation,
    /// Whether the caller's privileges are checked.
    pub(crate) trust: Trust,
}

/// The source of a request's results.
#[derive(Debug)]
pub(crate) enum MainOperation {
    /// The main operation runs.
    Own,
    /// These results replace the main operation, which does not run.
    Given(Attributes),
}

impl RunOptions {
    /// The main operation runs, and the caller's privileges are checked.
    pub(crate) const ORDINARY: Self = Self {
        answer: MainOperation::Own,
        trust: Trust::Asked,
    };
}

/// Runs a request with its steps in a session, on ordinary terms.
///
/// # Errors
/// The message does not exist; a parameter is invalid; the caller lacks a privilege; a step or the main operation
/// fails.
pub(crate) fn execute(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    execute_on(session, request, RunOptions::ORDINARY)
}

/// Same as [`execute`], with the given terms.
pub(crate) fn execute_on(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    terms: RunOptions,
) -> Result<OrganizationResponse, Error> {
    let part = session.take_part();
    let found = session.registry().message(&request.name);
    let message = found.ok_or_else(|| unknown(&request.name, session.rules()))?;
    let mut request = request;
    alternate_key::resolve(session, &mut request)?;
    let main = |session: &mut Session<'_>, request| main(session, &message, request, terms.answer);
    // Privileges are checked before parameters (PV-033).
    let permit = |session: &Session<'_>, request: &OrganizationRequest| {
        if terms.trust == Trust::Asked {
            authorize(session, &message, request)?;
        }
        validate(&message, &request.parameters, session.rules())?;
        find_bound_row(session, &message, request)
    };
    let steps = pipeline::steps_of(session, &request, part);
    if !steps.is_empty() {
        return pipeline::run_pipeline(session, request, steps, permit, main);
    }
    let is_apart = runs_apart(session.metadata(), &message, &request);
    if (session.code().is_some() && !is_apart) || makes_rows(&request) {
        session.begin_unit()?;
    }
    permit(session, &request)?;
    main(session, request)
}

/// Whether the main operation runs requests that are transactions of their own, and therefore begins none.
pub(crate) fn runs_apart(
    metadata: &Metadata,
    message: &Message,
    request: &OrganizationRequest,
) -> bool {
    match message.weight {
        Weight::Requests => true,
        Weight::Rows => metadata
            .table(subject(request).table)
            .is_some_and(|table| table.kind == TableKind::Elastic),
        Weight::Key | Weight::KeyOrRelated | Weight::Query => false,
    }
}

/// Runs the main operation, or returns the given results in its place.
fn main(
    session: &mut Session<'_>,
    message: &MessageRef,
    request: OrganizationRequest,
    answer: MainOperation,
) -> Result<OrganizationResponse, Error> {
    match (answer, message) {
        (MainOperation::Given(results), _) => Ok(OrganizationResponse { results }),
        (MainOperation::Own, MessageRef::Platform(message)) => match run_of(message) {
            Some(run) => match solution::named(session, message, &request)? {
                None => run(session, request),
                Some(solution) => {
                    let before = session.savepoint();
                    let response = run(session, request)?;
                    solution::add_written(session, solution, before)?;
                    Ok(response)
                }
            },
            None => Err(unknown(&message.name, session.rules()).into()),
        },
        (MainOperation::Own, MessageRef::CustomApi(message)) => {
            pipeline::main(session, message, request)
        }
    }
}

/// Whether a request also creates related rows (a deep insert), and therefore has to read its own writes.
pub(crate) fn makes_rows(request: &OrganizationRequest) -> bool {
    let parameters = &request.parameters;
    match parameters.get(TARGET).or_else(|| parameters.get(TARGETS)) {
        Some(Value::Entity(target)) => !target.related.is_empty(),
        Some(Value::Collection(rows)) => rows.entities.iter().any(|row| !row.related.is_empty()),
        _ => false,
    }
}
