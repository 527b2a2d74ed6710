//! What the messages that change the options of a choice have in common: the names of the choice, and the draft of its
//! definition.

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use super::{MessageResult, definition_change};
use crate::draft::Subject;
use crate::session::Session;

/// The choice of a column, or a global one.
pub(super) const OPTION_SET: Parameter =
    Parameter::optional("OptionSetName", ValueType::Field(FieldType::String));
pub(super) const ATTRIBUTE: Parameter =
    Parameter::optional("AttributeLogicalName", ValueType::Field(FieldType::String));
pub(super) const ENTITY: Parameter =
    Parameter::optional("EntityLogicalName", ValueType::Field(FieldType::String));

/// What the messages have in common, besides these parameters.
pub(super) const MESSAGE: Message = Message {
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteOptionSet"))]),
    ..definition_change::ACTION
};

/// The value of the new option.
const VALUE: &[Parameter] = &[Parameter::required(
    "NewOptionValue",
    ValueType::Field(FieldType::Integer),
)];

/// What the messages that add an option have in common: they answer with its value.
pub(super) const INSERTION: Message = Message {
    response: Cow::Borrowed(VALUE),
    ..MESSAGE
};

/// Changes the options of the choice that a request names; answers what the change answers.
///
/// # Errors
/// There is no such choice; the change is refused.
pub(super) fn change(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    change: impl FnOnce(&mut Session<'_>, &mut Subject, &mut Arguments) -> MessageResult,
) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let set = arguments.optional_text("OptionSetName")?;
        let table = arguments.optional_text("EntityLogicalName")?;
        let column = arguments.optional_text("AttributeLogicalName")?;
        let mut subject =
            Subject::find(draft, set.as_deref(), table.as_deref(), column.as_deref())?;
        let answer = change(session, &mut subject, arguments)?;
        draft.define(subject.into_definition())?;
        Ok(answer)
    })
}

/// Adds an option with the value, the label and the description of the request; of a reason, `StateCode` says the state.
///
/// # Errors
/// As [`change`]; the request has no label.
pub(super) fn insert(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let message = request.name.clone();
    change(session, request, |session, subject, arguments| {
        let value = arguments.number("Value")?;
        let state = arguments.number("StateCode")?;
        let label = arguments.label("Label")?;
        let description = arguments.label("Description")?;
        let label = label.ok_or_else(|| Fault::parameter_missing("Label", &message))?;
        let value = subject.insert(session, value, label, description, state)?;
        Ok(OrganizationResponse::default().with("NewOptionValue", Value::Integer(value)))
    })
}
