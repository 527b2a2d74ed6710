//! `AttributeMetadata`: the properties that all columns have.

use dataverse_model::metadata::{Column, LanguageCode, RequiredLevel, Table, Unset, Writable};
use dataverse_protocol::complex::metadata::{ATTRIBUTE_TYPE_CODE, ATTRIBUTE_TYPE_DISPLAY_NAME};
use dataverse_protocol::complex::{Complex, ComplexType};

use super::attribute_kinds::{self, Described};
use super::entity::epoch;
use super::given::{Origin, over};
use super::{labels, managed, virtual_attribute};

/// The columns of a table in the order of their definition, each with the virtual ones that belong to it behind it.
pub(super) fn all(table: &Table, language: LanguageCode) -> Vec<Complex> {
    let mut number = 0;
    let mut all = Vec::new();
    for column in table.columns.values() {
        let described = attribute_kinds::describe(table, column, language);
        number += 1;
        let origin = Origin::within(&table.logical_name, &column.logical_name, language);
        let owner = origin.owner(column.metadata_id(&table.logical_name));
        let complete = complete(table, column, &described, origin, number);
        all.push(over(described.apply(complete), &column.details, owner));
        for column in virtual_attribute::of(table, column) {
            number += 1;
            all.push(column.attribute(table, number, language));
        }
    }
    all
}

/// A column without what its kind adds.
pub(super) fn new(
    kind: &'static ComplexType,
    type_code: &str,
    type_name: &str,
    logical_name: &str,
    table: &Table,
    origin: Origin,
) -> Complex {
    let is_custom = origin.is_custom;
    let type_name = Complex::new(&ATTRIBUTE_TYPE_DISPLAY_NAME).with("Value", type_name);
    Complex::new(kind)
        .with("LogicalName", logical_name)
        .with("EntityLogicalName", table.logical_name.as_str())
        .with("AttributeType", ATTRIBUTE_TYPE_CODE.value(type_code))
        .with("AttributeTypeName", type_name)
        .with("IsCustomAttribute", is_custom)
        .with("IsManaged", origin.is_managed)
        .with("IntroducedVersion", origin.introduced())
        .with("IsSecured", false)
        .with("IsFilterable", false)
        .with("IsRetrievable", false)
        .with("IsSearchable", false)
        .with("IsDataSourceSecret", false)
        .with("IsRequiredForForm", false)
        .with("CreatedOn", epoch())
        .with("ModifiedOn", epoch())
        .with("Description", labels::none())
        .with(
            "IsGlobalFilterEnabled",
            managed::boolean(false, true, "canmodifyglobalfiltersettings"),
        )
        .with(
            "IsSortableEnabled",
            managed::boolean(false, true, "canmodifyissortablesettings"),
        )
        .with(
            "CanModifyAdditionalSettings",
            managed::boolean(true, is_custom, "canmodifyadditionalsettings"),
        )
        .with(
            "IsCustomizable",
            managed::boolean(true, is_custom, "iscustomizable"),
        )
        .with(
            "IsRenameable",
            managed::boolean(true, is_custom, "isrenameable"),
        )
}

fn complete(
    table: &Table,
    column: &Column,
    described: &Described,
    origin: Origin,
    number: i32,
) -> Complex {
    let name = column.logical_name.as_str();
    let owner = origin.owner(column.metadata_id(&table.logical_name));
    let is_primary_id = table.primary_id == name;
    let reads = column.is_readable();
    let creates = column.write != Writable::Never;
    let updates = column.write == Writable::Always;
    let can_be_secured = !is_primary_id && column.required != RequiredLevel::SystemRequired;
    let is_shown = reads && column.unset != Some(Unset::Empty);
    new(
        described.kind,
        described.type_code,
        described.type_name,
        name,
        table,
        origin,
    )
    .with("MetadataId", owner.id)
    .with("AttributeOf", column.attribute_of.clone())
    .with("SchemaName", column.schema_name.as_str())
    .with("ColumnNumber", number)
    .with(
        "DisplayName",
        owner.label("DisplayName", &column.display_name),
    )
    .with("RequiredLevel", managed::required(column.required))
    .with("IsPrimaryId", is_primary_id)
    .with("IsPrimaryName", table.primary_name.as_deref() == Some(name))
    .with("IsLogical", false)
    .with("IsValidODataAttribute", true)
    .with("IsValidForRead", reads)
    .with("IsValidForCreate", creates)
    .with("IsValidForUpdate", updates)
    .with("IsValidForForm", is_shown)
    .with("IsValidForGrid", is_shown)
    .with("CanBeSecuredForRead", can_be_secured && reads)
    .with("CanBeSecuredForCreate", can_be_secured && creates)
    .with("CanBeSecuredForUpdate", can_be_secured && updates)
    .with(
        "IsAuditEnabled",
        managed::boolean(creates, true, "canmodifyauditsettings"),
    )
    .with(
        "IsValidForAdvancedFind",
        managed::boolean(reads, true, "canmodifysearchsettings"),
    )
    .with("SourceType", described.has_source.then_some(0))
}
