//! Managed properties of definitions: their logical names, and whether they can be changed.

use dataverse_model::metadata::RequiredLevel;
use dataverse_protocol::complex::Complex;
use dataverse_protocol::complex::metadata::{
    ATTRIBUTE_REQUIRED_LEVEL, ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY, BOOLEAN_MANAGED_PROPERTY,
};

/// A Boolean managed property.
pub(super) fn boolean(value: bool, can_be_changed: bool, logical_name: &str) -> Complex {
    Complex::new(&BOOLEAN_MANAGED_PROPERTY)
        .with("Value", value)
        .with("CanBeChanged", can_be_changed)
        .with("ManagedPropertyLogicalName", logical_name)
}

/// Whether a row must have a value. The platform's own requirement cannot be changed.
pub(super) fn required(level: RequiredLevel) -> Complex {
    let name = match level {
        RequiredLevel::None => "None",
        RequiredLevel::Recommended => "Recommended",
        RequiredLevel::ApplicationRequired => "ApplicationRequired",
        RequiredLevel::SystemRequired => "SystemRequired",
    };
    Complex::new(&ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY)
        .with("Value", ATTRIBUTE_REQUIRED_LEVEL.value(name))
        .with("CanBeChanged", level != RequiredLevel::SystemRequired)
        .with(
            "ManagedPropertyLogicalName",
            "canmodifyrequirementlevelsettings",
        )
}
