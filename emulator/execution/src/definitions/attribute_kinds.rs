//! What each kind of column adds to its definition: the type, and the limits that belong to it.

use dataverse_model::metadata::{
    ChoiceKind, ChoiceScope, Column, ColumnKind, DateBehavior, LanguageCode, OptionSet, Table,
};
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexType};
use dataverse_protocol::value::{ManagedProperty, Value};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::given::Origin;
use super::{managed, option_set};

/// The type of a column's definition, and the members that only this type has.
pub(super) struct Described {
    pub(super) kind: &'static ComplexType,
    /// A member of `AttributeTypeCode`.
    pub(super) type_code: &'static str,
    /// A value of `AttributeTypeDisplayName`.
    pub(super) type_name: &'static str,
    /// Whether the value could come from a formula, so that `SourceType` says that it does not.
    pub(super) has_source: bool,
    members: Vec<(&'static str, Value)>,
}

impl Described {
    fn of(kind: &'static ComplexType, type_code: &'static str, type_name: &'static str) -> Self {
        Self {
            kind,
            type_code,
            type_name,
            has_source: false,
            members: Vec::new(),
        }
    }

    fn with(mut self, member: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((member, value.into()));
        self
    }

    /// The format of a text by its number and by its name. Where a publisher gave one of the two, the other follows.
    fn formatted(self, column: &Column, names: &'static ComplexType, default: &str) -> Self {
        let given = |member| column.details.properties.get(member);
        let name = match (given("FormatName"), given("Format")) {
            (Some(Value::Complex(name)), _) => name.get("Value").and_then(Value::as_str),
            (_, Some(number)) => number
                .as_integer()
                .and_then(|number| types::STRING_FORMAT.name_of(i32::try_from(number).ok()?)),
            _ => None,
        };
        let name = name.unwrap_or(default);
        // Names of later versions have no number.
        let number = types::STRING_FORMAT.number(name).map(Value::Integer);
        self.with(
            "Format",
            number.unwrap_or(types::STRING_FORMAT.value(default)),
        )
        .with("FormatName", constant(names, name))
    }

    /// The value is stored and not computed.
    fn stored(mut self) -> Self {
        self.has_source = true;
        self.with("SourceTypeMask", 0).with("FormulaDefinition", "")
    }

    /// Sets the members that only this type has.
    pub(super) fn apply(self, attribute: Complex) -> Complex {
        let members = self.members.into_iter();
        members.fold(attribute, |attribute, (member, value)| {
            attribute.with(member, value)
        })
    }
}

pub(super) fn describe(table: &Table, column: &Column, language: LanguageCode) -> Described {
    let is_localizable = table.storage.localizable.contains(&column.logical_name);
    match &column.kind {
        ColumnKind::Uniqueidentifier => Described::of(
            &types::UNIQUE_IDENTIFIER,
            "Uniqueidentifier",
            "UniqueidentifierType",
        ),
        ColumnKind::String { max_length } => Described::of(&types::STRING, "String", "StringType")
            .formatted(column, &types::STRING_FORMAT_NAME, "Text")
            .with("ImeMode", types::IME_MODE.value("Auto"))
            .with("MaxLength", length(*max_length))
            .with("DatabaseLength", length(max_length.saturating_mul(2)))
            .with("IsLocalizable", is_localizable)
            .with("AutoNumberFormat", "")
            .stored(),
        ColumnKind::Memo { max_length } => Described::of(&types::MEMO, "Memo", "MemoType")
            .formatted(column, &types::MEMO_FORMAT_NAME, "TextArea")
            .with("ImeMode", types::IME_MODE.value("Auto"))
            .with("MaxLength", length(*max_length))
            .with("IsLocalizable", is_localizable),
        ColumnKind::Integer { min, max } => {
            Described::of(&types::INTEGER, "Integer", "IntegerType")
                .with("Format", types::INTEGER_FORMAT.value("None"))
                .with("MinValue", *min)
                .with("MaxValue", *max)
                .stored()
        }
        ColumnKind::BigInt => Described::of(&types::BIG_INT, "BigInt", "BigIntType")
            .with("MinValue", i64::MIN)
            .with("MaxValue", i64::MAX),
        ColumnKind::Decimal {
            precision,
            min,
            max,
        } => Described::of(&types::DECIMAL, "Decimal", "DecimalType")
            .with("Precision", i32::from(*precision))
            .with("MinValue", Value::Decimal(*min))
            .with("MaxValue", Value::Decimal(*max))
            .with("ImeMode", types::IME_MODE.value("Auto"))
            .stored(),
        ColumnKind::Double {
            precision,
            min,
            max,
        } => Described::of(&types::DOUBLE, "Double", "DoubleType")
            .with("Precision", i32::from(*precision))
            .with("MinValue", *min)
            .with("MaxValue", *max)
            .with("ImeMode", types::IME_MODE.value("Auto"))
            .stored(),
        ColumnKind::Money {
            precision,
            min,
            max,
        } => Described::of(&types::MONEY, "Money", "MoneyType")
            .with("Precision", i32::from(*precision))
            .with("PrecisionSource", 0)
            .with("MinValue", double(*min))
            .with("MaxValue", double(*max))
            .with("ImeMode", types::IME_MODE.value("Auto"))
            .with("IsBaseCurrency", column.base_of.is_some())
            .with("CalculationOf", column.base_of.clone())
            .stored(),
        ColumnKind::DateTime(behavior) => date_time(*behavior),
        ColumnKind::Boolean {
            false_label,
            true_label,
        } => {
            let name = format!("{}_{}", table.logical_name, column.logical_name);
            let of = option_set::Of {
                id: column.boolean_set_id(&table.logical_name),
                name: &name,
                display_name: Some(&column.display_name),
                is_global: false,
                origin: Origin::within(&table.logical_name, &column.logical_name, language),
            };
            let default = column.default.as_ref().and_then(Value::as_bool);
            Described::of(&types::BOOLEAN, "Boolean", "BooleanType")
                .with("DefaultValue", default.unwrap_or(false))
                .with("OptionSet", of.boolean(false_label, true_label))
                .stored()
        }
        ColumnKind::Choice { kind, options } => choice(table, column, *kind, options, language),
        ColumnKind::MultiSelect { options } => several(table, column, options, language),
        ColumnKind::Lookup { .. } => lookup(column),
        ColumnKind::Managed => Described::of(
            &types::MANAGED_PROPERTY,
            "ManagedProperty",
            "ManagedPropertyType",
        )
        .with(
            "ManagedPropertyLogicalName",
            ManagedProperty::name_behind(&column.logical_name),
        )
        .with(
            "ValueAttributeTypeCode",
            types::ATTRIBUTE_TYPE_CODE.value("Boolean"),
        ),
        ColumnKind::Image {
            max_size_kb,
            can_store_full,
            ..
        } => Described::of(&types::IMAGE, "Virtual", "ImageType")
            .with("CanStoreFullImage", *can_store_full)
            .with(
                "IsPrimaryImage",
                table.primary_image() == Some(column.logical_name.as_str()),
            )
            .with("MaxHeight", IMAGE_SIDE)
            .with("MaxWidth", IMAGE_SIDE)
            .with("MaxSizeInKB", length(*max_size_kb)),
        ColumnKind::File { max_size_kb } => Described::of(&types::FILE, "Virtual", "FileType")
            .with("MaxSizeInKB", length(*max_size_kb)),
    }
}

/// The pixels on each side of the small image that the platform makes of every one.
const IMAGE_SIDE: i32 = 144;

fn date_time(behavior: DateBehavior) -> Described {
    let (format, behavior) = match behavior {
        DateBehavior::UserLocal => ("DateAndTime", "UserLocal"),
        DateBehavior::DateOnly => ("DateOnly", "DateOnly"),
        DateBehavior::TimeZoneIndependent => ("DateAndTime", "TimeZoneIndependent"),
    };
    Described::of(&types::DATE_TIME, "DateTime", "DateTimeType")
        .with("Format", types::DATE_TIME_FORMAT.value(format))
        .with(
            "DateTimeBehavior",
            constant(&types::DATE_TIME_BEHAVIOR, behavior),
        )
        .with(
            "CanChangeDateTimeBehavior",
            managed::boolean(behavior == "UserLocal", false, "canchangedatetimebehavior"),
        )
        .with("ImeMode", types::IME_MODE.value("Inactive"))
        .stored()
}

/// A choice. A global set is told as the column's own to the SDK, and to the Web API as both.
fn choice(
    table: &Table,
    column: &Column,
    kind: ChoiceKind,
    options: &OptionSet,
    language: LanguageCode,
) -> Described {
    let (complex, type_code, type_name) = match kind {
        ChoiceKind::Picklist => (&types::PICKLIST, "Picklist", "PicklistType"),
        ChoiceKind::State => (&types::STATE, "State", "StateType"),
        ChoiceKind::Status => (&types::STATUS, "Status", "StatusType"),
    };
    let reasons = table
        .columns
        .values()
        .find_map(|column| match &column.kind {
            ColumnKind::Choice {
                kind: ChoiceKind::Status,
                options,
            } => Some(options.options.as_slice()),
            _ => None,
        });
    let set = option_set::of_choice(
        table,
        column,
        kind,
        options,
        reasons.unwrap_or_default(),
        language,
    );
    let default = column.default.as_ref().and_then(Value::as_integer);
    let default = default.and_then(|number| i32::try_from(number).ok());
    let mut described = Described::of(complex, type_code, type_name)
        .with("DefaultFormValue", default.unwrap_or(-1));
    if options.scope == ChoiceScope::Global {
        described = described.with("GlobalOptionSet", set.clone());
    }
    described = described.with("OptionSet", set);
    match kind {
        ChoiceKind::Picklist => described
            .with("ChildPicklistLogicalNames", Vec::<String>::new())
            .stored(),
        ChoiceKind::State | ChoiceKind::Status => described,
    }
}

/// Several choices of one set.
fn several(
    table: &Table,
    column: &Column,
    options: &OptionSet,
    language: LanguageCode,
) -> Described {
    let set = option_set::of_choice(table, column, ChoiceKind::Picklist, options, &[], language);
    let mut described = Described::of(
        &types::MULTI_SELECT_PICKLIST,
        "Virtual",
        "MultiSelectPicklistType",
    )
    .with("DefaultFormValue", -1);
    if options.scope == ChoiceScope::Global {
        described = described.with("GlobalOptionSet", set.clone());
    }
    described
        .with("OptionSet", set)
        .with("ChildPicklistLogicalNames", Vec::<String>::new())
        .stored()
}

/// A lookup of a row's owner, of accounts and contacts alike, or of other tables.
fn lookup(column: &Column) -> Described {
    let targets: Vec<String> = column
        .targets()
        .iter()
        .map(|target| target.table.clone())
        .collect();
    let is_customer = ["account", "contact"]
        .iter()
        .all(|name| targets.iter().any(|target| target == name))
        && targets.len() == 2;
    let (type_code, type_name) = match column.logical_name.as_str() {
        "ownerid" => ("Owner", "OwnerType"),
        _ if is_customer => ("Customer", "CustomerType"),
        _ => ("Lookup", "LookupType"),
    };
    Described::of(&types::LOOKUP, type_code, type_name)
        .with("Targets", targets)
        .with("Format", types::LOOKUP_FORMAT.value("None"))
}

fn constant(kind: &'static ComplexType, value: &str) -> Complex {
    Complex::new(kind).with("Value", value)
}

fn length(units: u32) -> i32 {
    i32::try_from(units).unwrap_or(i32::MAX)
}

fn double(number: Decimal) -> f64 {
    number.to_f64().unwrap_or_default()
}
