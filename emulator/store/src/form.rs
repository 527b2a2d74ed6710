//! What is stored as one JSON text in a column of its own: phases, system jobs, provenances.

use rusqlite::types::ValueRef;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::read::StoreError;
use crate::refusal::Refusal;

/// Writes one.
pub(super) fn write<T: Serialize>(value: &T) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|error| Refusal::Internal(error.to_string()))
}

/// Reads one, that of the operation or system job with this id; `what` is its noun.
pub(super) fn read<T: DeserializeOwned>(
    what: &'static str,
    id: Uuid,
    stored: ValueRef<'_>,
) -> Result<T, StoreError> {
    let unreadable = |reason: String| StoreError::Form { what, id, reason };
    let text = stored
        .as_str()
        .map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))
}
