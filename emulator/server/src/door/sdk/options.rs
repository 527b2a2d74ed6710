//! Parameters that steer the platform's pipeline rather than the message (SO-028).
//!
//! Which messages there are is the catalogue's to say: a custom API may have a parameter of the
//! same name, and then it is that.

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::soap::OPTIONAL_PARAMETERS;
use dataverse_protocol::value::Value;

use crate::message::custom_api::Catalogue;
use crate::pipeline::Bypass;

/// Names the solution that a written row is to belong to; there are no solutions here (CA-012).
const SOLUTION: &str = "SolutionUniqueName";

/// What of the steps a request wants passed over, unless that is a parameter of its own (PL-110).
///
/// # Errors
/// An option whose value says nothing.
pub(super) fn bypass(
    request: &OrganizationRequest,
    catalogue: &Catalogue,
) -> Result<Bypass, Fault> {
    let api = catalogue.find(&request.name);
    Bypass::read(|name| {
        if api
            .as_ref()
            .is_some_and(|api| api.parameter(name).is_some())
        {
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
pub(super) fn strip(request: &mut OrganizationRequest, catalogue: &Catalogue) -> Result<(), Fault> {
    let api = catalogue.find(&request.name);
    let is_own = |name: &str| {
        api.as_ref()
            .is_some_and(|api| api.parameter(name).is_some())
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
            strip(inside, catalogue)?;
        }
    }
    Ok(())
}
