//! Columns: what a client gives for a new or a changed one, by its type.

use dataverse_model::metadata::{
    ChoiceKind, Column, ColumnKind, DateBehavior, Details, ENGLISH, Labels, OptionSet,
    RequiredLevel, Table, Writable,
};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::value::Value;
use rust_decimal::Decimal;

use super::labels::Merge;
use super::members::Members;
use super::{Draft, content, identify, limits, names, option_set};
use crate::session::Session;

/// Members of a column that rows do not depend on.
pub(super) const KEPT: [&str; 26] = [
    "IsAuditEnabled",
    "IsGlobalFilterEnabled",
    "IsSortableEnabled",
    "IsCustomizable",
    "IsDataSourceSecret",
    "IsRenameable",
    "IsValidForAdvancedFind",
    "CanModifyAdditionalSettings",
    "IsSecured",
    "IsSearchable",
    "IsRetrievable",
    "IsFilterable",
    "IsValidForForm",
    "IsValidForGrid",
    "IsRequiredForForm",
    "ExternalName",
    "Format",
    "FormatName",
    "ImeMode",
    "YomiOf",
    "PrecisionSource",
    "CanChangeDateTimeBehavior",
    "IsLocalizable",
    "InheritsFrom",
    "ParentPicklistLogicalName",
    "ChildPicklistLogicalNames",
];

/// Most characters of a line of text, and of several lines.
const LONGEST_TEXT: i64 = 4_000;
const LONGEST_MEMO: i64 = 1_048_576;
/// The bounds of numbers with a fraction, positive and negative.
const DECIMALS: i64 = 100_000_000_000;
const AMOUNTS: i64 = 922_337_203_685_477;

/// The columns for a new one: the column itself and those that go with it, such as the amount in the base currency.
///
/// # Errors
/// The name, the type or a limit is not valid.
pub(crate) fn new_columns(
    session: &mut Session<'_>,
    draft: &Draft,
    table: &str,
    given: Members<'_>,
) -> Result<Vec<Column>, Fault> {
    refuse_special(given)?;
    let known = draft.metadata().table(table);
    if known.is_some_and(|table| table.engine.is_some() || table.association.is_some()) {
        return Err(Fault::new(
            super::ENTITY_IS_NOT_CUSTOMIZABLE,
            format!("The specified entity is not customizable: '{table}'."),
        ));
    }
    let schema_name = given.required_text("SchemaName")?;
    let logical_name = names::logical(session, "column", schema_name)?;
    let kind = kind(session, draft, &format!("{table}_{logical_name}"), given)?;
    let default = default(given, &kind)?;
    let labels = given.label("DisplayName")?;
    let column = content::as_new(Column {
        kind,
        required: required(given)?.unwrap_or_default(),
        default,
        details: given.details(&KEPT)?,
        ..plain(&logical_name, schema_name, labels)
    });
    let beside = content::beside(&column);
    let base = matches!(column.kind, ColumnKind::Money { .. }).then(|| base(&column));
    let columns = std::iter::once(column).chain(base);
    let mut columns: Vec<_> = columns.chain(beside).collect();
    identify(session, &mut columns);
    Ok(columns)
}

/// A column without limits of its own.
pub(super) fn plain(logical_name: &str, schema_name: &str, labels: Option<Labels>) -> Column {
    Column {
        schema_name: schema_name.to_owned(),
        display_name: labels.unwrap_or_else(|| Labels::english(schema_name)),
        ..Column::optional(logical_name, ColumnKind::Uniqueidentifier)
    }
}

/// The details of a column that the platform adds, with what it says of it.
pub(super) fn described(description: &str) -> Details {
    Details {
        description: Some(Labels::english(description)),
        ..Details::default()
    }
}

/// The column with the amount in the base currency.
fn base(amount: &Column) -> Column {
    let text = amount.display_name.text(ENGLISH);
    let label = format!("{text} (Base)");
    let logical_name = format!("{}_base", amount.logical_name);
    let schema_name = format!("{}_Base", amount.schema_name);
    Column {
        kind: amount.kind.clone(),
        write: Writable::Never,
        base_of: Some(amount.logical_name.clone()),
        details: described(&format!("Value of the {text} in base currency.")),
        ..plain(&logical_name, &schema_name, Some(Labels::english(label)))
    }
}

/// Refuses what needs more than a value in each row.
pub(super) fn refuse_special(given: Members<'_>) -> Result<(), Fault> {
    if given.text("AutoNumberFormat").is_some() {
        return Err(Fault::not_emulated("A column with an AutoNumberFormat"));
    }
    if given.number("SourceType").unwrap_or_default() != 0
        || given.text("FormulaDefinition").is_some()
    {
        return Err(Fault::not_emulated("A calculated or rolled-up column"));
    }
    if given.flag("IsSecured") == Some(true) {
        return Err(Fault::not_emulated("A column with security of its own"));
    }
    Ok(())
}

/// Whether a row must have a value; `None` if that is not given.
pub(super) fn required(given: Members<'_>) -> Result<Option<RequiredLevel>, Fault> {
    let Some(level) = given.inner("RequiredLevel") else {
        return Ok(None);
    };
    match level.number("Value") {
        None => Ok(None),
        Some(0) => Ok(Some(RequiredLevel::None)),
        Some(2) => Ok(Some(RequiredLevel::ApplicationRequired)),
        Some(3) => Ok(Some(RequiredLevel::Recommended)),
        Some(other) => Err(Fault::invalid_argument(format!(
            "The required level {other} cannot be that of an organization's own column: expected None, Recommended or ApplicationRequired."
        ))),
    }
}

/// The column's type with its limits. `set` is the name of a local option set.
pub(super) fn kind(
    session: &Session<'_>,
    draft: &Draft,
    set: &str,
    given: Members<'_>,
) -> Result<ColumnKind, Fault> {
    Ok(match given.type_name() {
        "StringAttributeMetadata" => ColumnKind::String {
            max_length: length(given, 100, LONGEST_TEXT)?,
        },
        "MemoAttributeMetadata" => ColumnKind::Memo {
            max_length: length(given, 2_000, LONGEST_MEMO)?,
        },
        "IntegerAttributeMetadata" => ColumnKind::Integer {
            min: whole(given, "MinValue", i32::MIN)?,
            max: whole(given, "MaxValue", i32::MAX)?,
        },
        "BigIntAttributeMetadata" => ColumnKind::BigInt,
        "DecimalAttributeMetadata" => {
            let (min, max) = range(given, -DECIMALS, DECIMALS)?;
            ColumnKind::Decimal {
                precision: precision(given, 10)?,
                min,
                max,
            }
        }
        "MoneyAttributeMetadata" => {
            let (min, max) = range(given, -AMOUNTS, AMOUNTS)?;
            ColumnKind::Money {
                precision: precision(given, 4)?,
                min,
                max,
            }
        }
        "DoubleAttributeMetadata" => {
            let bound = DECIMALS as f64;
            let min = given.double("MinValue").unwrap_or(0.0);
            let max = given.double("MaxValue").unwrap_or(1_000_000_000.0);
            if !(-bound..=bound).contains(&min) || !(-bound..=bound).contains(&max) {
                return Err(outside(given, DECIMALS));
            }
            ColumnKind::Double {
                precision: precision(given, 5)?,
                min,
                max,
            }
        }
        "BooleanAttributeMetadata" => boolean(given)?,
        "PicklistAttributeMetadata" => ColumnKind::Choice {
            kind: ChoiceKind::Picklist,
            options: options(session, draft, set, given)?,
        },
        "MultiSelectPicklistAttributeMetadata" => ColumnKind::MultiSelect {
            options: options(session, draft, set, given)?,
        },
        "DateTimeAttributeMetadata" => ColumnKind::DateTime(behavior(given)?),
        "ImageAttributeMetadata" => content::image(given)?,
        "FileAttributeMetadata" => content::file(given)?,
        "LookupAttributeMetadata" => {
            return Err(Fault::invalid_argument(
                "A lookup is created with its relationship: expected CreateOneToMany, or a POST to RelationshipDefinitions.",
            ));
        }
        other => {
            return Err(Fault::not_emulated(format_args!(
                "A column of the type {other}"
            )));
        }
    })
}

fn length(given: Members<'_>, unset: i64, longest: i64) -> Result<u32, Fault> {
    let length = given.number("MaxLength").unwrap_or(unset);
    match u32::try_from(length) {
        Ok(short) if (1..=longest).contains(&length) => Ok(short),
        _ => Err(Fault::invalid_argument(format!(
            "The MaxLength {length} of {} is outside the valid range: expected 1 to {longest}.",
            given.type_name()
        ))),
    }
}

fn whole(given: Members<'_>, member: &str, unset: i32) -> Result<i32, Fault> {
    let number = given.number(member).map_or(Ok(unset), i32::try_from);
    number.map_err(|_| outside(given, i64::from(i32::MAX)))
}

fn precision(given: Members<'_>, most: u8) -> Result<u8, Fault> {
    let precision = given.number("Precision").unwrap_or(2);
    match u8::try_from(precision) {
        Ok(digits) if digits <= most => Ok(digits),
        _ => Err(Fault::invalid_argument(format!(
            "The Precision {precision} of {} is outside the valid range: expected 0 to {most}.",
            given.type_name()
        ))),
    }
}

fn range(given: Members<'_>, least: i64, most: i64) -> Result<(Decimal, Decimal), Fault> {
    let bounds = Decimal::from(least)..=Decimal::from(most);
    let min = given.decimal("MinValue").unwrap_or(*bounds.start());
    let max = given.decimal("MaxValue").unwrap_or(*bounds.end());
    match bounds.contains(&min.trunc()) && bounds.contains(&max.trunc()) {
        true => Ok((min.max(*bounds.start()), max.min(*bounds.end()))),
        false => Err(outside(given, most)),
    }
}

fn outside(given: Members<'_>, most: i64) -> Fault {
    Fault::invalid_argument(format!(
        "MinValue or MaxValue of {} is outside the valid range: expected -{most} to {most}.",
        given.type_name()
    ))
}

fn boolean(given: Members<'_>) -> Result<ColumnKind, Fault> {
    let labels = given.inner("OptionSet");
    let label = |option: &str, unset: &str| -> Result<Labels, Fault> {
        let given = labels.and_then(|labels| labels.inner(option));
        let label = given.map_or(Ok(None), |option| option.label("Label"))?;
        Ok(label.unwrap_or_else(|| Labels::english(unset)))
    };
    Ok(ColumnKind::Boolean {
        false_label: label("FalseOption", "No")?,
        true_label: label("TrueOption", "Yes")?,
    })
}

/// The options of a choice: those of the global set that is named, or its own.
fn options(
    session: &Session<'_>,
    draft: &Draft,
    set: &str,
    given: Members<'_>,
) -> Result<OptionSet, Fault> {
    let named = given
        .inner("GlobalOptionSet")
        .or_else(|| given.inner("OptionSet"));
    let named = named.ok_or_else(|| given.missing("OptionSet"))?;
    let is_global =
        named.flag("IsGlobal") == Some(true) || given.inner("GlobalOptionSet").is_some();
    if !is_global {
        return option_set::local(session, set.to_owned(), named);
    }
    let found = match named.text("Name") {
        Some(name) => draft.metadata().option_set(name),
        None => {
            let id = named.guid("MetadataId");
            let mut sets = draft.metadata().option_sets();
            sets.find(|set| id == Some(set.metadata_id()))
        }
    };
    let name = named.text("Name").unwrap_or_default();
    Ok(OptionSet::clone(
        found.ok_or_else(|| option_set::no_set(name))?,
    ))
}

pub(super) fn behavior(given: Members<'_>) -> Result<DateBehavior, Fault> {
    let behavior = given.inner("DateTimeBehavior");
    let behavior = behavior.and_then(|behavior| behavior.text("Value"));
    match behavior {
        None | Some("UserLocal") => Ok(DateBehavior::UserLocal),
        Some("DateOnly") => Ok(DateBehavior::DateOnly),
        Some("TimeZoneIndependent") => Ok(DateBehavior::TimeZoneIndependent),
        Some(other) => Err(Fault::invalid_argument(format!(
            "'{other}' is no DateTimeBehavior: expected UserLocal, DateOnly or TimeZoneIndependent."
        ))),
    }
}

/// The value of a new row for which none is given.
pub(super) fn default(given: Members<'_>, kind: &ColumnKind) -> Result<Option<Value>, Fault> {
    match kind {
        ColumnKind::Boolean { .. } => Ok(given.flag("DefaultValue").map(Value::Boolean)),
        ColumnKind::Choice { options, .. } => {
            let value = given
                .number("DefaultFormValue")
                .filter(|value| *value != -1);
            let Some(value) = value else {
                return Ok(None);
            };
            let number = i32::try_from(value).ok();
            match number.filter(|number| options.option(*number).is_some()) {
                Some(number) => Ok(Some(Value::OptionSet(number))),
                None => Err(Fault::invalid_argument(format!(
                    "The DefaultFormValue {value} is none of the options of '{}'.",
                    options.name
                ))),
            }
        }
        _ => Ok(None),
    }
}

/// A column with what a client gives for it: labels, level, limits, options' labels. What is not given stays.
///
/// # Errors
/// There is no such column, or it would have another type.
pub(crate) fn changed_column(
    session: &Session<'_>,
    draft: &Draft,
    table: &Table,
    given: Members<'_>,
    merge: Merge,
) -> Result<Column, Fault> {
    refuse_special(given)?;
    let name = given.text("LogicalName").map(str::to_owned);
    let name = name.or_else(|| Some(given.text("SchemaName")?.to_ascii_lowercase()));
    let name = name.ok_or_else(|| given.missing("LogicalName"))?;
    let known = table.column(&name);
    let known = known.ok_or_else(|| crate::error::no_column(&table.logical_name, &name))?;
    let mut column = known.clone();
    let is_typed = given.type_name() != "AttributeMetadata";
    if is_typed && type_of(known) != given.type_name() {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "The type of the column '{name}' of '{}' cannot be changed to {}: it is {}.",
                table.logical_name,
                given.type_name(),
                type_of(known)
            ),
        ));
    }
    content::check_primary(table, known, given)?;
    column.display_name = merge.labels(given.label("DisplayName")?, &known.display_name);
    // A client that gives a definition back as it was read names the platform's level, which stays.
    if known.required != RequiredLevel::SystemRequired
        && let Some(required) = required(given)?
    {
        column.required = required;
    }
    column.details = merge.details(given.details(&KEPT)?, &known.details);
    limits::change(session, draft, &mut column, given, merge)?;
    Ok(column)
}

/// The name of the type of a column in the SDK.
fn type_of(column: &Column) -> String {
    let name = match column.kind {
        // The types of metadata write this one with another capital than the values of `AttributeType`.
        ColumnKind::Uniqueidentifier => "UniqueIdentifier",
        ref kind => kind.name(),
    };
    format!("{name}AttributeMetadata")
}
