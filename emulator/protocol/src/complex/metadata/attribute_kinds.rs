//! The types derived from `AttributeMetadata`, one for each kind of column.

use super::constants::{DATE_TIME_BEHAVIOR, MEMO_FORMAT_NAME, STRING_FORMAT_NAME};
use super::enumerations::{
    ATTRIBUTE_TYPE_CODE, DATE_TIME_FORMAT, IME_MODE, INTEGER_FORMAT, LOOKUP_FORMAT, STRING_FORMAT,
};
use super::namespaces::{METADATA, METADATA_7_1, METADATA_9_0, METADATA_2013};
use super::{
    ATTRIBUTE, BOOLEAN_OPTION_SET, OPTION_SET, decimal, double, flag, integer, managed, one,
    one_of, text, texts,
};
use crate::complex::types::{ComplexType, Content, Member, MemberType, Namespace, Surface};

const fn of(name: &'static str, members: &'static [Member]) -> ComplexType {
    derived(name, &METADATA, &ATTRIBUTE, members)
}

const fn derived(
    name: &'static str,
    namespace: &'static Namespace,
    base: &'static ComplexType,
    members: &'static [Member],
) -> ComplexType {
    ComplexType {
        name,
        namespace,
        base: Some(base),
        content: Content::Members(members),
    }
}

const FORMULA: Member = text("FormulaDefinition").at(70);
const SOURCES: Member = integer("SourceTypeMask").at(70);
const IME: Member = one_of("ImeMode", &IME_MODE);
const PRECISION: Member = integer("Precision");

/// A 64-bit whole number.
pub static BIG_INT: ComplexType = of(
    "BigIntAttributeMetadata",
    &[
        Member::optional("MaxValue", MemberType::BigInt),
        Member::optional("MinValue", MemberType::BigInt),
    ],
);

/// Yes or no.
pub static BOOLEAN: ComplexType = of(
    "BooleanAttributeMetadata",
    &[
        flag("DefaultValue"),
        FORMULA,
        SOURCES,
        one("OptionSet", &BOOLEAN_OPTION_SET).on(Surface::Navigation),
        one("GlobalOptionSet", &BOOLEAN_OPTION_SET).on(Surface::WebNavigation),
    ],
);

/// A date, or a date with a time.
pub static DATE_TIME: ComplexType = of(
    "DateTimeAttributeMetadata",
    &[
        one_of("Format", &DATE_TIME_FORMAT),
        IME,
        SOURCES,
        FORMULA,
        one("DateTimeBehavior", &DATE_TIME_BEHAVIOR).at(71),
        managed("CanChangeDateTimeBehavior").at(71),
    ],
);

/// A decimal number.
pub static DECIMAL: ComplexType = of(
    "DecimalAttributeMetadata",
    &[
        decimal("MaxValue"),
        decimal("MinValue"),
        PRECISION,
        IME,
        FORMULA,
        SOURCES,
    ],
);

/// A floating point number.
pub static DOUBLE: ComplexType = of(
    "DoubleAttributeMetadata",
    &[
        IME,
        double("MaxValue"),
        double("MinValue"),
        PRECISION,
        FORMULA,
        SOURCES,
    ],
);

/// What all columns with options have, apart from Booleans.
pub static ENUM: ComplexType = of(
    "EnumAttributeMetadata",
    &[
        integer("DefaultFormValue"),
        text("ParentEnumAttributeLogicalName"),
        one("OptionSet", &OPTION_SET).on(Surface::Navigation),
        one("GlobalOptionSet", &OPTION_SET).on(Surface::WebNavigation),
    ],
);

const PARENT_PICKLIST: Member = text("ParentPicklistLogicalName").at(90);
const CHILD_PICKLISTS: Member = texts("ChildPicklistLogicalNames").at(90);

/// A choice.
pub static PICKLIST: ComplexType = derived(
    "PicklistAttributeMetadata",
    &METADATA,
    &ENUM,
    &[FORMULA, SOURCES, PARENT_PICKLIST, CHILD_PICKLISTS],
);

/// Several choices.
pub static MULTI_SELECT_PICKLIST: ComplexType = derived(
    "MultiSelectPicklistAttributeMetadata",
    &METADATA_9_0,
    &ENUM,
    &[FORMULA, SOURCES, PARENT_PICKLIST, CHILD_PICKLISTS],
);

/// Whether a row is active.
pub static STATE: ComplexType = derived("StateAttributeMetadata", &METADATA, &ENUM, &[]);

/// The reason for a row's state.
pub static STATUS: ComplexType = derived("StatusAttributeMetadata", &METADATA, &ENUM, &[]);

/// The name of a table, which stands beside a lookup of several tables.
pub static ENTITY_NAME: ComplexType = derived(
    "EntityNameAttributeMetadata",
    &METADATA,
    &ENUM,
    &[flag("IsEntityReferenceStored").not_nil()],
);

/// A file.
pub static FILE: ComplexType = derived(
    "FileAttributeMetadata",
    &METADATA_9_0,
    &ATTRIBUTE,
    &[integer("MaxSizeInKB")],
);

/// An image.
pub static IMAGE: ComplexType = derived(
    "ImageAttributeMetadata",
    &METADATA_2013,
    &ATTRIBUTE,
    &[
        flag("IsPrimaryImage"),
        integer("MaxHeight"),
        integer("MaxWidth"),
        integer("MaxSizeInKB"),
        flag("CanStoreFullImage"),
    ],
);

/// A 32-bit whole number.
pub static INTEGER: ComplexType = of(
    "IntegerAttributeMetadata",
    &[
        one_of("Format", &INTEGER_FORMAT),
        integer("MaxValue"),
        integer("MinValue"),
        FORMULA,
        SOURCES,
    ],
);

/// A reference to a row.
pub static LOOKUP: ComplexType = of(
    "LookupAttributeMetadata",
    &[texts("Targets"), one_of("Format", &LOOKUP_FORMAT)],
);

/// A managed property of a row.
pub static MANAGED_PROPERTY: ComplexType = of(
    "ManagedPropertyAttributeMetadata",
    &[
        text("ManagedPropertyLogicalName"),
        integer("ParentComponentType"),
        text("ParentAttributeName"),
        one_of("ValueAttributeTypeCode", &ATTRIBUTE_TYPE_CODE).not_nil(),
    ],
);

/// Several lines of text.
pub static MEMO: ComplexType = of(
    "MemoAttributeMetadata",
    &[
        one_of("Format", &STRING_FORMAT),
        IME,
        integer("MaxLength"),
        flag("IsLocalizable").at(60),
        one("FormatName", &MEMO_FORMAT_NAME).at(60),
    ],
);

/// An amount of money.
pub static MONEY: ComplexType = of(
    "MoneyAttributeMetadata",
    &[
        IME,
        double("MaxValue"),
        double("MinValue"),
        PRECISION,
        integer("PrecisionSource"),
        text("CalculationOf"),
        FORMULA,
        SOURCES,
        flag("IsBaseCurrency").at(70),
    ],
);

/// One line of text.
pub static STRING: ComplexType = of(
    "StringAttributeMetadata",
    &[
        one_of("Format", &STRING_FORMAT),
        IME,
        integer("MaxLength"),
        text("YomiOf"),
        flag("IsLocalizable").at(70),
        integer("DatabaseLength").at(90),
        FORMULA,
        SOURCES,
        one("FormatName", &STRING_FORMAT_NAME).at(60),
    ],
);

/// A guid.
pub static UNIQUE_IDENTIFIER: ComplexType = derived(
    "UniqueIdentifierAttributeMetadata",
    &METADATA_7_1,
    &ATTRIBUTE,
    &[],
);
