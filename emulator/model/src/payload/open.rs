//! Values of open types: rows of the type `expando`, whose properties no table defines (CA-080).
//!
//! Such a row is an [`Entity`] without a table. The values of its properties have the types that annotations name, or
//! the type that their JSON tells.

mod read;
#[cfg(test)]
mod tests;
mod write;

use dataverse_protocol::odata::json::RowJson;
use dataverse_protocol::value::{EXPANDO, Entity, Value};
use serde_json::Value as Json;

pub use write::write_open;

pub(super) use read::read_open;
pub(super) use write::write_property;

/// Whether JSON is a row of the open type, by its `@odata.type`.
pub(super) fn is_open(json: &Json) -> bool {
    RowJson::of(json).is_some_and(|row| row.table == Some(EXPANDO))
}

/// Whether a value has an array of simple values in a row of the open type, at any depth.
pub fn has_array(value: &Value) -> bool {
    match value {
        Value::Entity(row) => row_has_array(row),
        Value::Collection(rows) => rows.entities.iter().any(row_has_array),
        _ => false,
    }
}

fn row_has_array(row: &Entity) -> bool {
    row.attributes.values().any(|value| {
        let is_array = matches!(value, Value::Array(_) | Value::Strings(_));
        (is_array && row.is_open()) || has_array(value)
    })
}
