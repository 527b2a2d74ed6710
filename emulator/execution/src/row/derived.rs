//! Columns that are computed from other columns of the row.

use dataverse_model::metadata::{Readable, Table};
use dataverse_protocol::value::{Attributes, Entity, Value};

/// A computed column and its source columns.
const FULL_NAME: (&str, [&str; 2]) = ("fullname", ["firstname", "lastname"]);
const FILE: (&str, &str) = ("annotation", "documentbody");
const FILE_FACTS: [&str; 2] = ["isdocument", "filesize"];

/// The computed columns of `table` that change if these values change.
pub(crate) fn derived(table: &Table, values: &Attributes) -> impl Iterator<Item = &'static str> {
    let name = FULL_NAME
        .1
        .iter()
        .any(|part| values.contains_key(*part))
        .then_some(FULL_NAME.0);
    let file = table.logical_name == FILE.0 && values.contains_key(FILE.1);
    let file = file.then_some(FILE_FACTS).into_iter().flatten();
    name.into_iter().chain(file)
}

/// Sets the amounts in the base currency, which is the only one: its exchange rate is 1.
pub(super) fn convert_amounts(table: &Table, values: &mut Attributes) {
    for column in table.columns.values() {
        if let Some(amount) = &column.base_of
            && let Some(value) = values.get(amount.as_str()).cloned()
        {
            values.insert(column.logical_name.as_str().into(), value);
        }
    }
}

/// Sets the computed columns; `current` is the present row, empty for a new one.
pub(super) fn compute(table: &Table, values: &mut Attributes, current: &Entity) {
    if table.columns.contains_key(FULL_NAME.0)
        && FULL_NAME.1.iter().any(|part| values.contains_key(*part))
    {
        let parts: Vec<&str> = FULL_NAME
            .1
            .iter()
            .filter_map(|part| match values.get(*part) {
                Some(given) => given.as_str(),
                None => current.get(part).and_then(Value::as_str),
            })
            .collect();
        let full = parts.join(" ");
        values.insert(FULL_NAME.0.into(), Value::String(full));
    }
    if table.logical_name == FILE.0
        && let Some(body) = values.get(FILE.1)
    {
        let bytes = body.as_str().map(decoded_length);
        values.insert("isdocument".into(), Value::Boolean(bytes.is_some()));
        let size = bytes.map(|bytes| i32::try_from(bytes).unwrap_or(i32::MAX));
        values.insert("filesize".into(), size.into());
    }
}

/// Sets the column that says whether a write-only column has a value.
pub(super) fn tell_secrets(table: &Table, values: &mut Attributes) {
    for column in table.columns.values() {
        if let Readable::Never { told_by } = &column.read
            && let Some(secret) = values.get(column.logical_name.as_str())
        {
            let is_set = secret.as_str().is_some_and(|text| !text.is_empty());
            values.insert(told_by.as_str().into(), Value::Boolean(is_set));
        }
    }
}

/// The number of bytes that a base64 text encodes.
fn decoded_length(text: &str) -> usize {
    let padding = text.bytes().rev().take_while(|byte| *byte == b'=').count();
    (text.len() / 4 * 3).saturating_sub(padding)
}
