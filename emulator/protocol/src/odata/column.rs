//! Column names in query options: paths, and the `_x_value` spelling of lookups (WA-04A).

use crate::query::ColumnPath;

/// Navigation properties and the column at the end; `None` for an empty path.
pub(super) fn column_path(words: &[&str]) -> Option<ColumnPath> {
    let (column, via) = words.split_last()?;
    Some(ColumnPath {
        via: via.iter().map(|word| (*word).to_owned()).collect(),
        column: unwrap_lookup(column).to_owned(),
    })
}

/// `primarycontactid` of `_primarycontactid_value`; every other name is itself.
pub fn unwrap_lookup(name: &str) -> &str {
    name.strip_prefix('_')
        .and_then(|name| name.strip_suffix("_value"))
        .filter(|name| !name.is_empty())
        .unwrap_or(name)
}

pub(super) fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && word
            .chars()
            .all(|next| next.is_alphanumeric() || next == '_')
}
