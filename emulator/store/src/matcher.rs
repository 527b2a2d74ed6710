//! Matches texts with patterns, in time that grows with the length of the text alone.
//!
//! SQLite's own `LIKE` tries every position for every `%`, and cannot be interrupted meanwhile: a periodic pattern over
//! a long memo took half a minute. Here each part between two `%` is looked for once, from where the previous part
//! ended, since the earliest end leaves the most for the parts that follow.
//!
//! As in SQLite, the case of ASCII letters does not matter.

mod part;

use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error};

use self::part::Part;

/// The name of the function in SQL: `matches(text, pattern)`.
pub(super) const FUNCTION: &str = "matches";

/// Makes the function known to a connection.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(FUNCTION, 2, flags, |context| {
        let ValueRef::Text(text) = context.get_raw(0) else {
            return Ok(None);
        };
        let text = std::str::from_utf8(text).map_err(|error| Error::Utf8Error(0, error))?;
        let pattern =
            context.get_or_create_aux(1, |pattern| pattern.as_str().map(Pattern::parse))?;
        Ok(Some(pattern.matches(text)))
    })
}

/// A pattern as its parts, which were separated by `%`.
#[derive(Debug)]
struct Pattern {
    /// The part at the beginning of the text; the whole pattern if there is no `%`.
    first: Part,
    /// The parts between.
    middle: Vec<Part>,
    /// The part at the end of the text; `None` if the pattern has no `%`.
    last: Option<Part>,
}

impl Pattern {
    fn parse(pattern: &str) -> Self {
        let mut parts = Part::parse_all(&pattern.to_ascii_lowercase());
        let last = (parts.len() > 1).then(|| parts.pop()).flatten();
        let mut parts = parts.into_iter();
        Self {
            first: parts.next().unwrap_or_default(),
            middle: parts.filter(|part| !part.is_empty()).collect(),
            last,
        }
    }

    fn matches(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        let Some(mut at) = self.first.at_start(&text) else {
            return false;
        };
        let Some(last) = &self.last else {
            return at == text.len();
        };
        for part in &self.middle {
            match part.find(&text[at..]) {
                Some(end) => at += end,
                None => return false,
            }
        }
        last.at_end(&text[at..])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::parse(pattern).matches(text)
    }

    #[test]
    fn a_pattern_matches_what_it_means() {
        for (pattern, fitting, other) in [
            (
                "Adventure",
                &["adventure", "ADVENTURE"][..],
                &["adventures", ""][..],
            ),
            ("%", &["", "x"], &[]),
            ("a%", &["a", "Abc"], &["ba", ""]),
            ("%a", &["a", "cba"], &["ab"]),
            ("%a%", &["xAx"], &["x"]),
            ("a%a", &["aa", "aba"], &["a"]),
            ("%ab%ab%", &["abab", "xabyabz"], &["ab", "aab"]),
            ("_", &["x", "é"], &["", "xy"]),
            ("%_é_%", &["xéy", "aaxéyaa"], &["éy", "xé"]),
            ("[a-c]%", &["Beta"], &["delta"]),
            ("[^a]_x", &["bax", "éyX"], &["aax", "bx"]),
            ("50[%]%", &["50%", "50% off"], &["50", "505"]),
            ("a[b", &["A[B"], &["ab"]),
            ("[]]", &["]"], &["[]"]),
            ("[]", &["[]"], &["x"]),
            ("%[0-9][0-9]", &["x12", "112"], &["1x"]),
            (r"a\_b\[c\\", &[r"A_b[c\"], &["axb[c"]),
        ] {
            for text in fitting {
                assert!(matches(pattern, text), "{pattern} and {text}");
            }
            for text in other {
                assert!(!matches(pattern, text), "{pattern} and {text}");
            }
        }
    }

    #[test]
    fn a_periodic_pattern_over_a_long_text_ends_at_once() {
        let text = "a".repeat(1_000_000);
        let needle = "a".repeat(5_000);
        assert!(!matches(&format!("%{needle}b%"), &text));
        assert!(!matches(&format!("%{}b%", "a%".repeat(2_000)), &text));
        assert!(!matches(&format!("%{}b%", "_a".repeat(30)), &text));
    }

    /// SQLite's own `LIKE`.
    fn like(pattern: &str, text: &str) -> bool {
        let connection = Connection::open_in_memory().unwrap();
        let query = r"SELECT ?1 LIKE ?2 ESCAPE '\'";
        let row = connection.query_row(query, [text, pattern], |row| row.get(0));
        row.unwrap()
    }

    proptest! {
        #[test]
        fn it_matches_what_sqlite_matches(pattern in "[abAé%_]{0,8}", text in "[abAé]{0,10}") {
            prop_assert_eq!(matches(&pattern, &text), like(&pattern, &text));
        }
    }
}
