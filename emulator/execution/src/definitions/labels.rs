//! Labels: every language of the data, and the text in the user's.

use dataverse_model::metadata::{ENGLISH, Labels, LanguageCode, ids};
use dataverse_protocol::complex::metadata::{LABEL, LOCALIZED_LABEL};
use dataverse_protocol::complex::{Complex, ComplexCollection};
use uuid::Uuid;

/// What a label belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner {
    /// The `MetadataId` of the definition.
    pub(super) id: Uuid,
    /// Whether the definition came with the platform.
    pub(super) is_managed: bool,
    /// The user's language.
    pub(super) language: LanguageCode,
}

impl Owner {
    /// A label of the owner.
    pub(super) fn label(self, part: &str, labels: &Labels) -> Complex {
        let localized = |(language, text): (LanguageCode, &str)| {
            Complex::new(&LOCALIZED_LABEL)
                .with("Label", text)
                .with("LanguageCode", i32::from(language))
                .with("IsManaged", self.is_managed)
                .with("MetadataId", ids::label(self.id, part, language))
        };
        let all: Vec<(LanguageCode, &str)> = labels.iter().collect();
        let of = |wanted| all.iter().find(|(language, _)| *language == wanted);
        let own = of(self.language).or_else(|| of(ENGLISH)).copied();
        Complex::new(&LABEL)
            .with("UserLocalizedLabel", own.map(localized))
            .with(
                "LocalizedLabels",
                ComplexCollection::of(
                    &LOCALIZED_LABEL,
                    all.iter().copied().map(localized).collect(),
                ),
            )
    }
}

/// A label without a text.
pub(super) fn none() -> Complex {
    Complex::new(&LABEL).with(
        "LocalizedLabels",
        ComplexCollection::of(&LOCALIZED_LABEL, Vec::new()),
    )
}
