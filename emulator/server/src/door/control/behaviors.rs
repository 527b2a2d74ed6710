//! Scripts of custom APIs: routes to set, read and remove them.

use serde_json::json;

use super::answer::{ControlAnswer, Outcome, Problem};
use crate::host::Listener;
use crate::organization::Organization;
use dataverse_engine::script::{Outcome as Prescribed, Script};
use dataverse_execution::MessageRef;
use dataverse_model::payload::{PayloadReader, read_outputs};

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
