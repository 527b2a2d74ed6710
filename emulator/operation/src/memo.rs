//! The length limit of memo columns, above all of `outputparameters` and `errormessage`.
//!
//! Dataverse measures a text in UTF-16 code units. The consequence of a text that is too long is a
//! rule and not known here.

/// Longest text of a memo column of `backgroundoperation`, in UTF-16 code units (1.6).
pub(crate) const MAX_LENGTH: usize = 1_048_576;

/// The longest prefix of `text` that fits into a memo column of `backgroundoperation`.
pub(crate) fn fitting(text: &str) -> &str {
    fitting_within(text, MAX_LENGTH)
}

/// The longest prefix of `text` with at most `limit` UTF-16 code units; never splits a character.
pub(crate) fn fitting_within(text: &str, limit: usize) -> &str {
    // No character has more UTF-16 code units than UTF-8 bytes, so most texts need no counting.
    if text.len() <= limit {
        return text;
    }
    let mut units = 0;
    for (start, character) in text.char_indices() {
        units += character.len_utf16();
        if units > limit {
            return &text[..start];
        }
    }
    text
}

/// Whether `text` fits into a memo column.
pub(crate) fn fits(text: &str) -> bool {
    fitting(text).len() == text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_exactly_the_limit_fits() {
        assert!(fits(&"a".repeat(MAX_LENGTH)));
        assert!(!fits(&"a".repeat(MAX_LENGTH + 1)));
    }

    #[test]
    fn length_is_counted_in_utf16_units() {
        assert!(fits(&"é".repeat(MAX_LENGTH)), "two bytes, one unit");
        assert!(fits(&"😀".repeat(MAX_LENGTH / 2)), "four bytes, two units");
        assert!(!fits(&"😀".repeat(MAX_LENGTH / 2 + 1)));
    }

    #[test]
    fn a_character_is_never_split() {
        let text = format!("a{}", "😀".repeat(MAX_LENGTH / 2));
        let cut = fitting(&text);
        assert_eq!(cut.encode_utf16().count(), MAX_LENGTH - 1);
        assert!(text.starts_with(cut));
    }
}
