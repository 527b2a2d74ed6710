//! Property names in query options: paths, and the `_x_value` spelling of lookups (WA-04A).

use crate::query::ColumnPath;

/// A path of navigation properties with a property at its end, both as written; `None` for no words.
pub(super) fn column_path(words: &[&str]) -> Option<ColumnPath> {
    let (column, via) = words.split_last()?;
    Some(ColumnPath {
        via: via.iter().map(|word| (*word).to_owned()).collect(),
        column: (*column).to_owned(),
    })
}

/// `primarycontactid` for `_primarycontactid_value`; `None` for any other name.
pub fn unwrap_lookup(name: &str) -> Option<&str> {
    name.strip_prefix('_')?
        .strip_suffix("_value")
        .filter(|name| !name.is_empty())
}

pub(super) fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && word
            .chars()
            .all(|next| next.is_alphanumeric() || next == '_')
}
