//! Parses the authentication value of a webhook, a list of names and values in XML (WH-002): `<settings><setting
//! name="…" value="…" /></settings>` and nothing else.
//!
//! The caller turns each pair into a header or a query parameter. The values are secrets: an error holds the byte
//! offset at which reading stopped and never quotes the text.

use crate::xml::{self, DocumentLimits, Element, XmlError, XmlProblem};

/// The column that stores the text holds 2048 characters, and each of them may be a character reference.
const LIMITS: DocumentLimits = DocumentLimits {
    bytes: 16 << 10,
    depth: 2,
    elements: 256,
    attributes: 8,
};

/// Why a text is not a list of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The XML is not well-formed, or it declares a document type or refers to an undefined entity.
    #[error("it is not well-formed XML, or has a document type or an entity, at byte {offset}")]
    NotXml {
        /// Byte offset at which reading stopped.
        offset: usize,
    },
    /// The text exceeds a limit on bytes, levels, elements or attributes.
    #[error("it exceeds the limits of bytes, nesting, elements or attributes at byte {offset}")]
    TooMuch {
        /// Byte offset at which reading stopped.
        offset: usize,
    },
    /// An element, an attribute or text that the vocabulary does not have.
    #[error(
        "there is something else than <settings><setting name=\"…\" value=\"…\" /></settings> at byte {offset}"
    )]
    Unexpected {
        /// Byte offset of the start tag of the offending element.
        offset: usize,
    },
}

/// Reads names and values in the order of the text; a name may occur more than once.
///
/// # Errors
/// [`SettingsError`] for a text that is not exactly this vocabulary.
pub fn parse(text: &str) -> Result<Vec<(String, String)>, SettingsError> {
    let root = xml::read(text, LIMITS).map_err(refused)?;
    if root.name != "settings" || !root.attributes.is_empty() || has_text(&root) {
        return Err(unexpected(&root));
    }
    root.children.into_iter().map(setting).collect()
}

fn setting(element: Element) -> Result<(String, String), SettingsError> {
    let known = |(name, _): &(String, String)| name == "name" || name == "value";
    let plain = element.name == "setting"
        && element.attributes.iter().all(known)
        && element.children.is_empty()
        && !has_text(&element);
    match (element.attribute("name"), element.attribute("value")) {
        (Some(name), Some(value)) if plain => Ok((name.to_owned(), value.to_owned())),
        _ => Err(unexpected(&element)),
    }
}

fn has_text(element: &Element) -> bool {
    !element.text.trim().is_empty()
}

const fn unexpected(element: &Element) -> SettingsError {
    SettingsError::Unexpected {
        offset: element.offset,
    }
}

fn refused(XmlError { offset, problem }: XmlError) -> SettingsError {
    match problem {
        XmlProblem::TooLong { .. }
        | XmlProblem::TooDeep { .. }
        | XmlProblem::TooManyElements { .. }
        | XmlProblem::TooManyAttributes { .. } => SettingsError::TooMuch { offset },
        // The details of these problems quote the text, which is secret: only the offset is kept.
        XmlProblem::DocumentType
        | XmlProblem::UndefinedEntity(_)
        | XmlProblem::NotWellFormed(_) => SettingsError::NotXml { offset },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        parse(text).unwrap()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn settings_are_read_in_order_with_their_references_resolved() {
        let text = r#"<?xml version="1.0"?>
            <settings>
              <setting name="b" value="1 &amp; &quot;2&quot;" />
              <setting value="" name="a"></setting>
              <setting name="b" value="&#xE4;"/>
            </settings>"#;
        assert_eq!(
            pairs(text),
            [pair("b", "1 & \"2\""), pair("a", ""), pair("b", "ä")]
        );
        assert_eq!(pairs("<settings />"), []);
    }

    #[test]
    fn everything_else_is_refused_where_it_begins() {
        use SettingsError::{NotXml, TooMuch, Unexpected};
        let cases = [
            ("", NotXml { offset: 0 }),
            ("secret", NotXml { offset: 0 }),
            ("<settings><setting", NotXml { offset: 10 }),
            ("<!DOCTYPE x><settings/>", NotXml { offset: 0 }),
            ("<settings>&secret;</settings>", NotXml { offset: 10 }),
            ("<other/>", Unexpected { offset: 0 }),
            ("<settings a='1'/>", Unexpected { offset: 0 }),
            ("<settings>secret</settings>", Unexpected { offset: 0 }),
            ("<settings><other/></settings>", Unexpected { offset: 10 }),
            (
                "<settings><setting name='a'/></settings>",
                Unexpected { offset: 10 },
            ),
            (
                "<settings><setting name='a' value='b' c='d'/></settings>",
                Unexpected { offset: 10 },
            ),
            (
                "<settings><setting name='a' value='b'>secret</setting></settings>",
                Unexpected { offset: 10 },
            ),
            (
                "<settings><setting name='a' value='b'><x/></setting></settings>",
                TooMuch { offset: 38 },
            ),
        ];
        for (text, expected) in cases {
            let error = parse(text).unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn more_than_a_column_can_hold_is_refused() {
        let text = format!(
            "<settings><setting name='a' value='{}'/></settings>",
            "x".repeat(16 << 10)
        );
        assert_eq!(
            parse(&text).unwrap_err(),
            SettingsError::TooMuch { offset: 0 }
        );
    }
}
