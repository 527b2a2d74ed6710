//! Text patterns of Dataverse: how they are written for the matcher.
//!
//! The matcher's own form has the wildcards `%` and `_`, classes such as `[a-f]`, and a backslash before a character
//! that means itself.

use rusqlite::types::Value as Sql;

use crate::bound::{At, Predicate, Side, Sign};

/// `like`: `%` any text, `_` one character, `[..]` one of these characters, `[^..]` none of these.
pub(super) fn like(column: &At, pattern: &str) -> Predicate {
    let beginning = pattern.split(['%', '_', '[']).next().unwrap_or_default();
    let matches = Predicate::Like(column.clone(), pattern.replace('\\', "\\\\"));
    beginning_with(column, beginning, matches)
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
    let beginning = match before {
        "" => text.split('%').next().unwrap_or_default(),
        _ => "",
    };
    beginning_with(column, beginning, Predicate::Like(column.clone(), pattern))
}

/// Adds the span of the texts that begin so, for which an index of the column is of use. It has no fewer texts than the
/// pattern matches; it may have more.
fn beginning_with(column: &At, beginning: &str, matches: Predicate) -> Predicate {
    // A comparison of SQLite ends at this character.
    if beginning.is_empty() || beginning.contains('\0') {
        return matches;
    }
    let compare = |sign, text: &str| {
        let text = Side::Cell(Sql::Text(text.to_owned()));
        Predicate::Compare(column.clone(), sign, text)
    };
    let mut all = vec![compare(Sign::GreaterOrEqual, beginning)];
    all.extend(behind(beginning).map(|end| compare(Sign::Less, &end)));
    all.push(matches);
    Predicate::All(all)
}

/// A text behind all texts that begin so; `None` where there is none.
fn behind(beginning: &str) -> Option<String> {
    let mut text = beginning.to_ascii_lowercase();
    let last = u32::from(text.pop()?);
    // No character has one of the numbers between.
    let next = char::from_u32(last + 1).or_else(|| (last < 0xE000).then_some('\u{E000}'))?;
    text.push(next);
    Some(text)
}
