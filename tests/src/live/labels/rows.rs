//! Labels in rows of the Web API, which are annotations beside the columns.

use serde_json::{Map, Value};

use super::{COLUMNS, Labels};

/// The annotation that follows the column's name.
pub(super) const FORMATTED: &str = "@OData.Community.Display.V1.FormattedValue";

/// Whether a body contains labels of operation states.
pub(super) fn have_labels(text: &str) -> bool {
    let mut columns = COLUMNS.iter();
    columns.any(|(column, _)| text.contains(&format!("\"{column}{FORMATTED}\"")))
}

/// The body with English labels; the unchanged bytes where no label changes.
pub(super) fn english(labels: &Labels, body: Vec<u8>) -> Vec<u8> {
    let Ok(mut answer) = serde_json::from_slice::<Value>(&body) else {
        return body;
    };
    match translate(labels, &mut answer) {
        0 => body,
        _ => answer.to_string().into_bytes(),
    }
}

/// Translates every row in `value`. Returns the number of changed labels.
fn translate(labels: &Labels, value: &mut Value) -> usize {
    match value {
        Value::Object(row) => {
            let columns = COLUMNS.iter().map(|(column, _)| column);
            let own: usize = columns.map(|column| in_row(labels, row, column)).sum();
            let inner = row.values_mut().map(|inner| translate(labels, inner));
            own + inner.sum::<usize>()
        }
        Value::Array(items) => items.iter_mut().map(|item| translate(labels, item)).sum(),
        _ => 0,
    }
}

fn in_row(labels: &Labels, row: &mut Map<String, Value>, column: &str) -> usize {
    let value = row.get(column).and_then(Value::as_i64);
    let found = row.get_mut(&format!("{column}{FORMATTED}"));
    let (Some(value), Some(Value::String(found))) = (value, found) else {
        return 0;
    };
    match labels.told(column, value, found) {
        Some(told) => {
            *found = told;
            1
        }
        None => 0,
    }
}
