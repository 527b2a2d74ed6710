//! The journal: what came in and what went out.

use serde_json::{Value as Json, json};

use super::answer::{Answer, Outcome, Problem};
use crate::host::Listener;
use crate::notice::journal::EntryKind;

pub(super) fn show(listener: &Listener, query: &str) -> Outcome {
    let organization = listener.organization();
    let journal = organization.journal();
    let entries = match query {
        "" => journal.entries(),
        "kind=request" => journal.entries_of(EntryKind::Request),
        "kind=callback" => journal.entries_of(EntryKind::Callback),
        other => {
            return Err(Problem::invalid(format!(
                "'?{other}' is not understood: expected nothing, ?kind=request or ?kind=callback"
            )));
        }
    };
    let entries: Vec<Json> = entries.iter().map(|entry| json!(**entry)).collect();
    Ok(Answer::Ok(json!({"entries": entries})))
}

pub(super) fn clear(listener: &Listener) -> Outcome {
    listener.organization().journal().clear();
    Ok(Answer::Done)
}
