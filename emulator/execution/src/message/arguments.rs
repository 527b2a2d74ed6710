//! Takes the parameters of a request by name and type. Validation has checked them before; a step may have changed them
//! since, so they are checked here again, with the same error texts.

use std::borrow::Cow;

use dataverse_model::metadata::Labels;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::Complex;
use dataverse_protocol::odata::primitive::EdmType;
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, Entity, EntityCollection, EntityReference, Value};
use uuid::Uuid;

use crate::draft::Members;
use crate::error::empty_id;

pub(super) struct Arguments {
    message: String,
    left: Attributes,
}

impl Arguments {
    pub(super) fn of(request: OrganizationRequest) -> Self {
        Self {
            message: request.name,
            left: request.parameters,
        }
    }

    /// Takes an optional parameter; `None` for null.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.left.swap_remove(name).filter(|value| !value.is_null())
    }

    /// Takes a row.
    pub(super) fn entity(&mut self, name: &str) -> Result<Entity, Fault> {
        match self.required(name)? {
            Value::Entity(entity) => Ok(*entity),
            other => Err(self.misshapen(name, "of type Entity", &other)),
        }
    }

    /// Takes rows.
    pub(super) fn rows(&mut self, name: &str) -> Result<EntityCollection, Fault> {
        match self.required(name)? {
            Value::Collection(rows) => Ok(*rows),
            other => Err(self.misshapen(name, "of type EntityCollection", &other)),
        }
    }

    /// Takes references to rows.
    pub(super) fn references(&mut self, name: &str) -> Result<Vec<EntityReference>, Fault> {
        match self.required(name)? {
            Value::References(references) => Ok(references),
            other => Err(self.misshapen(name, "an EntityReferenceCollection", &other)),
        }
    }

    /// Takes nested requests.
    pub(super) fn requests(&mut self, name: &str) -> Result<Vec<OrganizationRequest>, Fault> {
        match self.required(name)? {
            Value::Requests(requests) => Ok(requests),
            other => Err(self.misshapen(name, "an OrganizationRequestCollection", &other)),
        }
    }

    /// Takes a reference to a row, whose id must not be all zeros (CA-03E).
    pub(super) fn reference(&mut self, name: &str) -> Result<EntityReference, Fault> {
        match self.required(name)? {
            Value::Reference(reference) if reference.id.is_nil() => Err(empty_id()),
            Value::Reference(reference) => Ok(*reference),
            other => Err(self.misshapen(name, "of type EntityReference", &other)),
        }
    }

    /// Takes the id of a row.
    pub(super) fn guid(&mut self, name: &str) -> Result<Uuid, Fault> {
        match self.required(name)? {
            Value::Guid(id) => Ok(id),
            other => Err(self.misshapen(name, "of type Guid", &other)),
        }
    }

    /// Takes an instance of a complex type.
    pub(super) fn complex(&mut self, name: &str) -> Result<Complex, Fault> {
        match self.required(name)? {
            Value::Complex(complex) => Ok(*complex),
            other => Err(self.misshapen(name, "of a complex type", &other)),
        }
    }

    /// Takes an instance of a complex type, if there is one.
    pub(super) fn optional_complex(&mut self, name: &str) -> Result<Option<Complex>, Fault> {
        match self.left.contains_key(name) {
            true if !self.left[name].is_null() => self.complex(name).map(Some),
            _ => Ok(None),
        }
    }

    /// Takes instances of a complex type.
    pub(super) fn complexes(&mut self, name: &str) -> Result<Vec<Complex>, Fault> {
        match self.required(name)? {
            Value::ComplexCollection(items) => Ok(items.into_items()),
            other => Err(self.misshapen(name, "an array", &other)),
        }
    }

    /// Takes the texts of a label, if there are any.
    pub(super) fn label(&mut self, name: &str) -> Result<Option<Labels>, Fault> {
        match self.optional_complex(name)? {
            Some(label) => Members::of(&label).labels(name),
            None => Ok(None),
        }
    }

    /// Takes a text.
    pub(super) fn text(&mut self, name: &str) -> Result<String, Fault> {
        match self.required(name)? {
            Value::String(text) => Ok(text),
            other => Err(self.misshapen(name, "of type String", &other)),
        }
    }

    /// Takes a text, if there is one that is not empty.
    pub(super) fn optional_text(&mut self, name: &str) -> Result<Option<String>, Fault> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(other) => Err(self.misshapen(name, "of type String", &other)),
        }
    }

    /// Takes a whole number, if there is one.
    pub(super) fn number(&mut self, name: &str) -> Result<Option<i32>, Fault> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(other) => Err(self.misshapen(name, "of type Integer", &other)),
        }
    }

    /// Takes a whole number.
    pub(super) fn required_number(&mut self, name: &str) -> Result<i32, Fault> {
        let number = self.number(name)?;
        number.ok_or_else(|| Fault::parameter_missing(name, &self.message))
    }

    /// Takes whole numbers.
    pub(super) fn integers(&mut self, name: &str) -> Result<Vec<i32>, Fault> {
        match self.required(name)? {
            Value::Array(of) if of.of() == EdmType::Int32 => Ok(of.integers().collect()),
            other => Err(self.misshapen(name, "an array of Integer", &other)),
        }
    }

    /// Takes ids of rows.
    pub(super) fn guids(&mut self, name: &str) -> Result<Vec<Uuid>, Fault> {
        match self.required(name)? {
            Value::Array(of) if of.of() == EdmType::Guid => {
                Ok(of.items().iter().filter_map(Value::as_guid).collect())
            }
            other => Err(self.misshapen(name, "an array of Guid", &other)),
        }
    }

    /// Takes bytes.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Vec<u8>, Fault> {
        match self.required(name)? {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(self.misshapen(name, "of bytes", &other)),
        }
    }

    /// Takes a guid, if there is one.
    pub(super) fn optional_guid(&mut self, name: &str) -> Result<Option<Uuid>, Fault> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Guid(id)) => Ok(Some(id)),
            Some(other) => Err(self.misshapen(name, "of type Guid", &other)),
        }
    }

    /// Takes a truth value; one that is absent is false.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        self.take(name).and_then(|value| value.as_bool()) == Some(true)
    }

    /// Takes a nested request.
    pub(super) fn request(&mut self, name: &str) -> Result<OrganizationRequest, Fault> {
        match self.required(name)? {
            Value::Request(request) => Ok(*request),
            other => Err(self.misshapen(name, "an OrganizationRequest", &other)),
        }
    }

    pub(super) fn query(&mut self, name: &str) -> Result<Query, Fault> {
        match self.required(name)? {
            Value::Query(query) => Ok(*query),
            other => Err(self.misshapen(name, "a query", &other)),
        }
    }

    /// Takes queries.
    pub(super) fn queries(&mut self, name: &str) -> Result<Vec<Query>, Fault> {
        match self.required(name)? {
            Value::Queries(queries) => Ok(queries),
            other => Err(self.misshapen(name, "an array of queries", &other)),
        }
    }

    /// Takes the columns to return; all columns if the parameter is absent.
    pub(super) fn columns(&mut self, name: &str) -> Result<Columns, Fault> {
        match self.take(name) {
            None => Ok(Columns::All),
            Some(Value::Columns(columns)) => Ok(columns),
            Some(other) => Err(self.misshapen(name, "a ColumnSet", &other)),
        }
    }

    /// Takes a required parameter.
    pub(super) fn required(&mut self, name: &str) -> Result<Value, Fault> {
        self.take(name)
            .ok_or_else(|| Fault::parameter_missing(name, &self.message))
    }

    /// The fault for a parameter of the wrong type.
    pub(super) fn misshapen(&self, name: &str, expected: &str, found: &Value) -> Fault {
        misshapen(name, &self.message, expected, found)
    }
}

/// The fault for a parameter of the wrong type. The text is the emulator's: the platform's is unknown.
pub(super) fn misshapen(parameter: &str, message: &str, expected: &str, found: &Value) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "Parameter '{parameter}' of message {message} must be {expected}, but is {}.",
            kind_of(found)
        ),
    )
}

/// The kind of a value, for an error text.
fn kind_of(value: &Value) -> Cow<'static, str> {
    Cow::Borrowed(match value {
        Value::Null => "null",
        Value::Boolean(_) => "a Boolean",
        Value::Integer(_) => "an Integer",
        Value::BigInt(_) => "a BigInt",
        Value::Decimal(_) => "a Decimal",
        Value::Double(_) => "a Float",
        Value::Money(_) => "a Money",
        Value::OptionSet(_) => "a Picklist value",
        Value::String(_) => "a String",
        Value::DateTime(_) => "a DateTime",
        Value::Date(_) => "a date",
        Value::Guid(_) => "a Guid",
        Value::Reference(_) => "an EntityReference",
        Value::Entity(_) => "an Entity",
        Value::Collection(_) => "an EntityCollection",
        Value::Strings(_) => "a StringArray",
        Value::Array(of) => return format!("an array of {}", of.of().name()).into(),
        Value::Managed(_) => "a managed property",
        Value::Columns(_) => "a ColumnSet",
        Value::Query(_) => "a query",
        Value::Queries(_) => "an array of queries",
        Value::Request(_) => "an OrganizationRequest",
        Value::Complex(of) => return format!("of the type {}", of.kind().name()).into(),
        Value::ComplexCollection(of) => {
            return format!("an array of {}", of.kind().name()).into();
        }
        Value::References(_) => "an EntityReferenceCollection",
        Value::OptionSets(_) => "an OptionSetValueCollection",
        Value::Bytes(_) => "bytes",
        Value::RecordCounts(_) => "an EntityRecordCountCollection",
        Value::Requests(_) => "an OrganizationRequestCollection",
        Value::Responses(_) => "an OrganizationResponseCollection",
        Value::ResponseItems(_) => "an ExecuteMultipleResponseItemCollection",
    })
}
