//! Managed properties: a value that a managed solution can lock.
//!
//! The SDK derives each from a generic class, whose members stand in the namespace of that class.

use super::enumerations::ATTRIBUTE_REQUIRED_LEVEL;
use super::namespaces::{METADATA, SDK};
use super::{flag, one_of, text};
use crate::complex::types::{ComplexType, Content};

/// The generic class, with a Boolean value.
pub(super) static MANAGED_BOOLEAN: ComplexType = ComplexType {
    name: "ManagedPropertyboolean",
    namespace: &SDK,
    base: None,
    content: Content::Members(&[
        flag("Value").not_nil(),
        flag("CanBeChanged").not_nil(),
        text("ManagedPropertyLogicalName"),
    ]),
};

/// The generic class, with a level of requirement.
pub(super) static MANAGED_REQUIRED_LEVEL: ComplexType = ComplexType {
    name: "ManagedPropertyAttributeRequiredLevel",
    namespace: &SDK,
    base: None,
    content: Content::Members(&[
        one_of("Value", &ATTRIBUTE_REQUIRED_LEVEL).not_nil(),
        flag("CanBeChanged").not_nil(),
        text("ManagedPropertyLogicalName"),
    ]),
};

/// A Boolean that can be locked.
pub static BOOLEAN_MANAGED_PROPERTY: ComplexType = ComplexType {
    name: "BooleanManagedProperty",
    namespace: &SDK,
    base: Some(&MANAGED_BOOLEAN),
    content: Content::Members(&[]),
};

/// Whether a row must have a value, as a property that can be locked.
pub static ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY: ComplexType = ComplexType {
    name: "AttributeRequiredLevelManagedProperty",
    namespace: &METADATA,
    base: Some(&MANAGED_REQUIRED_LEVEL),
    content: Content::Members(&[]),
};
