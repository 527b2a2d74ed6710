//! Typed values: the thirteen custom API types (CA section 2.5) and the column types of tables.
//!
//! What is derived for serde is the stored form ([`codec`](crate::codec)); no client sees it.
//!
//! A value knows its SDK type and nothing of where it came from: OData literals, FetchXML text and
//! SOAP elements are read into it and written from it by their own modules. Limits of a column
//! (length, range, options) are the metadata's business, not known here.

use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codec::{date, decimal, double, instant};
use crate::complex::{Complex, ComplexCollection};
use crate::query::{Columns, Query};
use crate::request::OrganizationRequest;

/// Values by name, in insertion order: the columns of a row, the parameters of a message.
pub type Attributes = IndexMap<String, Value>;

/// One typed value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// No value. Setting a column to it clears the column.
    #[serde(rename = "null")]
    Null,
    /// `Boolean` (type 0).
    #[serde(rename = "bool")]
    Boolean(bool),
    /// `Integer` (type 7), 32 bits.
    #[serde(rename = "int")]
    Integer(i32),
    /// A 64-bit integer; only columns have it (`versionnumber`).
    #[serde(rename = "long")]
    BigInt(i64),
    /// `Decimal` (type 2).
    #[serde(rename = "dec", with = "decimal")]
    Decimal(Decimal),
    /// `Float` (type 6).
    #[serde(rename = "double", with = "double")]
    Double(f64),
    /// `Money` (type 8), in the row's currency.
    #[serde(rename = "money", with = "decimal")]
    Money(Decimal),
    /// `Picklist` (type 9): the number of an option.
    #[serde(rename = "option")]
    OptionSet(i32),
    /// `String` (type 10).
    #[serde(rename = "s")]
    String(String),
    /// `DateTime` (type 1), an instant in UTC.
    #[serde(rename = "at", with = "instant")]
    DateTime(Timestamp),
    /// A calendar date without a time zone; only columns with `DateOnly` behaviour have it.
    #[serde(rename = "day", with = "date")]
    Date(Date),
    /// `Guid` (type 12).
    #[serde(rename = "id")]
    Guid(Uuid),
    /// `EntityReference` (type 5).
    #[serde(rename = "ref")]
    Reference(EntityReference),
    /// `Entity` (type 3).
    #[serde(rename = "row")]
    Entity(Box<Entity>),
    /// `EntityCollection` (type 4).
    #[serde(rename = "rows")]
    Collection(EntityCollection),
    /// `StringArray` (type 11).
    #[serde(rename = "texts")]
    Strings(Vec<String>),
    /// A managed property such as `iscustomizable`.
    #[serde(rename = "managed")]
    Managed(ManagedProperty),
    /// Which columns to return: the `ColumnSet` parameter of retrieval messages.
    #[serde(rename = "cols")]
    Columns(Columns),
    /// The `Query` parameter of `RetrieveMultiple`.
    #[serde(rename = "query")]
    Query(Box<Query>),
    /// A request inside a request: the `Request` parameter of `ExecuteBackgroundOperation`.
    #[serde(rename = "request")]
    Request(Box<OrganizationRequest>),
    /// An instance of a complex type, such as the `Detail` of `RetrieveCurrentOrganization`.
    #[serde(rename = "complex")]
    Complex(Box<Complex>),
    /// Instances of one complex type, such as the `Privileges` of `AddPrivilegesRole`.
    #[serde(rename = "complexes")]
    ComplexCollection(ComplexCollection),
}

impl Value {
    /// Whether there is no value.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if this is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if this is one of the integer kinds.
    pub const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) | Self::OptionSet(number) => Some(*number as i64),
            Self::BigInt(number) => Some(*number),
            _ => None,
        }
    }

    /// The identifier, if this is one or refers to a row.
    pub const fn as_guid(&self) -> Option<Uuid> {
        match self {
            Self::Guid(id) => Some(*id),
            Self::Reference(reference) => Some(reference.id),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(truth) => Some(*truth),
            _ => None,
        }
    }
}

/// A reference to a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityReference {
    /// Logical name of the table.
    pub table: String,
    /// Primary key of the row.
    pub id: Uuid,
    /// The row's primary name, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl EntityReference {
    /// A reference without a name.
    pub fn new(table: impl Into<String>, id: Uuid) -> Self {
        Self {
            table: table.into(),
            id,
            name: None,
        }
    }
}

/// A row, or part of one: what `Target` carries and what retrieval returns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    /// Logical name of the table.
    pub table: String,
    /// Primary key; absent in a row that is about to be created with an id of the service's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The version the caller expects or the service returned (`versionnumber`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_version: Option<i64>,
    /// Column values by logical name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub attributes: Attributes,
    /// Rows to create or returned together with this one, by navigation property name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub related: IndexMap<String, Related>,
    /// Display texts by logical name (`OData.Community.Display.V1.FormattedValue`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub formatted: IndexMap<String, String>,
}

impl Entity {
    /// An empty row of a table.
    pub fn new(table: impl Into<String>) -> Self {
        Self {
            table: table.into(),
            ..Self::default()
        }
    }

    /// The same row with one more column.
    #[must_use]
    pub fn with(mut self, column: impl Into<String>, value: impl Into<Value>) -> Self {
        self.attributes.insert(column.into(), value.into());
        self
    }

    /// The value of a column, absent and null alike being `None`.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.attributes.get(column).filter(|value| !value.is_null())
    }
}

/// What hangs on a navigation property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Related {
    /// A single-valued property: one row, or none.
    One(Option<Box<Entity>>),
    /// A collection-valued property.
    Many(EntityCollection),
}

/// Rows of one table, with what is known of the rows that did not fit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityCollection {
    /// Logical name of the table.
    pub table: String,
    /// The rows of this page.
    pub entities: Vec<Entity>,
    /// Whether more rows follow this page.
    pub more: bool,
    /// Where the next page begins; meaningful to the store that wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging_cookie: Option<String>,
    /// How many rows the whole query has, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// A property that a managed solution may lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedProperty {
    /// The value itself.
    pub value: bool,
    /// Whether it may still be changed.
    pub can_be_changed: bool,
}

impl ManagedProperty {
    /// The name of the managed property behind a column, which differs for one (2.1).
    pub fn name_behind(column: &str) -> &str {
        match column {
            "iscustomizable" => "iscustomizableanddeletable",
            other => other,
        }
    }
}

macro_rules! value_from {
    ($($type:ty => $variant:ident),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

value_from! {
    bool => Boolean, i32 => Integer, i64 => BigInt, f64 => Double, String => String, &str => String,
    Timestamp => DateTime, Date => Date, Uuid => Guid, EntityReference => Reference,
    Entity => Entity, EntityCollection => Collection, Vec<String> => Strings,
    ManagedProperty => Managed, Columns => Columns, Query => Query, OrganizationRequest => Request,
    Complex => Complex, ComplexCollection => ComplexCollection,
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
