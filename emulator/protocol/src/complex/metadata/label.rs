//! `Label` and `LocalizedLabel`: a text in several languages (MD-009).

use super::attribute::METADATA_BASE;
use super::namespaces::SDK;
use super::{flag, integer, list, one, text};
use crate::complex::types::{ComplexType, Content};

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
