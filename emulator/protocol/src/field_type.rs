//! The thirteen types of custom API parameters (CA section 2.5): numbers, names, Edm types and default values.
//!
//! [`crate::odata::json`] reads and writes their values.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::value::Value;

/// The declared type of a request parameter or a response property (column `type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum FieldType {
    /// `true` or `false`.
    Boolean = 0,
    /// An instant in UTC.
    DateTime = 1,
    /// An exact decimal number.
    Decimal = 2,
    /// A row, with its columns.
    Entity = 3,
    /// Rows, with their columns.
    EntityCollection = 4,
    /// A reference to a row.
    EntityReference = 5,
    /// A 64-bit floating point number.
    Float = 6,
    /// A 32-bit whole number.
    Integer = 7,
    /// An amount of money, without its currency.
    Money = 8,
    /// The number of a choice's option.
    Picklist = 9,
    /// Text.
    String = 10,
    /// An array of strings.
    StringArray = 11,
    /// A guid.
    Guid = 12,
}

impl FieldType {
    /// Every type, ordered by number.
    pub(crate) const ALL: [Self; 13] = [
        Self::Boolean,
        Self::DateTime,
        Self::Decimal,
        Self::Entity,
        Self::EntityCollection,
        Self::EntityReference,
        Self::Float,
        Self::Integer,
        Self::Money,
        Self::Picklist,
        Self::String,
        Self::StringArray,
        Self::Guid,
    ];

    /// The number of the type in the column `type`, 0 to 12.
    pub(crate) const fn number(self) -> i32 {
        self as i32
    }

    /// The type with this number; `None` outside 0 to 12.
    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The label of the option, such as `Boolean` or `EntityReference`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "Boolean",
            Self::DateTime => "DateTime",
            Self::Decimal => "Decimal",
            Self::Entity => "Entity",
            Self::EntityCollection => "EntityCollection",
            Self::EntityReference => "EntityReference",
            Self::Float => "Float",
            Self::Integer => "Integer",
            Self::Money => "Money",
            Self::Picklist => "Picklist",
            Self::String => "String",
            Self::StringArray => "StringArray",
            Self::Guid => "Guid",
        }
    }

    /// The type name in `$metadata`, such as `Edm.Int32`; `mscrm.crmbaseentity` for rows of undeclared tables.
    pub const fn edm_type(self) -> &'static str {
        match self {
            Self::Boolean => "Edm.Boolean",
            Self::DateTime => "Edm.DateTimeOffset",
            Self::Decimal | Self::Money => "Edm.Decimal",
            Self::Entity | Self::EntityReference => "mscrm.crmbaseentity",
            Self::EntityCollection => "Collection(mscrm.crmbaseentity)",
            Self::Float => "Edm.Double",
            Self::Integer | Self::Picklist => "Edm.Int32",
            Self::String => "Edm.String",
            Self::StringArray => "Collection(Edm.String)",
            Self::Guid => "Edm.Guid",
        }
    }

    /// Whether a value is of this type; null is of every type.
    pub const fn accepts(self, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Boolean(_) => matches!(self, Self::Boolean),
            Value::Integer(_) => matches!(self, Self::Integer),
            Value::Decimal(_) => matches!(self, Self::Decimal),
            Value::Double(_) => matches!(self, Self::Float),
            Value::Money(_) => matches!(self, Self::Money),
            Value::OptionSet(_) => matches!(self, Self::Picklist),
            Value::String(_) => matches!(self, Self::String),
            Value::DateTime(_) => matches!(self, Self::DateTime),
            Value::Guid(_) => matches!(self, Self::Guid),
            Value::Reference(_) => matches!(self, Self::EntityReference),
            Value::Entity(_) => matches!(self, Self::Entity),
            Value::Collection(_) => matches!(self, Self::EntityCollection),
            Value::Strings(_) => matches!(self, Self::StringArray),
            Value::BigInt(_)
            | Value::Date(_)
            | Value::Array(_)
            | Value::Managed(_)
            | Value::Columns(_)
            | Value::Query(_)
            | Value::Queries(_)
            | Value::Request(_)
            | Value::Complex(_)
            | Value::ComplexCollection(_)
            | Value::References(_)
            | Value::OptionSets(_)
            | Value::Bytes(_)
            | Value::RecordCounts(_)
            | Value::Requests(_)
            | Value::Responses(_)
            | Value::ResponseItems(_) => false,
        }
    }

    /// The value of a response property that no plug-in sets (CA-024).
    pub fn default_value(self) -> Value {
        match self {
            Self::Boolean => Value::Boolean(false),
            Self::DateTime => Value::DateTime(first_instant()),
            Self::Decimal => Value::Decimal(Decimal::ZERO),
            Self::Float => Value::Double(0.0),
            Self::Integer => Value::Integer(0),
            Self::Money => Value::Money(Decimal::ZERO),
            Self::Picklist => Value::OptionSet(0),
            Self::Guid => Value::Guid(Uuid::nil()),
            Self::Entity
            | Self::EntityCollection
            | Self::EntityReference
            | Self::String
            | Self::StringArray => Value::Null,
        }
    }
}

/// `0001-01-01T00:00:00Z`, .NET's `DateTime.MinValue`.
fn first_instant() -> Timestamp {
    TimeZone::UTC
        .to_timestamp(civil::date(1, 1, 1).at(0, 0, 0, 0))
        .expect("the year 1 lies inside jiff's range, which begins in the year -9999")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_types_lead_to_each_other() {
        for (number, kind) in (0..).zip(FieldType::ALL) {
            assert_eq!(kind.number(), number);
            assert_eq!(FieldType::from_number(number), Some(kind));
        }
        assert_eq!(FieldType::from_number(13), None);
        assert_eq!(FieldType::from_number(-1), None);
    }

    #[test]
    fn the_default_date_is_the_first_instant_of_dotnet() {
        let Value::DateTime(first) = FieldType::DateTime.default_value() else {
            panic!("a DateTime has a DateTime default");
        };
        assert_eq!(first.to_string(), "0001-01-01T00:00:00Z");
    }
}
