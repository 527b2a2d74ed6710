//! Types that a definition may have and the emulator never fills in: settings, and definitions of managed properties.

use super::enumerations::{
    MANAGED_PROPERTY_EVALUATION_PRIORITY, MANAGED_PROPERTY_OPERATION, MANAGED_PROPERTY_TYPE,
};
use super::namespaces::{METADATA, SDK};
use super::{METADATA_BASE, flag, integer, label, list, one_of, text};
use crate::complex::types::{ComplexType, Content, Member, MemberType};
use crate::field_type::FieldType;

/// A setting of a table or a column.
pub static ENTITY_SETTING: ComplexType = ComplexType {
    name: "EntitySetting",
    namespace: &SDK,
    base: None,
    content: Content::Members(&[
        list("ChildSettings", &ENTITY_SETTING),
        text("Name"),
        Member::optional("Value", MemberType::Value(FieldType::Entity)),
    ]),
};

/// The definition of a managed property.
pub(super) static MANAGED_PROPERTY_METADATA: ComplexType = ComplexType {
    name: "ManagedPropertyMetadata",
    namespace: &METADATA,
    base: Some(&METADATA_BASE),
    content: Content::Members(&[
        label("Description"),
        label("DisplayName"),
        text("EnablesAttributeName"),
        text("EnablesEntityName"),
        integer("ErrorCode"),
        one_of("EvaluationPriority", &MANAGED_PROPERTY_EVALUATION_PRIORITY),
        flag("IsGlobalForOperation"),
        flag("IsPrivate"),
        text("LogicalName"),
        one_of("ManagedPropertyType", &MANAGED_PROPERTY_TYPE),
        one_of("Operation", &MANAGED_PROPERTY_OPERATION),
        text("IntroducedVersion").at(60),
    ]),
};
