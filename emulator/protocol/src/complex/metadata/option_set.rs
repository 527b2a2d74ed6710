//! Option sets and their options.

use super::enumerations::OPTION_SET_TYPE;
use super::namespaces::METADATA;
use super::{METADATA_BASE, flag, integer, label, list, managed, one, one_of, text};
use crate::complex::types::{ComplexType, Content, Member, MemberType};

const fn derived(
    name: &'static str,
    base: &'static ComplexType,
    members: &'static [Member],
) -> ComplexType {
    ComplexType {
        name,
        namespace: &METADATA,
        base: Some(base),
        content: Content::Members(members),
    }
}

/// What all option sets have.
pub static OPTION_SET_BASE: ComplexType = derived(
    "OptionSetMetadataBase",
    &METADATA_BASE,
    &[
        flag("IsCustomOptionSet"),
        flag("IsGlobal"),
        flag("IsManaged"),
        text("Name"),
        text("ExternalTypeName"),
        one_of("OptionSetType", &OPTION_SET_TYPE),
        text("IntroducedVersion").at(60),
        label("Description"),
        label("DisplayName"),
        managed("IsCustomizable"),
    ],
);

/// The options of a choice, a state or a status.
pub static OPTION_SET: ComplexType = derived(
    "OptionSetMetadata",
    &OPTION_SET_BASE,
    &[text("ParentOptionSetName"), list("Options", &OPTION)],
);

/// The two options of a Boolean.
pub static BOOLEAN_OPTION_SET: ComplexType = derived(
    "BooleanOptionSetMetadata",
    &OPTION_SET_BASE,
    &[one("TrueOption", &OPTION), one("FalseOption", &OPTION)],
);

/// One option.
pub static OPTION: ComplexType = derived(
    "OptionMetadata",
    &METADATA_BASE,
    &[
        integer("Value"),
        text("Color"),
        flag("IsManaged"),
        text("ExternalValue"),
        Member::optional("ParentValues", MemberType::Integers).at(90),
        text("Tag"),
        flag("IsHidden").not_nil(),
        label("Label"),
        label("Description"),
    ],
);

/// A state, with the reason that a row has which enters it without one.
pub static STATE_OPTION: ComplexType = derived(
    "StateOptionMetadata",
    &OPTION,
    &[integer("DefaultStatus"), text("InvariantName")],
);

/// A reason, with its state.
pub static STATUS_OPTION: ComplexType = derived(
    "StatusOptionMetadata",
    &OPTION,
    &[integer("State"), text("TransitionData")],
);
