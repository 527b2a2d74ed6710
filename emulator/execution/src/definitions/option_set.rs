//! Option sets: of choices, states and reasons, and of Booleans.

use std::collections::HashSet;

use dataverse_model::metadata::{
    Choice, ChoiceKind, ChoiceScope, Column, ColumnKind, Labels, LanguageCode, Metadata, OptionSet,
};
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexCollection, ComplexType};

use super::labels::{self, Owner};
use super::{ids, introduced, is_custom, managed};

/// The names and labels of a set that are those of its column.
pub(super) struct Of<'a> {
    pub(super) name: &'a str,
    pub(super) display_name: Option<&'a Labels>,
    pub(super) is_global: bool,
    /// Whether a publisher has defined it.
    pub(super) is_custom: bool,
    pub(super) language: LanguageCode,
}

impl Of<'_> {
    fn owner(&self) -> Owner {
        Owner {
            id: ids::option_set(self.name),
            is_managed: !self.is_custom,
            language: self.language,
        }
    }

    /// What all option sets have.
    fn base(&self, kind: &'static ComplexType, set_type: &str) -> Complex {
        let owner = self.owner();
        let is_custom = self.is_custom;
        let label = self
            .display_name
            .map_or_else(labels::none, |labels| owner.label("DisplayName", labels));
        Complex::new(kind)
            .with("MetadataId", owner.id)
            .with("Name", self.name)
            .with("IsGlobal", self.is_global)
            .with("IsCustomOptionSet", is_custom)
            .with("IsManaged", !is_custom)
            .with("OptionSetType", types::OPTION_SET_TYPE.value(set_type))
            .with("IntroducedVersion", introduced(is_custom))
            .with("DisplayName", label)
            .with("Description", labels::none())
            .with(
                "IsCustomizable",
                managed::boolean(true, is_custom, "iscustomizable"),
            )
    }

    fn option(&self, kind: &'static ComplexType, value: i32, labels: &Labels) -> Complex {
        let owner = Owner {
            id: ids::option(self.name, value),
            ..self.owner()
        };
        Complex::new(kind)
            .with("MetadataId", owner.id)
            .with("Value", value)
            .with("Label", owner.label("Label", labels))
            .with("Description", labels::none())
            .with("IsManaged", owner.is_managed)
            .with("IsHidden", false)
            .with("ParentValues", Vec::<i32>::new())
    }

    /// The two options of a Boolean.
    pub(super) fn boolean(&self, no: &Labels, yes: &Labels) -> Complex {
        self.base(&types::BOOLEAN_OPTION_SET, "Boolean")
            .with("FalseOption", self.option(&types::OPTION, 0, no))
            .with("TrueOption", self.option(&types::OPTION, 1, yes))
    }

    /// The options of a choice, a state or a reason.
    pub(super) fn choices(&self, kind: ChoiceKind, set: &OptionSet, reasons: &[Choice]) -> Complex {
        let options = set.options.iter().map(|choice| match kind {
            ChoiceKind::Picklist => self.option(&types::OPTION, choice.value, &choice.labels),
            ChoiceKind::State => {
                let first = reasons
                    .iter()
                    .find(|reason| reason.state == Some(choice.value));
                self.option(&types::STATE_OPTION, choice.value, &choice.labels)
                    .with("DefaultStatus", first.map(|reason| reason.value))
                    .with("InvariantName", invariant_name(&choice.labels))
            }
            ChoiceKind::Status => self
                .option(&types::STATUS_OPTION, choice.value, &choice.labels)
                .with("State", choice.state),
        });
        let set_type = match kind {
            ChoiceKind::Picklist => "Picklist",
            ChoiceKind::State => "State",
            ChoiceKind::Status => "Status",
        };
        let options = ComplexCollection::of(&types::OPTION, options.collect());
        self.base(&types::OPTION_SET, set_type)
            .with("Options", options)
    }
}

/// A state's name in English without spaces.
fn invariant_name(labels: &Labels) -> String {
    labels
        .text(dataverse_model::metadata::ENGLISH)
        .replace(' ', "")
}

/// Every global option set once, in the order in which columns use them.
pub(super) fn global(metadata: &Metadata, language: LanguageCode) -> Vec<Complex> {
    let mut seen = HashSet::new();
    let columns = metadata.tables().flat_map(|table| table.columns.values());
    let sets = columns.filter_map(|column| match &column.kind {
        ColumnKind::Choice { kind, options } if options.scope == ChoiceScope::Global => {
            Some((column, *kind, options))
        }
        ColumnKind::MultiSelect { options } if options.scope == ChoiceScope::Global => {
            Some((column, ChoiceKind::Picklist, options))
        }
        _ => None,
    });
    let new = sets.filter(|(_, _, options)| seen.insert(options.name.as_str()));
    new.map(|(column, kind, options)| of_choice(column, kind, options, &[], language))
        .collect()
}

/// The option set of a choice column.
pub(super) fn of_choice(
    column: &Column,
    kind: ChoiceKind,
    options: &OptionSet,
    reasons: &[Choice],
    language: LanguageCode,
) -> Complex {
    let of = Of {
        name: &options.name,
        display_name: Some(&column.display_name),
        is_global: options.scope == ChoiceScope::Global,
        is_custom: is_custom(&column.logical_name),
        language,
    };
    of.choices(kind, options, reasons)
}
