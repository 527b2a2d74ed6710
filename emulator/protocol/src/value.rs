//! Typed values: the thirteen custom API types (CA section 2.5) and the column types of tables.
//!
//! The serde form of these types is the stored form ([`codec`](crate::codec)), which no client sees.
//!
//! A value has an SDK type and no trace of its format: the modules of OData, FetchXML and SOAP parse and write values.
//! The limits of a column (length, range, options) belong to the metadata and are not checked here.

mod array;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use uuid::Uuid;

use crate::codec::{date, decimal, double, instant};
use crate::complex::{Complex, ComplexCollection};
use crate::query::{COUNT_LIMIT, Columns, Query};
use crate::request::{MessageResponse, OrganizationRequest, ResponseItem};

pub use array::{MixedArray, SimpleArray, array_of};

/// The name of a value. Names of ordinary length are stored in place, so that a copy of one takes no memory of its own: a
/// page of rows has each name as often as it has rows.
pub type Name = SmolStr;

/// Values by name, in insertion order: the columns of a row or the parameters of a message.
pub type Attributes = IndexMap<Name, Value, RandomState>;

/// One typed value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// No value. In an update, null clears the column.
    #[serde(rename = "null")]
    Null,
    /// `Boolean` (type 0).
    #[serde(rename = "bool")]
    Boolean(bool),
    /// `Integer` (type 7), 32 bits.
    #[serde(rename = "int")]
    Integer(i32),
    /// A 64-bit integer; only columns such as `versionnumber` have this type.
    #[serde(rename = "long")]
    BigInt(i64),
    /// `Decimal` (type 2).
    #[serde(rename = "dec", with = "decimal")]
    Decimal(Decimal),
    /// `Float` (type 6).
    #[serde(rename = "double", with = "double")]
    Double(f64),
    /// `Money` (type 8), an amount without its currency.
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
    /// A date without a time and a time zone; only columns with `DateOnly` behavior have this type.
    #[serde(rename = "day", with = "date")]
    Date(Date),
    /// `Guid` (type 12).
    #[serde(rename = "id")]
    Guid(Uuid),
    /// `EntityReference` (type 5).
    #[serde(rename = "ref")]
    Reference(Box<EntityReference>),
    /// `Entity` (type 3).
    #[serde(rename = "row")]
    Entity(Box<Entity>),
    /// `EntityCollection` (type 4).
    #[serde(rename = "rows")]
    Collection(Box<EntityCollection>),
    /// `StringArray` (type 11).
    #[serde(rename = "texts")]
    Strings(Vec<String>),
    /// An array of another simple type, such as the `Ids` of `CreateMultiple`, or a value of a row of the open type.
    #[serde(rename = "array")]
    Array(Box<SimpleArray>),
    /// A managed property such as `iscustomizable`.
    #[serde(rename = "managed")]
    Managed(ManagedProperty),
    /// The `ColumnSet` parameter of retrieval messages.
    #[serde(rename = "cols")]
    Columns(Columns),
    /// The `Query` parameter of `RetrieveMultiple`.
    #[serde(rename = "query")]
    Query(Box<Query>),
    /// Queries: the `QuerySet` of `BulkDelete`.
    #[serde(rename = "queries")]
    Queries(Vec<Query>),
    /// A request inside a request: the `Request` parameter of `ExecuteBackgroundOperation`.
    #[serde(rename = "request")]
    Request(Box<OrganizationRequest>),
    /// An instance of a complex type, such as the `Detail` of `RetrieveCurrentOrganization`.
    #[serde(rename = "complex")]
    Complex(Box<Complex>),
    /// Instances of one complex type, such as the `Privileges` of `AddPrivilegesRole`.
    #[serde(rename = "complexes")]
    ComplexCollection(Box<ComplexCollection>),
    /// References to rows (`EntityReferenceCollection`), such as the `RelatedEntities` of `Associate`.
    #[serde(rename = "refs")]
    References(Vec<EntityReference>),
    /// Options (`OptionSetValueCollection`), by their numbers.
    #[serde(rename = "options")]
    OptionSets(Vec<i32>),
    /// Bytes (`base64Binary`).
    #[serde(rename = "bytes")]
    Bytes(Vec<u8>),
    /// Row counts by the logical names of tables (`EntityRecordCountCollection`).
    #[serde(rename = "counts")]
    RecordCounts(Box<IndexMap<String, i64>>),
    /// Requests of one request (`OrganizationRequestCollection`): the `Requests` of `ExecuteMultiple`.
    #[serde(rename = "requests")]
    Requests(Vec<OrganizationRequest>),
    /// The responses to such requests, in their order (`OrganizationResponseCollection`).
    #[serde(rename = "responses")]
    Responses(Vec<MessageResponse>),
    /// Responses and faults, each with the index of its request (`ExecuteMultipleResponseItemCollection`).
    #[serde(rename = "items")]
    ResponseItems(Vec<ResponseItem>),
}

impl Value {
    /// Whether the value is null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text of a string; `None` for every other type.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number of an integer, a 64-bit integer or a choice; `None` for every other type.
    pub const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) | Self::OptionSet(number) => Some(*number as i64),
            Self::BigInt(number) => Some(*number),
            _ => None,
        }
    }

    /// The id of a guid or of a reference's row; `None` for every other type.
    pub const fn as_guid(&self) -> Option<Uuid> {
        match self {
            Self::Guid(id) => Some(*id),
            Self::Reference(reference) => Some(reference.id),
            _ => None,
        }
    }

    /// The truth value of a Boolean; `None` for every other type.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(truth) => Some(*truth),
            _ => None,
        }
    }
}

/// Values of key columns by name, which identify a row in place of its id (`KeyAttributes`).
pub type KeyAttributes = Option<Box<Attributes>>;

/// A reference to a row (`EntityReference`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityReference {
    /// Logical name of the table.
    pub table: String,
    /// Primary key of the row; nil in a reference by an alternate key.
    pub id: Uuid,
    /// The value of the row's primary name column, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The alternate key by which a client refers to the row; `None` in a reference by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: KeyAttributes,
}

impl EntityReference {
    /// A reference without the row's name.
    pub fn new(table: impl Into<String>, id: Uuid) -> Self {
        Self {
            table: table.into(),
            id,
            name: None,
            keys: None,
        }
    }

    /// A reference by an alternate key.
    pub fn by_key(table: impl Into<String>, keys: Attributes) -> Self {
        Self {
            keys: Some(Box::new(keys)),
            ..Self::new(table, Uuid::nil())
        }
    }
}

/// The name of the open type, without its namespace.
pub const EXPANDO: &str = "expando";

/// A row or some of its columns: the `Target` of a message, or a retrieved row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    /// Logical name of the table; empty for a row of the open type ([`Entity::open`]).
    pub table: String,
    /// The primary key; `None` in a row that is created with a generated id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The alternate key by which a client names the row; `None` for a row that is named by its id, or is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: KeyAttributes,
    /// The version that the client expects or the organization returns (`versionnumber`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_version: Option<i64>,
    /// Column values by logical name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub attributes: Attributes,
    /// Related rows that are created or returned with this row, by navigation property.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub related: IndexMap<String, Related>,
    /// Formatted values by logical name (`OData.Community.Display.V1.FormattedValue`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub formatted: IndexMap<String, String>,
}

impl Entity {
    /// A row without columns.
    pub fn new(table: impl Into<String>) -> Self {
        Self {
            table: table.into(),
            ..Self::default()
        }
    }

    /// A row of the open type `expando`: a dictionary, whose keys belong to no table (CA-080). The SDK makes it with an
    /// `Entity` that has no logical name.
    pub fn open() -> Self {
        Self::default()
    }

    /// Whether the row is of the open type.
    pub fn is_open(&self) -> bool {
        self.table.is_empty() || self.table == EXPANDO
    }

    /// The same row with one more column.
    #[must_use]
    pub fn with(mut self, column: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.attributes.insert(column.into(), value.into());
        self
    }

    /// The value of a column; `None` for a column that is absent or null.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.attributes.get(column).filter(|value| !value.is_null())
    }
}

/// The rows of a navigation property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Related {
    /// A single-valued navigation property: one row or none.
    One(Option<Box<Entity>>),
    /// A collection-valued navigation property.
    Many(EntityCollection),
}

/// One page of rows of a table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityCollection {
    /// Logical name of the table; empty for rows of several tables, and of the open type.
    pub table: String,
    /// The rows of this page.
    pub entities: Vec<Entity>,
    /// Whether more rows follow this page.
    pub more: bool,
    /// The paging cookie of the next page, whose text only the store understands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging_cookie: Option<String>,
    /// The number of rows of the whole query, at most one more than [`COUNT_LIMIT`]; `None` where the query did not
    /// request it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

impl EntityCollection {
    /// The table that all of the rows belong to; empty if they belong to several, and without rows.
    pub fn table_of(rows: &[Entity]) -> &str {
        let first = rows.first().map_or("", |row| row.table.as_str());
        match rows.iter().all(|row| row.table == first) {
            true => first,
            false => "",
        }
    }

    /// The number of rows that a client is told: at most [`COUNT_LIMIT`], and -1 where the query did not request it
    /// (WA-074).
    pub fn total_record_count(&self) -> i64 {
        self.total
            .map_or(-1, |total| total.min(COUNT_LIMIT.into()).cast_signed())
    }

    /// Whether the query has more rows than are counted.
    pub fn count_limit_exceeded(&self) -> bool {
        self.total
            .is_some_and(|total| total > u64::from(COUNT_LIMIT))
    }
}

/// A managed property (`BooleanManagedProperty`), which a managed solution can lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedProperty {
    /// The value of the property.
    pub value: bool,
    /// Whether the value can be changed.
    pub can_be_changed: bool,
}

impl ManagedProperty {
    /// The logical name of the managed property of a column; `iscustomizable` is the one column whose name differs
    /// (2.1).
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
    Complex => Complex, ComplexCollection => ComplexCollection, SimpleArray => Array,
    IndexMap<String, i64> => RecordCounts,
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
