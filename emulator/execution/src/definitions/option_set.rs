//! Option sets: of choices, states and reasons, and of Booleans.

use std::collections::HashMap;

use dataverse_model::metadata::{
    Choice, ChoiceKind, ChoiceScope, Column, Labels, LanguageCode, Metadata, OptionSet, Table, ids,
};
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexCollection, ComplexType};
use uuid::Uuid;

use super::given::{Origin, over};
use super::{labels, managed};

/// The names and labels of a set that are those of its column.
pub(super) struct Of<'a> {
    pub(super) id: Uuid,
    pub(super) name: &'a str,
    pub(super) display_name: Option<&'a Labels>,
    pub(super) is_global: bool,
    pub(super) origin: Origin,
}

impl Of<'_> {
    /// What all option sets have.
    fn base(&self, kind: &'static ComplexType, set_type: &str) -> Complex {
        let owner = self.origin.owner(self.id);
        let is_custom = self.origin.is_custom;
        let label = self
            .display_name
            .map_or_else(labels::none, |labels| owner.label("DisplayName", labels));
        Complex::new(kind)
            .with("MetadataId", owner.id)
            .with("Name", self.name)
            .with("IsGlobal", self.is_global)
            .with("IsCustomOptionSet", is_custom)
            .with("IsManaged", self.origin.is_managed)
            .with("OptionSetType", types::OPTION_SET_TYPE.value(set_type))
            .with("IntroducedVersion", self.origin.introduced())
            .with("DisplayName", label)
            .with("Description", labels::none())
            .with(
                "IsCustomizable",
                managed::boolean(true, is_custom, "iscustomizable"),
            )
    }

    fn choice(&self, kind: &'static ComplexType, choice: &Choice) -> Complex {
        let id = choice.metadata_id(self.name);
        let option = self.option(kind, id, choice.value, &choice.labels);
        over(option, &choice.details, self.origin.owner(id))
    }

    fn option(&self, kind: &'static ComplexType, id: Uuid, value: i32, labels: &Labels) -> Complex {
        let owner = self.origin.owner(id);
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
        let option = |value, labels| {
            let id = ids::option(self.name, value);
            self.option(&types::OPTION, id, value, labels)
        };
        self.base(&types::BOOLEAN_OPTION_SET, "Boolean")
            .with("FalseOption", option(0, no))
            .with("TrueOption", option(1, yes))
    }

    /// The options of a choice, a state or a reason.
    pub(super) fn choices(&self, kind: ChoiceKind, set: &OptionSet, reasons: &[Choice]) -> Complex {
        let options = set.options.iter().map(|choice| match kind {
            ChoiceKind::Picklist => self.choice(&types::OPTION, choice),
            ChoiceKind::State => {
                let first = reasons
                    .iter()
                    .find(|reason| reason.state == Some(choice.value));
                self.choice(&types::STATE_OPTION, choice)
                    .with("DefaultStatus", first.map(|reason| reason.value))
                    .with("InvariantName", invariant_name(&choice.labels))
            }
            ChoiceKind::Status => self
                .choice(&types::STATUS_OPTION, choice)
                .with("State", choice.state),
        });
        let set_type = match kind {
            ChoiceKind::Picklist => "Picklist",
            ChoiceKind::State => "State",
            ChoiceKind::Status => "Status",
        };
        let options = ComplexCollection::of(&types::OPTION, options.collect());
        let definition = self
            .base(&types::OPTION_SET, set_type)
            .with("Options", options);
        over(definition, &set.details, self.origin.owner(self.id))
    }
}

/// A state's name in English without spaces.
fn invariant_name(labels: &Labels) -> String {
    labels
        .text(dataverse_model::metadata::ENGLISH)
        .replace(' ', "")
}

/// Every global option set once, in the order of definition.
pub(super) fn global(metadata: &Metadata, language: LanguageCode) -> Vec<Complex> {
    let columns = metadata.tables().flat_map(|table| table.columns.values());
    let mut users: HashMap<&str, &Column> = HashMap::new();
    for column in columns {
        if let Some(options) = column.options() {
            users.entry(&options.name).or_insert(column);
        }
    }
    let sets = metadata.option_sets();
    sets.map(|set| {
        let user = users.get(set.name.as_str()).copied();
        of_set(set, user, Origin::of_table(&set.name, language)).choices(
            ChoiceKind::Picklist,
            set,
            &[],
        )
    })
    .collect()
}

/// The option set of a choice column.
pub(super) fn of_choice(
    table: &Table,
    column: &Column,
    kind: ChoiceKind,
    options: &OptionSet,
    reasons: &[Choice],
    language: LanguageCode,
) -> Complex {
    let origin = match options.scope {
        ChoiceScope::Global => Origin::of_table(&options.name, language),
        ChoiceScope::Local => Origin::within(&table.logical_name, &column.logical_name, language),
    };
    of_set(options, Some(column), origin).choices(kind, options, reasons)
}

/// A set with the label of a column that uses it, if it has none of its own.
fn of_set<'a>(set: &'a OptionSet, user: Option<&'a Column>, origin: Origin) -> Of<'a> {
    let own = set.display_name.as_ref();
    Of {
        id: set.metadata_id(),
        name: &set.name,
        display_name: own.or_else(|| user.map(|column| &column.display_name)),
        is_global: set.scope == ChoiceScope::Global,
        origin,
    }
}
