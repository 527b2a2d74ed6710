//! Alternate keys.

use dataverse_model::metadata::{Key, Labels};
use dataverse_operation::fault::Fault;

use super::members::Members;
use super::{Draft, ENTITY_KEY_NAME_EXISTS, metadata_id, names};
use crate::error::{no_column, no_table};
use crate::session::Session;

/// A key with the same columns exists.
const SAME_COLUMNS: i32 = 0x8006_0894_u32.cast_signed();
/// Most columns of a key.
const MOST_COLUMNS: usize = 16;
/// Most keys of a table.
const MOST_KEYS: usize = 10;

/// The new key of a table.
///
/// # Errors
/// The table, a column or the name is not valid, or the table has such a key already.
pub(crate) fn new_key(
    session: &mut Session<'_>,
    draft: &Draft,
    table: &str,
    given: Members<'_>,
) -> Result<Key, Fault> {
    let known = draft.metadata().table(table);
    let known = known.ok_or_else(|| no_table(table))?;
    let schema_name = given.required_text("SchemaName")?;
    let logical_name = names::logical(session, "key", schema_name)?;
    if known.key(&logical_name).is_some() {
        return Err(Fault::new(
            ENTITY_KEY_NAME_EXISTS,
            format!("An entity key with the name {logical_name} already exists on entity {table}."),
        ));
    }
    let columns = given.texts("KeyAttributes").to_vec();
    if columns.is_empty() || columns.len() > MOST_COLUMNS {
        return Err(Fault::invalid_argument(format!(
            "The key '{schema_name}' has {} columns: expected 1 to {MOST_COLUMNS}.",
            columns.len()
        )));
    }
    if known.keys.len() >= MOST_KEYS {
        return Err(Fault::invalid_argument(format!(
            "The table '{table}' has {MOST_KEYS} keys already, which is the most."
        )));
    }
    if let Some(name) = columns.iter().find(|name| known.column(name).is_none()) {
        return Err(no_column(table, name));
    }
    let sorted = |columns: &[String]| {
        let mut columns = columns.to_vec();
        columns.sort_unstable();
        columns
    };
    if known
        .keys
        .iter()
        .any(|key| sorted(&key.columns) == sorted(&columns))
    {
        return Err(Fault::new(
            SAME_COLUMNS,
            "An entity key with the selected attributes already exists on entity.",
        ));
    }
    let mut details = given.details(&["IsCustomizable"])?;
    details.metadata_id = Some(metadata_id(session, details.metadata_id));
    let labels = given.label("DisplayName")?;
    Ok(Key {
        logical_name,
        schema_name: schema_name.to_owned(),
        display_name: labels.unwrap_or_else(|| Labels::english(schema_name)),
        columns,
        details,
    })
}
