//! Translates text patterns of Dataverse into patterns of SQLite.
//!
//! `%` and `_` mean the same in both. A class such as `[a-f]` exists in SQLite's `GLOB` only.
//! `GLOB` is case-sensitive, so each letter becomes a class of its two cases.

use crate::bound::{At, Predicate};

/// Longest pattern in bytes: escaped, it stays below SQLite's own limit of 50000 bytes.
pub(super) const MAX_BYTES: usize = 10_000;

/// `like`: `%` any text, `_` one character, `[..]` one of these characters, `[^..]` none of these.
pub(super) fn like(column: &At, pattern: &str) -> Predicate {
    if pattern.contains('[') {
        Predicate::Glob(column.clone(), glob(pattern))
    } else {
        Predicate::Like(column.clone(), pattern.replace('\\', "\\\\"))
    }
}

/// Matches `text` literally, except that `%` stays a wildcard (WA-076), between two wildcards.
pub(super) fn literal(column: &At, before: &str, text: &str, after: &str) -> Predicate {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push_str(before);
    for character in text.chars() {
        if matches!(character, '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push_str(after);
    Predicate::Like(column.clone(), pattern)
}

fn glob(pattern: &str) -> String {
    let mut glob = String::with_capacity(pattern.len() * 4);
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '%' => glob.push('*'),
            '_' => glob.push('?'),
            '[' => match class(rest) {
                Some((class, after)) => {
                    glob.push_str(&class);
                    rest = after;
                }
                None => glob.push_str("[[]"),
            },
            other => letter(&mut glob, other),
        }
    }
    glob
}

/// One character in either case; a character that is special in `GLOB` becomes a class.
fn letter(glob: &mut String, character: char) {
    if character.is_ascii_alphabetic() {
        glob.extend([
            '[',
            character.to_ascii_lowercase(),
            character.to_ascii_uppercase(),
            ']',
        ]);
    } else if matches!(character, '*' | '?') {
        glob.extend(['[', character, ']']);
    } else {
        glob.push(character);
    }
}

/// A class in both cases, and the rest of the pattern; `None` for an empty or unclosed class.
fn class(rest: &str) -> Option<(String, &str)> {
    let (inside, negation) = match rest.strip_prefix('^') {
        Some(inside) => (inside, "^"),
        None => (rest, ""),
    };
    // The first character belongs to the class even if it is a closing bracket.
    let first = inside.chars().next()?.len_utf8();
    let end = first + inside[first..].find(']')?;
    let members = &inside[..end];
    let other_case: String = members
        .chars()
        .map(|c| {
            if c.is_ascii_lowercase() {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    let both = if other_case == members {
        String::new()
    } else {
        other_case
    };
    Some((format!("[{negation}{members}{both}]"), &inside[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn a_class_becomes_a_glob_of_both_cases() {
        for (pattern, expected) in [
            ("[a-c]%", "[a-cA-C]*"),
            ("[^a]_x", "[^aA]?[xX]"),
            ("50[%]*", "50[%][*]"),
            ("a[b", "[aA][[][bB]"),
            ("[]]", "[]]"),
        ] {
            assert_eq!(glob(pattern), expected, "{pattern}");
        }
    }
}
