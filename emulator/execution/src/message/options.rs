//! What the messages that change the options of a choice have in common: the names of the choice, and the draft of its
//! definition.

use dataverse_model::message::{Parameter, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use crate::draft::{Draft, Subject};
use crate::error::Error;
use crate::session::Session;

/// The choice of a column, or a global one.
pub(super) const OPTION_SET: Parameter =
    Parameter::optional("OptionSetName", ValueType::Field(FieldType::String));
pub(super) const ATTRIBUTE: Parameter =
    Parameter::optional("AttributeLogicalName", ValueType::Field(FieldType::String));
pub(super) const ENTITY: Parameter =
    Parameter::optional("EntityLogicalName", ValueType::Field(FieldType::String));
pub(super) const SOLUTION: Parameter =
    Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String));

/// Changes the options of the choice that a request names; answers what the change answers.
///
/// # Errors
/// There is no such choice; the change is refused.
pub(super) fn change<T>(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    change: impl FnOnce(&mut Session<'_>, &mut Subject, &mut Arguments) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut arguments = Arguments::of(request);
    let mut draft = Draft::begin(session)?;
    let set = arguments.optional_text("OptionSetName")?;
    let table = arguments.optional_text("EntityLogicalName")?;
    let column = arguments.optional_text("AttributeLogicalName")?;
    let mut subject = Subject::find(&draft, set.as_deref(), table.as_deref(), column.as_deref())?;
    let answer = change(session, &mut subject, &mut arguments)?;
    draft.define(subject.into_definition())?;
    draft.write(session)?;
    Ok(answer)
}

/// Adds an option with the value, the label and the description of the request; of a reason, `StateCode` says the state.
///
/// # Errors
/// As [`change`]; the request has no label.
pub(super) fn insert(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let message = request.name.clone();
    let value = change(session, request, |session, subject, arguments| {
        let value = arguments.number("Value")?;
        let state = arguments.number("StateCode")?;
        let label = arguments.label("Label")?;
        let description = arguments.label("Description")?;
        let label = label.ok_or_else(|| Fault::parameter_missing("Label", &message))?;
        Ok(subject.insert(session, value, label, description, state)?)
    })?;
    Ok(OrganizationResponse::default().with("NewOptionValue", Value::Integer(value)))
}
