//! Limits: the bounds of the organization's clients and of its work.

use serde_json::{Value as Json, json};

use super::answer::{ControlAnswer, Outcome};
use crate::host::Listener;

pub(super) fn show(listener: &Listener) -> Outcome {
    let limits: Vec<Json> = listener
        .limits()
        .texts()
        .map(|(limit, value)| {
            json!({
                "name": limit.name,
                "value": value,
                "default": limit.default_text(),
                "takes": limit.takes(),
                "meaning": limit.meaning,
            })
        })
        .collect();
    Ok(ControlAnswer::Ok(json!({"limits": limits})))
}
