//! Parameters that steer the platform's pipeline rather than the message (SO-028).
//!
//! The description of the message says which parameters it has: one of the same name is the message's own.

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::soap::OPTIONAL_PARAMETERS;
use dataverse_protocol::value::Value;

use dataverse_execution::Bypass;
use dataverse_execution::Registry;

/// Names the solution that a written row is to belong to; there are no solutions here (CA-012).
const SOLUTION: &str = "SolutionUniqueName";

/// What of the steps a request wants passed over, unless that is a parameter of its own (PL-110).
///
/// # Errors
/// An option whose value says nothing.
pub(super) fn bypass(request: &OrganizationRequest, registry: &Registry) -> Result<Bypass, Fault> {
    let message = registry.message(&request.name);
    Bypass::read(|name| {
        let is_own = message
            .as_ref()
            .is_some_and(|message| message.parameter(name).is_some());
        if is_own {
            return None;
        }
        match request.parameters.get(name)? {
            Value::Boolean(truth) => Some(truth.to_string()),
            Value::String(text) => Some(text.clone()),
            _ => None,
        }
    })
}

/// Takes the pipeline's options out of a request and of those inside it (BG-03A).
///
/// # Errors
/// An option that would do something if it were emulated.
pub(super) fn strip(request: &mut OrganizationRequest, registry: &Registry) -> Result<(), Fault> {
    let message = registry.message(&request.name);
    let is_own = |name: &str| {
        message
            .as_ref()
            .is_some_and(|message| message.parameter(name).is_some())
    };
    if request.parameters.contains_key(SOLUTION) && !is_own(SOLUTION) {
        return Err(Fault::new(
            code::NOT_SUPPORTED,
            format!(
                "The parameter `{SOLUTION}` of `{}` is not emulated.",
                request.name
            ),
        ));
    }
    request
        .parameters
        .retain(|name, _| is_own(name) || !OPTIONAL_PARAMETERS.contains(&name.as_str()));
    for value in request.parameters.values_mut() {
        if let Value::Request(inside) = value
            && !Bug::InnerOptionsCount.is_on()
        {
            strip(inside, registry)?;
        }
    }
    Ok(())
}
