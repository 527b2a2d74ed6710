//! Rules: the emulator's choices for undocumented behavior.

use dataverse_operation::rules::Rules;
use serde_json::{Map, Value as Json, json};

use super::answer::{ControlAnswer, Outcome, Problem, parse};
use crate::host::Listener;

pub(super) fn show(listener: &Listener) -> Outcome {
    Ok(ControlAnswer::Ok(Json::Object(
        listener.organization().rules().to_json(),
    )))
}

pub(super) fn change(listener: &Listener, body: &[u8]) -> Outcome {
    let wanted: Map<String, Json> = parse(body)?;
    let rules = listener
        .organization()
        .change_rules(&wanted)
        .map_err(Problem::invalid)?;
    Ok(ControlAnswer::Ok(Json::Object(rules.to_json())))
}

pub(super) fn catalogue() -> Outcome {
    let rules: Vec<Json> = Rules::catalogue()
        .iter()
        .map(|rule| {
            json!({
                "name": rule.name,
                "default": rule.default,
                "alternatives": rule.alternatives,
                "meaning": rule.meaning,
                "evidence": rule.evidence,
            })
        })
        .collect();
    Ok(ControlAnswer::Ok(json!({"rules": rules})))
}
