//! Request parameters and response properties: name, type, and whether a call may omit them.

use std::borrow::Cow;

use dataverse_protocol::complex::{ComplexType, Enumeration};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::primitive::EdmType;
use dataverse_protocol::value::Value;

/// A request parameter or a response property.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name on the wire (case-sensitive).
    pub name: Cow<'static, str>,
    /// Its type.
    pub kind: ValueType,
    /// The table of an Entity or EntityReference; `None` accepts any table.
    pub table: Option<String>,
    /// Whether a call may leave it out.
    pub presence: Presence,
    /// How the Web API writes it, where that is another way than the SDK's.
    pub web: Option<WebForm>,
}

/// How the Web API writes a parameter that the SDK gives as the id of a row, or as ids: as rows, under a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebForm {
    /// The name in the Web API.
    pub name: &'static str,
    /// The table of the rows.
    pub table: &'static str,
    /// The lookup of such a row whose id is meant; `None` for the id of the row itself.
    pub lookup: Option<&'static str>,
}

impl WebForm {
    /// Rows of this table, of which the ids are meant.
    pub const fn rows(name: &'static str, table: &'static str) -> Self {
        Self {
            name,
            table,
            lookup: None,
        }
    }
}

/// Whether a call may omit a request parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Every call has it.
    Required,
    /// A call may omit it.
    Optional,
}

/// The type of a parameter: one of the thirteen types of custom APIs, or one that only platform
/// messages use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueType {
    /// A type that custom APIs have too.
    Field(FieldType),
    /// A 64-bit integer.
    BigInt,
    /// The columns to return (`ColumnSet`).
    ColumnSet,
    /// A query (`QueryBase`).
    Query,
    /// Queries (`QueryExpression[]`).
    Queries,
    /// A request that the message runs (`OrganizationRequest`).
    Request,
    /// References to rows (`EntityReferenceCollection`).
    References,
    /// Bytes (`base64Binary`).
    Bytes,
    /// 32-bit whole numbers (`ArrayOfint`).
    Integers,
    /// Guids (`ArrayOfguid`).
    Guids,
    /// Row counts by tables (`EntityRecordCountCollection`).
    RecordCounts,
    /// Requests that the message runs (`OrganizationRequestCollection`).
    Requests,
    /// The responses to several requests (`OrganizationResponseCollection`).
    Responses,
    /// Responses and faults of several requests (`ExecuteMultipleResponseItemCollection`).
    ResponseItems,
    /// The number of a member of this enumeration, or a sum of flags.
    Enumeration(&'static Enumeration),
    /// An instance of this complex type.
    Complex(&'static ComplexType),
    /// Instances of this complex type.
    ComplexCollection(&'static ComplexType),
}

impl Parameter {
    /// A parameter that every call has.
    pub const fn required(name: &'static str, kind: ValueType) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            table: None,
            presence: Presence::Required,
            web: None,
        }
    }

    /// A parameter that every call has, and that the Web API writes as rows: `kind` is a guid, or an array of guids.
    pub const fn required_rows(name: &'static str, kind: ValueType, web: WebForm) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            table: None,
            presence: Presence::Required,
            web: Some(web),
        }
    }

    /// A parameter that a call may omit.
    pub const fn optional(name: &'static str, kind: ValueType) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            table: None,
            presence: Presence::Optional,
            web: None,
        }
    }

    /// Its name in the Web API (case-sensitive).
    pub fn web_name(&self) -> &str {
        self.web.map_or(&self.name, |form| form.name)
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
            Self::Bytes => matches!(value, Value::Bytes(_)),
            Self::Integers => matches!(value, Value::Array(of) if of.of() == EdmType::Int32),
            Self::ColumnSet => matches!(value, Value::Columns(_)),
            Self::Query => matches!(value, Value::Query(_)),
            Self::Queries => matches!(value, Value::Queries(_)),
            Self::Request => matches!(value, Value::Request(_)),
            Self::References => matches!(value, Value::References(_)),
            Self::Guids => matches!(value, Value::Array(of) if of.of() == EdmType::Guid),
            Self::RecordCounts => matches!(value, Value::RecordCounts(_)),
            Self::Requests => matches!(value, Value::Requests(_)),
            Self::Responses => matches!(value, Value::Responses(_)),
            Self::ResponseItems => matches!(value, Value::ResponseItems(_)),
            Self::Enumeration(of) => {
                matches!(value, Value::Integer(number) if of.has(*number))
            }
            Self::Complex(kind) => matches!(value, Value::Complex(of) if of.kind().is_a(kind)),
            Self::ComplexCollection(kind) => {
                matches!(value, Value::ComplexCollection(of) if of.kind() == kind)
            }
        }
    }

    /// The expected type, for an error's text.
    pub fn expected(self) -> String {
        match self {
            Self::Field(kind) => format!("of type {}", kind.name()),
            Self::BigInt => "a BigInt".to_owned(),
            Self::Bytes => "bytes, in JSON as Base64".to_owned(),
            Self::Integers => "an array of Integers".to_owned(),
            Self::ColumnSet => "a ColumnSet".to_owned(),
            Self::Query => "a query".to_owned(),
            Self::Queries => "an array of queries".to_owned(),
            Self::Request => "an OrganizationRequest".to_owned(),
            Self::References => "an EntityReferenceCollection".to_owned(),
            Self::Guids => "an array of Guids".to_owned(),
            Self::RecordCounts => "an EntityRecordCountCollection".to_owned(),
            Self::Requests => "an OrganizationRequestCollection".to_owned(),
            Self::Responses => "an OrganizationResponseCollection".to_owned(),
            Self::ResponseItems => "an ExecuteMultipleResponseItemCollection".to_owned(),
            Self::Enumeration(of) => format!("one of {}", of.names()),
            Self::Complex(kind) => format!("of the type {}", kind.name()),
            Self::ComplexCollection(kind) => format!("an array of {}", kind.name()),
        }
    }

    /// The value of a response property that the code did not set (CA-024).
    pub fn default_value(self) -> Value {
        match self {
            Self::Field(kind) => kind.default_value(),
            _ => Value::Null,
        }
    }

    /// The custom API type, if it is one.
    pub const fn field(self) -> Option<FieldType> {
        match self {
            Self::Field(kind) => Some(kind),
            _ => None,
        }
    }
}
