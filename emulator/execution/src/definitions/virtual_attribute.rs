//! Virtual columns: names beside lookups and choices, and tables beside lookups of several.
//!
//! No row has them as properties; formatted values and annotations tell the same. The platform lists them among a
//! table's columns, with `AttributeOf` (MET).

use dataverse_model::metadata::{Column, ColumnKind, LanguageCode, RequiredLevel, Table, ids};
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexType};
use dataverse_protocol::value::Value;

use super::given::Origin;
use super::{attribute, labels, managed};

/// A virtual column.
pub(super) struct Virtual<'a> {
    /// The column that it belongs to.
    of: &'a Column,
    /// What its name has behind that of the column.
    ending: Ending,
    kind: &'static ComplexType,
    type_code: &'static str,
    type_name: &'static str,
}

/// The ending of a name: in logical names, and in schema names.
type Ending = (&'static str, &'static str);

const NAME: Ending = ("name", "Name");
const TYPE: Ending = ("type", "Type");

/// The virtual columns of a column; none whose name another column has.
pub(super) fn of<'a>(table: &Table, column: &'a Column) -> Vec<Virtual<'a>> {
    let virtual_of = |ending, kind, type_code, type_name| Virtual {
        of: column,
        ending,
        kind,
        type_code,
        type_name,
    };
    let all = match &column.kind {
        ColumnKind::Lookup { targets } => {
            let name = virtual_of(NAME, &types::STRING, "String", "StringType");
            let several = targets.len() > 1 || column.logical_name == "ownerid";
            let table = virtual_of(TYPE, &types::ENTITY_NAME, "EntityName", "EntityNameType");
            match several {
                true => vec![name, table],
                false => vec![name],
            }
        }
        ColumnKind::Choice { .. } | ColumnKind::MultiSelect { .. } | ColumnKind::Boolean { .. } => {
            vec![virtual_of(
                NAME,
                &types::ATTRIBUTE,
                "Virtual",
                "VirtualType",
            )]
        }
        _ => Vec::new(),
    };
    all.into_iter()
        .filter(|it| table.column(&it.logical_name()).is_none())
        .collect()
}

impl Virtual<'_> {
    fn logical_name(&self) -> String {
        format!("{}{}", self.of.logical_name, self.ending.0)
    }

    /// The definition of the column.
    pub(super) fn attribute(&self, table: &Table, number: i32, language: LanguageCode) -> Complex {
        let name = self.logical_name();
        let origin = Origin::within(&table.logical_name, &name, language);
        let attribute = attribute::new(
            self.kind,
            self.type_code,
            self.type_name,
            &name,
            table,
            origin,
        )
        .with("MetadataId", ids::column(&table.logical_name, &name))
        .with("AttributeOf", self.of.logical_name.as_str())
        .with(
            "SchemaName",
            format!("{}{}", self.of.schema_name, self.ending.1),
        )
        .with("ColumnNumber", number)
        .with("DisplayName", labels::none())
        .with("RequiredLevel", managed::required(RequiredLevel::None))
        .with("IsPrimaryId", false)
        .with("IsPrimaryName", false)
        .with("IsLogical", true)
        .with("IsValidODataAttribute", false)
        .with("IsValidForRead", true)
        .with("IsValidForCreate", false)
        .with("IsValidForUpdate", false)
        .with("IsValidForForm", false)
        .with("IsValidForGrid", false)
        .with("CanBeSecuredForRead", false)
        .with("CanBeSecuredForCreate", false)
        .with("CanBeSecuredForUpdate", false)
        .with(
            "IsAuditEnabled",
            managed::boolean(false, false, "canmodifyauditsettings"),
        )
        .with(
            "IsValidForAdvancedFind",
            managed::boolean(false, false, "canmodifysearchsettings"),
        );
        match self.type_code {
            "String" => attribute
                .with("Format", types::STRING_FORMAT.value("Text"))
                .with("MaxLength", 100)
                .with("ImeMode", types::IME_MODE.value("Auto"))
                .with("IsLocalizable", false),
            "EntityName" => attribute
                .with("IsEntityReferenceStored", false)
                .with("DefaultFormValue", Value::Null),
            _ => attribute,
        }
    }
}
