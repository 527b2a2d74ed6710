//! Sort keys as SQL text: their expressions, and the condition that a row stands behind another.

use dataverse_protocol::query::Direction;
use rusqlite::types::Value as Sql;

use crate::aggregate;
use crate::bound::{At, Bound, Shape, Sort, SortBy};
use crate::predicate::{compared, expression};
use crate::schema::{CREATED_COLUMN, quoted};
use crate::sql::Text;

/// Writes the condition that a row follows the row with these sort values.
pub(super) fn after(text: &mut Text, keys: &[(String, Direction)], values: &[Sql]) {
    let ([(key, direction), keys @ ..], [value, values @ ..]) = (keys, values) else {
        text.push("FALSE");
        return;
    };
    text.push("(");
    match (direction, value) {
        // Null sorts below every value.
        (Direction::Ascending, Sql::Null) => text.push(&format!("{key} IS NOT NULL")),
        (Direction::Descending, Sql::Null) => text.push("FALSE"),
        (Direction::Ascending, value) => {
            text.push(&format!("{key} > "));
            text.bind(value.clone());
        }
        (Direction::Descending, value) => {
            text.push(&format!("{key} IS NULL OR {key} < "));
            text.bind(value.clone());
        }
    }
    if !keys.is_empty() {
        text.push(&format!(" OR ({key} IS "));
        text.bind(value.clone());
        text.push(" AND ");
        after(text, keys, values);
        text.push(")");
    }
    text.push(")");
}

/// The sort keys of a query's rows, the primary key last.
pub(super) fn sort_keys(bound: &Bound, key: &str) -> Vec<(String, Direction)> {
    let order = bound
        .order
        .iter()
        .map(|sort| (sort_expression(sort, &bound.shape), sort.direction));
    order
        .chain([(key.to_owned(), Direction::Ascending)])
        .collect()
}

/// The expression of a sort key.
pub(super) fn sort_expression(sort: &Sort, shape: &Shape) -> String {
    match (&sort.by, shape) {
        (SortBy::Column(at), _) => compared(at),
        (SortBy::Label(at, numbers), _) => place(at, numbers),
        (SortBy::Created { source }, _) => format!("t{source}.{}", quoted(CREATED_COLUMN)),
        (SortBy::Key(position), Shape::Groups { keys, .. }) => aggregate::key(&keys[*position]),
        (SortBy::Computed(position), Shape::Groups { values, .. }) => {
            aggregate::sort_expression(&values[*position])
        }
        // Only groups are sorted by their keys and values; a constant sorts nothing.
        (SortBy::Key(_) | SortBy::Computed(_), _) => "NULL".to_owned(),
    }
}

/// The place of a number in a list; null for null, and the end for a number that is not in it.
fn place(at: &At, numbers: &[i32]) -> String {
    let column = expression(at);
    let places = numbers.iter().enumerate();
    let places: String = places
        .map(|(place, number)| format!(" WHEN {number} THEN {place}"))
        .collect();
    let end = numbers.len();
    format!("CASE WHEN {column} IS NULL THEN NULL ELSE CASE {column}{places} ELSE {end} END END")
}
