//! What a publisher gave for a definition, over what the platform has for one without it.

use dataverse_model::metadata::{Details, LanguageCode};
use dataverse_protocol::complex::Complex;
use uuid::Uuid;

use super::labels::Owner;
use super::{introduced, is_custom};

/// Who has made a definition, and in which language it is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    /// Whether a publisher has made it, and not the platform.
    pub(super) is_custom: bool,
    /// Whether it came with the platform. What the platform adds to a publisher's table is neither managed nor custom.
    pub(super) is_managed: bool,
    pub(super) language: LanguageCode,
}

impl Origin {
    /// That of a table.
    pub(super) fn of_table(table: &str, language: LanguageCode) -> Self {
        Self::within(table, table, language)
    }

    /// That of a part of a table.
    pub(super) fn within(table: &str, part: &str, language: LanguageCode) -> Self {
        Self {
            is_custom: is_custom(part),
            is_managed: !is_custom(part) && !is_custom(table),
            language,
        }
    }

    /// `IntroducedVersion`.
    pub(super) const fn introduced(self) -> &'static str {
        introduced(!self.is_managed)
    }

    pub(super) const fn owner(self, id: Uuid) -> Owner {
        Owner {
            id,
            is_managed: self.is_managed,
            language: self.language,
        }
    }
}

/// The definition with the description and the properties that its publisher gave.
pub(super) fn over(mut definition: Complex, details: &Details, owner: Owner) -> Complex {
    if let Some(description) = &details.description {
        let label = owner.label("Description", description);
        definition = definition.with("Description", label);
    }
    for (member, value) in &details.properties {
        definition.lay_over(member, value);
    }
    definition
}
