//! A request parameter or a response property: its name, its type, and whether a call may leave it out.

use std::borrow::Cow;

use dataverse_protocol::complex::ComplexType;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::value::Value;

/// A request parameter or a response property.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name on the wire (case-sensitive).
    pub name: Cow<'static, str>,
    /// Its type.
    pub kind: ValueType,
    /// The table of an Entity or EntityReference; any table where there is none.
    pub table: Option<String>,
    /// Whether a call may leave it out.
    pub presence: Presence,
}

/// Whether a request parameter may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Every call gives it.
    Required,
    /// A call may leave it out.
    Optional,
}

/// The type of a parameter: one of the thirteen of custom APIs, or one that only platform messages have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueType {
    /// A type that custom APIs have, too.
    Field(FieldType),
    /// A 64-bit integer.
    BigInt,
    /// Which columns to return.
    ColumnSet,
    /// A query.
    Query,
    /// A request inside the request.
    Request,
    /// One of these names.
    Enumeration(&'static [&'static str]),
    /// An instance of this complex type.
    Complex(&'static ComplexType),
    /// Instances of this complex type.
    ComplexCollection(&'static ComplexType),
}

impl Parameter {
    /// A parameter that every call gives.
    pub const fn required(name: &'static str, kind: ValueType) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            table: None,
            presence: Presence::Required,
        }
    }

    /// A parameter that a call may leave out.
    pub const fn optional(name: &'static str, kind: ValueType) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            table: None,
            presence: Presence::Optional,
        }
    }
}

impl ValueType {
    /// Whether a value is of the type; null is of every type.
    pub fn accepts(self, value: &Value) -> bool {
        if value.is_null() {
            return true;
        }
        match self {
            Self::Field(kind) => kind.accepts(value),
            Self::BigInt => matches!(value, Value::BigInt(_)),
            Self::ColumnSet => matches!(value, Value::Columns(_)),
            Self::Query => matches!(value, Value::Query(_)),
            Self::Request => matches!(value, Value::Request(_)),
            Self::Enumeration(names) => value.as_str().is_some_and(|name| names.contains(&name)),
            Self::Complex(kind) => matches!(value, Value::Complex(of) if of.kind() == kind),
            Self::ComplexCollection(kind) => {
                matches!(value, Value::ComplexCollection(of) if of.kind() == kind)
            }
        }
    }

    /// What a value has to be, for the text of a refusal.
    pub fn expected(self) -> String {
        match self {
            Self::Field(kind) => format!("of type {}", kind.name()),
            Self::BigInt => "a BigInt".to_owned(),
            Self::ColumnSet => "a ColumnSet".to_owned(),
            Self::Query => "a query".to_owned(),
            Self::Request => "an OrganizationRequest".to_owned(),
            Self::Enumeration(names) => format!("one of {}", names.join(", ")),
            Self::Complex(kind) => format!("of the type {}", kind.name()),
            Self::ComplexCollection(kind) => format!("an array of {}", kind.name()),
        }
    }

    /// The value of a response property that was not set (CA-024).
    pub fn default_value(self) -> Value {
        match self {
            Self::Field(kind) => kind.default_value(),
            _ => Value::Null,
        }
    }

    /// The type that custom APIs have, where it is one of those.
    pub const fn field(self) -> Option<FieldType> {
        match self {
            Self::Field(kind) => Some(kind),
            _ => None,
        }
    }
}
