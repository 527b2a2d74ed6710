//! Checks the parameters of a request against the description of its message: every parameter is known and has the
//! right type, every required one is present.

use dataverse_model::message::{Binding, Message, ValueType};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{MissingParameter, Rules};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::value::{Attributes, Value};

use super::arguments::misshapen;

/// Checks the parameters of a request.
///
/// # Errors
/// The message has no such parameter (SO-023), a parameter has the wrong type, or a required one is missing (CA-03D,
/// BG-038).
pub(crate) fn validate(
    message: &Message,
    parameters: &Attributes,
    rules: &Rules,
) -> Result<(), Fault> {
    for name in parameters.keys() {
        if kind_of(message, name).is_none() {
            return Err(Fault::new(
                code::SDK_INVALID_MESSAGE_PROPERTY_NAME,
                format!(
                    "Message property name '{name}' is not valid on message {}.",
                    message.name
                ),
            ));
        }
    }
    for (name, value) in parameters {
        if let Some(kind) = kind_of(message, name)
            && !kind.accepts(value)
        {
            return Err(misshapen(name, &message.name, &kind.expected(), value));
        }
    }
    if let Some(name) = bound(message)
        && parameters.get(name).is_none_or(Value::is_null)
    {
        return Err(Fault::parameter_missing(name, &message.name));
    }
    match message.missing_parameter(parameters) {
        None => Ok(()),
        Some(missing) if message.custom_api.is_none() => {
            Err(Fault::parameter_missing(&missing.name, &message.name))
        }
        Some(missing) => Err(match rules.missing_parameter {
            MissingParameter::Message => Fault::parameter_missing(&missing.name, &message.name),
            MissingParameter::OData => dataverse_model::payload::body_fault(
                "",
                &format!(
                    "One or more parameters of the operation '{}' are missing from the request payload. The missing parameters are: {}.",
                    message.name, missing.name
                ),
            ),
        }),
    }
}

/// The type of a parameter, including the row that a custom API is bound to.
fn kind_of(message: &Message, name: &str) -> Option<ValueType> {
    if let Some(parameter) = message.parameter(name) {
        return Some(parameter.kind);
    }
    (bound(message) == Some(name)).then_some(ValueType::Field(FieldType::EntityReference))
}

/// The parameter for the row that a message is bound to, if the description's parameters do not include it.
fn bound(message: &Message) -> Option<&'static str> {
    match message.binding {
        Binding::Entity { parameter, .. } if message.parameter(parameter).is_none() => {
            Some(parameter)
        }
        _ => None,
    }
}
