//! Text patterns of Dataverse: how they are written for the matcher.
//!
//! The matcher's own form has the wildcards `%` and `_`, classes such as `[a-f]`, and a backslash before a character
//! that means itself.

use crate::bound::{At, Predicate};

/// `like`: `%` any text, `_` one character, `[..]` one of these characters, `[^..]` none of these.
pub(super) fn like(column: &At, pattern: &str) -> Predicate {
    Predicate::Like(column.clone(), pattern.replace('\\', "\\\\"))
}

/// Matches `text` literally, except that `%` stays a wildcard (WA-076), between two wildcards.
pub(super) fn literal(column: &At, before: &str, text: &str, after: &str) -> Predicate {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push_str(before);
    for character in text.chars() {
        if matches!(character, '_' | '[' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push_str(after);
    Predicate::Like(column.clone(), pattern)
}
