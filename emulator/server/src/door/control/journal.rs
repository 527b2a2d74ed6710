//! The journal of incoming and outgoing requests.

use serde_json::{Value as Json, json};

use super::answer::{ControlAnswer, Outcome, Problem};
use crate::host::Listener;
use dataverse_outbound::journal::EntryKind;

pub(super) fn show(listener: &Listener, query: &str) -> Outcome {
    let organization = listener.organization();
    let journal = organization.journal();
    let entries = match query {
        "" => journal.entries(),
        query => journal.entries_of(kind(query)?),
    };
    let entries: Vec<Json> = entries.iter().map(|entry| json!(**entry)).collect();
    Ok(ControlAnswer::Ok(json!({"entries": entries})))
}

pub(super) fn clear(listener: &Listener) -> Outcome {
    listener.organization().journal().clear();
    Ok(ControlAnswer::Done)
}

/// The value of `?kind=`.
fn kind(query: &str) -> Result<EntryKind, Problem> {
    let wanted = query.strip_prefix("kind=");
    EntryKind::ALL
        .into_iter()
        .find(|kind| wanted == Some(kind.name()))
        .ok_or_else(|| {
            let kinds = EntryKind::ALL.map(|kind| format!("?kind={}", kind.name()));
            Problem::invalid(format!(
                "'?{query}' is not understood: expected nothing or one of {}",
                kinds.join(", ")
            ))
        })
}
