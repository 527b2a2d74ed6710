//! The customization prefix of a publisher, with which the names of custom components begin.

/// What follows the prefix and its underscore; `None` for a name without a prefix (two to eight letters or digits, the
/// first a letter) or without anything behind it.
pub(super) fn after_prefix(name: &str) -> Option<&str> {
    let (prefix, rest) = name.split_once('_')?;
    let is_prefix = (2..=8).contains(&prefix.len())
        && prefix.starts_with(|first: char| first.is_ascii_alphabetic())
        && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_prefix && !rest.is_empty()).then_some(rest)
}
