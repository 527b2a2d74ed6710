//! Which names CSDL takes: its simple identifiers.

/// The most characters of a simple identifier.
const LENGTH: usize = 128;

/// Whether a name is a simple identifier: a letter or an underscore, then letters, digits and underscores.
pub(super) fn is_simple(name: &str) -> bool {
    let mut characters = name.chars();
    let begins = |first: char| first.is_alphabetic() || first == '_';
    let goes_on = |next: char| next.is_alphanumeric() || next == '_';
    characters.next().is_some_and(begins)
        && characters.all(goes_on)
        && name.chars().count() <= LENGTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_underscores_make_a_name() {
        for name in ["account", "_ownerid_value", "Größe", "a1", "表"] {
            assert!(is_simple(name), "{name}");
        }
        let long = "a".repeat(LENGTH + 1);
        for name in ["", "1a", "a.b", "a b", "a\"b", "<a>", "a\u{0}", "🎉", &long] {
            assert!(!is_simple(name), "{name}");
        }
    }
}
