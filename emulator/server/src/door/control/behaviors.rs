//! How custom APIs behave: prescribed, shown, taken back.

use std::sync::Arc;

use serde_json::json;

use super::answer::{Answer, Outcome, Problem};
use crate::engine::behavior::{Behavior, Outcome as Prescribed};
use crate::host::Listener;
use crate::message::custom_api::CustomApi;
use crate::organization::Organization;
use crate::payload::read_outputs;

pub(super) fn show(listener: &Listener, name: &str) -> Outcome {
    let organization = listener.organization();
    find(&organization, name)?;
    Ok(Answer::Ok(json!(*organization.behaviors().of(name))))
}

pub(super) fn set(listener: &Listener, name: &str, body: &[u8]) -> Outcome {
    let organization = listener.organization();
    let api = find(&organization, name)?;
    let behavior = Behavior::parse(body).map_err(Problem::invalid)?;
    for outcome in &behavior.outcomes {
        if let Prescribed::Return(members) = outcome {
            read_outputs(
                &api,
                members,
                organization.metadata(),
                &organization.rules(),
            )
            .map_err(|fault| Problem::invalid(fault.message))?;
        }
    }
    organization.behaviors().set(name, behavior);
    Ok(Answer::Done)
}

pub(super) fn remove(listener: &Listener, name: &str) -> Outcome {
    let organization = listener.organization();
    find(&organization, name)?;
    organization.behaviors().remove(name);
    Ok(Answer::Done)
}

fn find(organization: &Organization, name: &str) -> Result<Arc<CustomApi>, Problem> {
    organization.catalogue().find(name).ok_or_else(|| {
        Problem::unknown(format!(
            "there is no custom API with the unique name '{name}' (names are case-sensitive)"
        ))
    })
}
