//! `Label` and `LocalizedLabel`: a text in several languages (MD-009).

use super::attribute::METADATA_BASE;
use super::namespaces::SDK;
use super::{flag, integer, list, one, text};
use crate::complex::types::{ComplexType, Content};
use crate::complex::{Complex, ComplexCollection};
use crate::value::Value;

/// A text in one language.
pub static LOCALIZED_LABEL: ComplexType = ComplexType {
    name: "LocalizedLabel",
    namespace: &SDK,
    base: Some(&METADATA_BASE),
    content: Content::Members(&[
        text("Label"),
        integer("LanguageCode").not_nil(),
        flag("IsManaged"),
    ]),
};

/// A text in every language in which it exists, and in the user's.
pub static LABEL: ComplexType = ComplexType {
    name: "Label",
    namespace: &SDK,
    base: None,
    content: Content::Members(&[
        list("LocalizedLabels", &LOCALIZED_LABEL),
        one("UserLocalizedLabel", &LOCALIZED_LABEL),
    ]),
};

/// A definition whose labels have the texts in these languages only.
pub fn in_languages(of: &Complex, languages: &[i32]) -> Complex {
    of.map_instances(&|label| (label.kind() == &LABEL).then(|| narrowed(label, languages)))
}

fn narrowed(label: &Complex, languages: &[i32]) -> Complex {
    let is_wanted = |text: &Complex| {
        let language = text.get("LanguageCode").and_then(Value::as_integer);
        let mut languages = languages.iter();
        languages.any(|wanted| Some(i64::from(*wanted)) == language)
    };
    let mut kept = label.clone();
    if let Some(Value::ComplexCollection(texts)) = label.get("LocalizedLabels") {
        let texts = texts.items().iter().filter(|text| is_wanted(text));
        let texts = ComplexCollection::of(&LOCALIZED_LABEL, texts.cloned().collect());
        kept = kept.with("LocalizedLabels", texts);
    }
    if let Some(Value::Complex(own)) = label.get("UserLocalizedLabel")
        && !is_wanted(own)
    {
        kept = kept.with("UserLocalizedLabel", Value::Null);
    }
    kept
}
