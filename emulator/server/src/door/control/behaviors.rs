//! Scripts of custom APIs and of deferred requests: routes to set, read and remove them.
//!
//! Both are kept by one name: a script of a custom API is that of deferred requests which call it, too.

use serde_json::json;

use super::answer::{ControlAnswer, Outcome, Problem};
use crate::host::Listener;
use crate::organization::Organization;
use dataverse_engine::script::{Outcome as Prescribed, Script};
use dataverse_execution::MessageRef;
use dataverse_model::payload::{PayloadReader, read_outputs};

/// The subject of deferred batches.
const BATCH: &str = "$batch";

pub(super) fn show(listener: &Listener, name: &str) -> Outcome {
    let organization = listener.organization();
    find(&organization, name)?;
    Ok(ControlAnswer::Ok(json!(*organization.scripts().of(name))))
}

pub(super) fn set(listener: &Listener, name: &str, body: &[u8]) -> Outcome {
    let organization = listener.organization();
    let api = find(&organization, name)?;
    let script = Script::parse(body).map_err(Problem::invalid)?;
    for outcome in &script.outcomes {
        if let Prescribed::Return(members) = outcome {
            let (metadata, rules) = (organization.metadata(), organization.rules());
            read_outputs(&api, members, PayloadReader::new(&metadata, &rules))
                .map_err(|fault| Problem::invalid(fault.message))?;
        }
    }
    organization.scripts().set(name, script);
    Ok(ControlAnswer::Done)
}

pub(super) fn remove(listener: &Listener, name: &str) -> Outcome {
    let organization = listener.organization();
    find(&organization, name)?;
    organization.scripts().remove(name);
    Ok(ControlAnswer::Done)
}

pub(super) fn show_deferred(listener: &Listener, subject: &str) -> Outcome {
    let organization = listener.organization();
    known(&organization, subject)?;
    Ok(ControlAnswer::Ok(json!(
        *organization.scripts().of(subject)
    )))
}

/// Results are those of a custom API: for anything else, a script says when it is answered and whether it fails.
pub(super) fn set_deferred(listener: &Listener, subject: &str, body: &[u8]) -> Outcome {
    let organization = listener.organization();
    if find(&organization, subject).is_ok() {
        return set(listener, subject, body);
    }
    known(&organization, subject)?;
    let script = Script::parse(body).map_err(Problem::invalid)?;
    let returns = |outcome: &Prescribed| matches!(outcome, Prescribed::Return(_));
    if script.outcomes.iter().any(returns) {
        return Err(Problem::invalid(format!(
            "a script gives results of custom APIs only, and '{subject}' is none: expected outcomes with 'fail' or \"never\""
        )));
    }
    organization.scripts().set(subject, script);
    Ok(ControlAnswer::Done)
}

pub(super) fn remove_deferred(listener: &Listener, subject: &str) -> Outcome {
    let organization = listener.organization();
    known(&organization, subject)?;
    organization.scripts().remove(subject);
    Ok(ControlAnswer::Done)
}

/// Checks that a deferred request can have this name.
fn known(organization: &Organization, subject: &str) -> Result<(), Problem> {
    let registry = organization.registry();
    let is_known = subject == BATCH
        || registry.metadata().by_entity_set(subject).is_some()
        || registry.message(subject).is_some();
    is_known.then_some(()).ok_or_else(|| {
        Problem::unknown(format!(
            "there is no entity set, function or action '{subject}' (names are case-sensitive); {BATCH} stands for batches"
        ))
    })
}

fn find(organization: &Organization, name: &str) -> Result<MessageRef, Problem> {
    let found = organization.registry().message(name);
    found
        .filter(|message| message.custom_api.is_some())
        .ok_or_else(|| {
            Problem::unknown(format!(
                "there is no custom API with the unique name '{name}' (names are case-sensitive)"
            ))
        })
}
