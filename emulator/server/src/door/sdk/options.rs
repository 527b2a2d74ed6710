//! Optional parameters of the SDK, which control the pipeline and not the message (SO-028).
//!
//! A parameter of the same name in the message's description takes precedence.

use dataverse_model::message::TARGET;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::soap::OPTIONAL_PARAMETERS;
use dataverse_protocol::value::Value;

use dataverse_execution::Bypass;
use dataverse_execution::Registry;

/// The solution that what is written is added to (CA-012, SL-004).
const SOLUTION: &str = "SolutionUniqueName";

/// Reads the bypass options of a request, except for parameters that the message itself has (PL-110).
///
/// # Errors
/// An option has an invalid value.
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

/// Whether a request writes a row of a table whose rows are no components of solutions.
fn is_no_component(request: &OrganizationRequest, registry: &Registry) -> bool {
    match request.parameters.get(TARGET) {
        Some(Value::Entity(target)) => {
            let table = registry.metadata().table(&target.table);
            table.is_some_and(|table| table.component.is_none())
        }
        _ => false,
    }
}

/// Whether a value of an optional parameter asks for nothing.
type AsksForNothing = fn(&Value) -> bool;

/// Optional parameters without effect, each with the values that ask for nothing: there are no rules that find
/// duplicates, and no shared variables that a request sets.
const WITHOUT_EFFECT: [(&str, AsksForNothing); 2] = [
    ("SuppressDuplicateDetection", |value| {
        *value == Value::Boolean(true)
    }),
    ("tag", Value::is_null),
];

/// Removes optional parameters from a request and from its nested requests (BG-03A); returns those that ask for what
/// has no effect.
///
/// # Errors
/// An option whose effect is not emulated.
pub(super) fn strip(
    request: &mut OrganizationRequest,
    registry: &Registry,
) -> Result<Vec<String>, Fault> {
    strip_but(request, registry, &[])
}

/// Same as [`strip`], except for the options in `kept`, which whoever runs the request reads.
fn strip_but(
    request: &mut OrganizationRequest,
    registry: &Registry,
    kept: &[&str],
) -> Result<Vec<String>, Fault> {
    let message = registry.message(&request.name);
    let is_own = |name: &str| {
        message
            .as_ref()
            .is_some_and(|message| message.parameter(name).is_some())
    };
    if request.parameters.contains_key(SOLUTION) && !is_own(SOLUTION) {
        return Err(Fault::not_emulated(format_args!(
            "The parameter `{SOLUTION}` of `{}`",
            request.name
        )));
    }
    let mut without_effect = Vec::new();
    if request.parameters.contains_key(SOLUTION) && is_no_component(request, registry) {
        request.parameters.shift_remove(SOLUTION);
        without_effect.push(format!("the parameter '{SOLUTION}'"));
    }
    for (name, asks_for_nothing) in WITHOUT_EFFECT {
        let asks = |value| !asks_for_nothing(value);
        if request.parameters.get(name).is_some_and(asks) && !is_own(name) {
            without_effect.push(format!("the parameter '{name}'"));
        }
    }
    request.parameters.retain(|name, _| {
        let name = name.as_str();
        is_own(name) || kept.contains(&name) || !OPTIONAL_PARAMETERS.contains(&name)
    });
    for value in request.parameters.values_mut() {
        match value {
            Value::Request(inside) => without_effect.extend(strip(inside, registry)?),
            // Each of several requests has options of its own.
            Value::Requests(inside) => {
                for request in inside {
                    let stripped = strip_but(request, registry, &Bypass::OPTIONS)?;
                    without_effect.extend(stripped);
                }
            }
            _ => {}
        }
    }
    Ok(without_effect)
}
