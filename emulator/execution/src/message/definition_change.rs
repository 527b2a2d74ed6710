//! What the messages that change definitions have in common: no step runs on them, and the definitions are drafted before
//! any of them is written.

use dataverse_model::message::{Message, Parameter, StepsAllowed, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::OrganizationRequest;

use super::arguments::Arguments;
use crate::draft::Draft;
use crate::error::Error;
use crate::session::Session;

/// A change by an HTTP method on the URL of a definition.
pub(super) const MESSAGE: Message = Message {
    steps: StepsAllowed::None,
    ..Message::ROWS
};

/// A change that the Web API calls by its name.
pub(super) const ACTION: Message = Message {
    steps: StepsAllowed::None,
    ..Message::ACTION
};

/// The unmanaged solution that what is made or changed is a component of.
pub(super) const SOLUTION: Parameter =
    Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String));

/// Whether labels in languages that are not given stay.
pub(super) const MERGE_LABELS: Parameter =
    Parameter::optional("MergeLabels", ValueType::Field(FieldType::Boolean));

/// Drafts the change that a request asks for, and hands it to the session; answers what the change answers.
///
/// # Errors
/// The request is part of a transaction; the change is refused.
pub(super) fn change<T>(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    change: impl FnOnce(&mut Session<'_>, &mut Draft, &mut Arguments) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut arguments = Arguments::of(request);
    let mut draft = Draft::begin(session)?;
    let answer = change(session, &mut draft, &mut arguments)?;
    draft.write(session)?;
    Ok(answer)
}
