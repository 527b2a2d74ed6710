//! `AttributeMetadata`: what the definitions of all columns have, and `MetadataBase`, what all definitions have.

use super::constants::ATTRIBUTE_TYPE_DISPLAY_NAME;
use super::enumerations::ATTRIBUTE_TYPE_CODE;
use super::managed_property::ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY;
use super::namespaces::METADATA;
use super::settings::ENTITY_SETTING;
use super::{flag, guid, instant, integer, label, list, managed, one, one_of, text};
use crate::complex::types::{ComplexType, Content};

/// The id of a definition.
pub static METADATA_BASE: ComplexType = ComplexType {
    name: "MetadataBase",
    namespace: &METADATA,
    base: None,
    content: Content::Members(&[guid("MetadataId"), flag("HasChanged").at(60)]),
};

/// The definition of a column.
pub static ATTRIBUTE: ComplexType = ComplexType {
    name: "AttributeMetadata",
    namespace: &METADATA,
    base: Some(&METADATA_BASE),
    content: Content::Members(&[
        text("AttributeOf"),
        one_of("AttributeType", &ATTRIBUTE_TYPE_CODE),
        integer("ColumnNumber"),
        text("DeprecatedVersion"),
        text("IntroducedVersion").at(60),
        text("EntityLogicalName"),
        flag("IsCustomAttribute"),
        flag("IsPrimaryId"),
        flag("IsValidODataAttribute").not_nil(),
        flag("IsPrimaryName"),
        flag("IsValidForCreate"),
        flag("IsValidForRead"),
        flag("IsValidForUpdate"),
        flag("CanBeSecuredForRead"),
        flag("CanBeSecuredForCreate"),
        flag("CanBeSecuredForUpdate"),
        flag("IsSecured"),
        flag("IsRetrievable"),
        flag("IsFilterable"),
        flag("IsSearchable"),
        flag("IsManaged"),
        guid("LinkedAttributeId"),
        text("LogicalName"),
        flag("IsValidForForm"),
        flag("IsRequiredForForm"),
        flag("IsValidForGrid"),
        text("SchemaName"),
        text("ExternalName"),
        flag("IsLogical").at(70),
        flag("IsDataSourceSecret"),
        text("InheritsFrom"),
        instant("CreatedOn"),
        instant("ModifiedOn"),
        integer("SourceType").at(70),
        text("AutoNumberFormat").at(90),
        one("AttributeTypeName", &ATTRIBUTE_TYPE_DISPLAY_NAME).at(60),
        label("Description"),
        label("DisplayName"),
        managed("IsAuditEnabled"),
        managed("IsGlobalFilterEnabled"),
        managed("IsSortableEnabled"),
        managed("IsCustomizable"),
        managed("IsRenameable"),
        managed("IsValidForAdvancedFind"),
        one("RequiredLevel", &ATTRIBUTE_REQUIRED_LEVEL_MANAGED_PROPERTY),
        managed("CanModifyAdditionalSettings"),
        list("Settings", &ENTITY_SETTING),
    ]),
};
