//! Localized labels.
//!
//! Knows no user and no request: the caller of [`Labels::text`] passes the language.

use std::collections::BTreeMap;

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

/// A language as a Windows LCID, as in Dataverse.
pub type LanguageCode = u16;

/// English (United States), the base language of every organization.
pub const ENGLISH: LanguageCode = 1033;

/// A text in the base language and any other languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    texts: BTreeMap<LanguageCode, String>,
}

impl Labels {
    /// A text in the base language only.
    pub fn english(text: impl Into<String>) -> Self {
        Self {
            texts: BTreeMap::from([(ENGLISH, text.into())]),
        }
    }

    /// The texts by language; `None` without one in the base language.
    pub fn of(texts: impl IntoIterator<Item = (LanguageCode, String)>) -> Option<Self> {
        let texts: BTreeMap<_, _> = texts.into_iter().collect();
        texts.contains_key(&ENGLISH).then_some(Self { texts })
    }

    /// These texts, and those of `other` in the languages that these lack.
    #[must_use]
    pub fn merged(mut self, other: &Self) -> Self {
        for (language, text) in &other.texts {
            self.texts.entry(*language).or_insert_with(|| text.clone());
        }
        self
    }

    /// These texts with the text of `other` in the same language in the place of a placeholder.
    #[must_use]
    pub fn filled(&self, placeholder: &str, other: &Self) -> Self {
        let filled = |(language, text): (&LanguageCode, &String)| {
            (*language, text.replace(placeholder, other.text(*language)))
        };
        Self {
            texts: self.texts.iter().map(filled).collect(),
        }
    }

    /// The text in a language, or in the base language if there is no translation.
    pub fn text(&self, language: LanguageCode) -> &str {
        self.texts
            .get(&language)
            .or_else(|| self.texts.get(&ENGLISH))
            .map_or("", String::as_str)
    }

    /// Every language with its text, by language code.
    pub fn iter(&self) -> impl Iterator<Item = (LanguageCode, &str)> {
        self.texts
            .iter()
            .map(|(language, text)| (*language, text.as_str()))
    }
}

/// Writes `{ 1033 = "Ready", 1036 = "Prêt" }`.
impl Serialize for Labels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.texts)
    }
}

/// Reads `"Ready"` (the base language alone) or `{ 1033 = "Ready", 1036 = "Prêt" }`.
impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LabelsVisitor)
    }
}

struct LabelsVisitor;

impl<'de> Visitor<'de> for LabelsVisitor {
    type Value = Labels;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a text, or texts by language code with at least 1033 (English)")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Labels, E> {
        Ok(Labels::english(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Labels, A::Error> {
        let mut texts = BTreeMap::new();
        while let Some((language, text)) = map.next_entry::<String, String>()? {
            let code = language.parse::<LanguageCode>().map_err(|_| {
                A::Error::custom(format!(
                    "label language '{language}' is not a language code such as 1033"
                ))
            })?;
            texts.insert(code, text);
        }
        if !texts.contains_key(&ENGLISH) {
            return Err(A::Error::custom(
                "a label has no text for 1033 (English), the base language",
            ));
        }
        Ok(Labels { texts })
    }
}
