//! Columns of tables.

use super::{Format, attribute, child, labels, option_set, text_of, texts, words};
use crate::complex::Complex;
use crate::complex::metadata::{
    ATTRIBUTE_TYPE_CODE, BIG_INT, BOOLEAN, DATE_TIME, DECIMAL, DOUBLE, FILE, IMAGE, INTEGER,
    LOOKUP, MEMO, MONEY, MULTI_SELECT_PICKLIST, PICKLIST, STATE, STATUS, STRING, UNIQUE_IDENTIFIER,
};
use crate::complex::types::ComplexType;
use crate::solution::error::SolutionError;
use crate::solution::reading::Part;
use crate::value::Value;
use crate::xml::Element;

/// A type of columns in a solution.
struct ColumnType {
    /// The word in `<Type>`.
    word: &'static str,
    kind: &'static ComplexType,
    /// `AttributeType`.
    code: &'static str,
    format: Format,
}

const fn of(
    word: &'static str,
    kind: &'static ComplexType,
    code: &'static str,
    format: Format,
) -> ColumnType {
    ColumnType {
        word,
        kind,
        code,
        format,
    }
}

const TEXT: Format = &[
    words(
        "Format",
        "FormatName",
        &[
            ("text", "Text"),
            ("textarea", "TextArea"),
            ("email", "Email"),
            ("url", "Url"),
            ("phone", "Phone"),
            ("tickersymbol", "TickerSymbol"),
            ("phoneticguide", "PhoneticGuide"),
            ("versionnumber", "VersionNumber"),
            ("json", "Json"),
            ("richtext", "RichText"),
        ],
    ),
    child("MaxLength", "MaxLength"),
    child("AutoNumberFormat", "AutoNumberFormat"),
];
const MEMO_TEXT: Format = &[
    words(
        "Format",
        "FormatName",
        &[
            ("text", "Text"),
            ("textarea", "TextArea"),
            ("email", "Email"),
            ("json", "Json"),
            ("richtext", "RichText"),
        ],
    ),
    child("MaxLength", "MaxLength"),
];
const WHOLE: Format = &[
    words(
        "Format",
        "Format",
        &[
            ("", "None"),
            ("none", "None"),
            ("duration", "Duration"),
            ("timezone", "TimeZone"),
            ("language", "Language"),
            ("locale", "Locale"),
        ],
    ),
    child("MinValue", "MinValue"),
    child("MaxValue", "MaxValue"),
];
const BIG: Format = &[child("MinValue", "MinValue"), child("MaxValue", "MaxValue")];
const FRACTION: Format = &[
    child("MinValue", "MinValue"),
    child("MaxValue", "MaxValue"),
    child("Accuracy", "Precision"),
];
const AMOUNT: Format = &[
    child("MinValue", "MinValue"),
    child("MaxValue", "MaxValue"),
    child("Accuracy", "Precision"),
    child("AccuracySource", "PrecisionSource"),
    child("CalculationOf", "CalculationOf"),
];
const INSTANT: Format = &[
    words(
        "Format",
        "Format",
        &[("date", "DateOnly"), ("datetime", "DateAndTime")],
    ),
    words(
        "Behavior",
        "DateTimeBehavior",
        &[
            ("1", "UserLocal"),
            ("2", "DateOnly"),
            ("3", "TimeZoneIndependent"),
        ],
    ),
];
const REFERENCE: Format = &[texts("LookupTypes", "LookupType", "Targets")];
const CHOICE: Format = &[child("DefaultValue", "DefaultFormValue")];
/// Solutions call the limit of a file as they call that of a number.
const CONTENT: Format = &[child("MaxValue", "MaxSizeInKB")];
const NOTHING: Format = &[];

/// The types. Where one word of a solution stands for several, the first is written.
static TYPES: [ColumnType; 20] = [
    of("nvarchar", &STRING, "String", TEXT),
    of("ntext", &MEMO, "Memo", MEMO_TEXT),
    of("int", &INTEGER, "Integer", WHOLE),
    of("bigint", &BIG_INT, "BigInt", BIG),
    of("bit", &BOOLEAN, "Boolean", NOTHING),
    of("decimal", &DECIMAL, "Decimal", FRACTION),
    of("float", &DOUBLE, "Double", FRACTION),
    of("money", &MONEY, "Money", AMOUNT),
    of("datetime", &DATE_TIME, "DateTime", INSTANT),
    of("picklist", &PICKLIST, "Picklist", CHOICE),
    of(
        "multiselectpicklist",
        &MULTI_SELECT_PICKLIST,
        "Virtual",
        CHOICE,
    ),
    of("state", &STATE, "State", NOTHING),
    of("status", &STATUS, "Status", NOTHING),
    of("lookup", &LOOKUP, "Lookup", REFERENCE),
    of("customer", &LOOKUP, "Customer", REFERENCE),
    of("owner", &LOOKUP, "Owner", REFERENCE),
    of(
        "primarykey",
        &UNIQUE_IDENTIFIER,
        "Uniqueidentifier",
        NOTHING,
    ),
    of(
        "uniqueidentifier",
        &UNIQUE_IDENTIFIER,
        "Uniqueidentifier",
        NOTHING,
    ),
    of("file", &FILE, "Virtual", CONTENT),
    of("image", &IMAGE, "Virtual", CONTENT),
];

/// What columns of all types have.
const COMMON: Format = &[
    attribute("PhysicalName", "SchemaName"),
    child("LogicalName", "LogicalName"),
    words(
        "RequiredLevel",
        "RequiredLevel",
        &[
            ("none", "None"),
            ("recommended", "Recommended"),
            ("required", "ApplicationRequired"),
            ("systemrequired", "SystemRequired"),
        ],
    ),
    child("ValidForCreateApi", "IsValidForCreate"),
    child("ValidForReadApi", "IsValidForRead"),
    child("ValidForUpdateApi", "IsValidForUpdate"),
    child("IsCustomField", "IsCustomAttribute"),
    child("IsAuditEnabled", "IsAuditEnabled"),
    child("IsSecured", "IsSecured"),
    child("IntroducedVersion", "IntroducedVersion"),
    child("IsCustomizable", "IsCustomizable"),
    child("IsRenameable", "IsRenameable"),
    child("IsGlobalFilterEnabled", "IsGlobalFilterEnabled"),
    child("IsSortableEnabled", "IsSortableEnabled"),
    child("IsSearchable", "IsSearchable"),
    child("IsFilterable", "IsFilterable"),
    child("IsRetrievable", "IsRetrievable"),
    labels("displaynames", "displayname", "DisplayName"),
    labels("Descriptions", "Description", "Description"),
];

/// What says how a form shows the column, or follows from what else is said; no row depends on it.
const SILENT: [&str; 16] = [
    "Type",
    "Name",
    "DisplayMask",
    "ImeMode",
    "Length",
    "LookupStyle",
    "OptionSetName",
    "optionset",
    "SourceType",
    "CanModifySearchSettings",
    "CanModifyRequirementLevelSettings",
    "CanModifyAdditionalSettings",
    "CanModifyGlobalFilterSettings",
    "CanModifyIsSortableSettings",
    "IsDataSourceSecret",
    "IsLocalizable",
];

/// A column of a table in a solution.
#[derive(Debug, Clone, PartialEq)]
pub struct SolutionColumn {
    /// The definition, of the type of the column's kind; its option set is in `OptionSet`, a global one by name alone.
    pub definition: Complex,
    /// Whether it is the table's primary key.
    pub is_primary_key: bool,
    /// Whether it has the name of a row.
    pub is_primary_name: bool,
}

impl SolutionColumn {
    /// Whether solutions have columns of the type of a definition.
    pub fn has_type(definition: &Complex) -> bool {
        TYPES.iter().any(|of| of.kind == definition.kind())
    }
}

/// Reads `<attribute>`; `None` for a column of a type that is not emulated.
pub(in crate::solution) fn read(
    part: &mut Part<'_>,
) -> Result<Option<SolutionColumn>, SolutionError> {
    part.demanded_attribute("PhysicalName")?;
    let word = part.demanded("Type")?;
    let source = part.child_text("SourceType");
    let Some(of) = TYPES.iter().find(|of| of.word == word) else {
        let element = part.element;
        part.skip(element);
        return Ok(None);
    };
    // Calculated and rollup columns have no values of their own.
    if source.is_some_and(|source| source != "0") {
        let element = part.element;
        part.skip(element);
        return Ok(None);
    }
    part.skip_other_than(|name| {
        SILENT.contains(&name)
            || super::has_child(COMMON, name)
            || super::has_child(of.format, name)
    });
    let mut definition = Complex::new(of.kind);
    super::read(COMMON, part, &mut definition)?;
    super::read(of.format, part, &mut definition)?;
    if let Some(code) = ATTRIBUTE_TYPE_CODE.number(of.code) {
        definition = definition.with("AttributeType", code);
    }
    if definition.get("LogicalName").is_none() {
        let name = part.demanded_attribute("PhysicalName")?;
        definition = definition.with("LogicalName", name.to_ascii_lowercase());
    }
    if let Some(options) = options(part)? {
        definition
            .set("OptionSet", options.into())
            .map_err(|error| part.value("optionset", "", &error.to_string()))?;
    }
    if definition.kind() == &BOOLEAN {
        let set = part.element.child("optionset");
        if let Some(default) = set.and_then(|set| set.text_of("DefaultValue")) {
            let default = part.flag("DefaultValue", default)?;
            definition = definition.with("DefaultValue", default);
        }
    }
    let mask = part.child_text("DisplayMask").unwrap_or_default();
    Ok(Some(SolutionColumn {
        definition,
        is_primary_key: word == "primarykey",
        is_primary_name: mask.split('|').any(|word| word == "PrimaryName"),
    }))
}

/// The option set of a column: its own, or the name of a global one.
fn options(part: &mut Part<'_>) -> Result<Option<Complex>, SolutionError> {
    use crate::complex::metadata::OPTION_SET;

    if let Some(name) = part.child_text("OptionSetName") {
        let set = Complex::new(&OPTION_SET)
            .with("Name", name)
            .with("IsGlobal", true);
        return Ok(Some(set));
    }
    let element = part.element;
    match element.child("optionset") {
        Some(set) => option_set::read(&mut part.inner(set)).map(Some),
        None => Ok(None),
    }
}

/// The element of a column.
pub(in crate::solution) fn write(column: &SolutionColumn) -> Element {
    let definition = &column.definition;
    let element = super::write(COMMON, definition, Element::new("attribute"));
    let word = match column.is_primary_key {
        true => "primarykey",
        false => word_of(definition),
    };
    let element = element.with_text("Type", word).with_text(
        "Name",
        text_of(definition, "LogicalName").unwrap_or_default(),
    );
    let element = match column.is_primary_name {
        true => element.with_text(
            "DisplayMask",
            "PrimaryName|ValidForAdvancedFind|ValidForForm|ValidForGrid",
        ),
        false => element,
    };
    let format = TYPES.iter().find(|of| of.word == word);
    let element = match format {
        Some(of) => super::write(of.format, definition, element),
        None => element,
    };
    let Some(Value::Complex(set)) = definition.get("OptionSet") else {
        return element;
    };
    let is_global = set.get("IsGlobal").and_then(Value::as_bool) == Some(true);
    let name = text_of(set, "Name").unwrap_or_default();
    if is_global {
        return element.with_text("OptionSetName", name);
    }
    let mut set = option_set::write(set);
    if let Some(Value::Boolean(default)) = definition.get("DefaultValue") {
        set = set.with_text("DefaultValue", u8::from(*default).to_string());
    }
    element.with(set)
}

/// The word of a solution for a column's type.
fn word_of(definition: &Complex) -> &'static str {
    let code = definition.get("AttributeType").and_then(Value::as_integer);
    let code = code
        .and_then(|code| i32::try_from(code).ok())
        .and_then(|code| ATTRIBUTE_TYPE_CODE.name_of(code));
    let of_kind = |of: &&ColumnType| of.kind == definition.kind() && of.word != "primarykey";
    let mut types = TYPES.iter().filter(of_kind);
    let same_code = types.clone().find(|of| Some(of.code) == code);
    same_code
        .or_else(|| types.next())
        .map_or("nvarchar", |of| of.word)
}
