//! Values that are stored as one JSON text in a column: phases, system jobs, provenances.

use rusqlite::types::ValueRef;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::read::StoreError;
use crate::refusal::Refusal;

/// Initial capacity in bytes; most texts fit.
const TEXT: usize = 320;

/// Serializes a value.
pub(super) fn write<T: Serialize>(value: &T) -> Result<String, Refusal> {
    let mut text = Vec::with_capacity(TEXT);
    serde_json::to_writer(&mut text, value)
        .map_err(|error| Refusal::Internal(error.to_string()))?;
    String::from_utf8(text).map_err(|error| Refusal::Internal(error.to_string()))
}

/// Reads a value of the operation or system job with this id; `what` names the value in errors.
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
