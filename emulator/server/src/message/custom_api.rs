//! Custom APIs: what they are, how they are found, called, and run in the background.

mod background;
mod catalogue;
mod definition;
mod invoke;
mod perform;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{MissingParameter, Rules};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::value::{Attributes, Value};

pub(super) use background::{Background, submission};
pub(crate) use catalogue::{Catalogue, rows};
use definition::Visibility;
pub(crate) use definition::{Binding, CustomApi, Field, Kind};
pub(crate) use invoke::invoke;
pub(super) use perform::inside;
pub(crate) use perform::{Done, OneCall, perform};

use super::arguments::{misshapen, missing};
use super::session::Call;

/// Name of the parameter that an entity-bound API gets by itself (CA-026).
pub(crate) const TARGET: &str = "Target";

/// Whether a call may be one of this custom API: a private one is not for plug-ins. That keeps nobody
/// out, since everybody else may call it (CA-028). A request of a plug-in is known by its depth.
///
/// # Errors
/// It is private, and a plug-in calls it; the platform's words for this are not known.
pub(super) fn may_be_used(call: &Call, api: &CustomApi) -> Result<(), Fault> {
    if api.visibility == Visibility::Public || call.depth <= 1 {
        return Ok(());
    }
    Err(Fault::new(
        code::NOT_SUPPORTED,
        format!(
            "The custom API '{}' is private: a plug-in cannot call it, and neither can a handler with the token it was given.",
            api.unique_name
        ),
    ))
}

/// Checks a call against the definition: every parameter known and of its type, every required one
/// there.
pub(crate) fn check(api: &CustomApi, inputs: &Attributes, rules: &Rules) -> Result<(), Fault> {
    let bound = matches!(api.binding, Binding::Entity(_));
    for name in inputs.keys() {
        let known = api.parameter(name).is_some() || bound && name == TARGET;
        if !known {
            return Err(Fault::new(
                code::SDK_INVALID_MESSAGE_PROPERTY_NAME,
                format!(
                    "Message property name '{name}' is not valid on message {}.",
                    api.unique_name
                ),
            ));
        }
    }
    for (name, value) in inputs {
        let kind = match api.parameter(name) {
            Some(field) => field.kind,
            None if bound && name == TARGET => FieldType::EntityReference,
            None => continue,
        };
        if !kind.accepts(value) {
            let expected = format!("of type {}", kind.name());
            return Err(misshapen(name, &api.unique_name, &expected, value));
        }
    }
    if bound && inputs.get(TARGET).is_none_or(Value::is_null) {
        return Err(missing(TARGET, &api.unique_name));
    }
    match api.missing_parameter(inputs) {
        None => Ok(()),
        Some(field) => Err(match rules.missing_parameter {
            MissingParameter::Message => missing(&field.name, &api.unique_name),
            MissingParameter::OData => crate::payload::body_fault(
                "",
                &format!(
                    "One or more parameters of the operation '{}' are missing from the request payload. The missing parameters are: {}.",
                    api.unique_name, field.name
                ),
            ),
        }),
    }
}
