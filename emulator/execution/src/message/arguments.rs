//! The parameters of one request, taken out by name and type. Validation has proved them before; what a step has made of
//! them since is proved here, in the same words.

use std::borrow::Cow;

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use uuid::Uuid;

use crate::error::empty_id;

/// The parameters of one request, taken out one by one.
pub(super) struct Arguments {
    message: String,
    left: Attributes,
}

impl Arguments {
    /// The parameters of a request.
    pub(super) fn of(request: OrganizationRequest) -> Self {
        Self {
            message: request.name,
            left: request.parameters,
        }
    }

    /// An optional parameter; null counts as absent.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.left.swap_remove(name).filter(|value| !value.is_null())
    }

    /// A row.
    pub(super) fn entity(&mut self, name: &str) -> Result<Entity, Fault> {
        match self.required(name)? {
            Value::Entity(entity) => Ok(*entity),
            other => Err(self.misshapen(name, "of type Entity", &other)),
        }
    }

    /// A reference to a row, whose id is not empty (CA-03E).
    pub(super) fn reference(&mut self, name: &str) -> Result<EntityReference, Fault> {
        match self.required(name)? {
            Value::Reference(reference) if reference.id.is_nil() => Err(empty_id()),
            Value::Reference(reference) => Ok(reference),
            other => Err(self.misshapen(name, "of type EntityReference", &other)),
        }
    }

    /// The id of a row.
    pub(super) fn guid(&mut self, name: &str) -> Result<Uuid, Fault> {
        match self.required(name)? {
            Value::Guid(id) => Ok(id),
            other => Err(self.misshapen(name, "of type Guid", &other)),
        }
    }

    /// A request inside the request.
    pub(super) fn request(&mut self, name: &str) -> Result<OrganizationRequest, Fault> {
        match self.required(name)? {
            Value::Request(request) => Ok(*request),
            other => Err(self.misshapen(name, "an OrganizationRequest", &other)),
        }
    }

    /// A query.
    pub(super) fn query(&mut self, name: &str) -> Result<Query, Fault> {
        match self.required(name)? {
            Value::Query(query) => Ok(*query),
            other => Err(self.misshapen(name, "a query", &other)),
        }
    }

    /// Which columns to return; every column where that is not said.
    pub(super) fn columns(&mut self, name: &str) -> Result<Columns, Fault> {
        match self.take(name) {
            None => Ok(Columns::All),
            Some(Value::Columns(columns)) => Ok(columns),
            Some(other) => Err(self.misshapen(name, "a ColumnSet", &other)),
        }
    }

    /// A parameter that every call gives.
    pub(super) fn required(&mut self, name: &str) -> Result<Value, Fault> {
        self.take(name)
            .ok_or_else(|| Fault::parameter_missing(name, &self.message))
    }

    /// The fault of a parameter of another type.
    pub(super) fn misshapen(&self, name: &str, expected: &str, found: &Value) -> Fault {
        misshapen(name, &self.message, expected, found)
    }
}

/// The fault of a parameter of another type; the platform's words for it are not known.
pub(super) fn misshapen(parameter: &str, message: &str, expected: &str, found: &Value) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "Parameter '{parameter}' of message {message} must be {expected}, but is {}.",
            kind_of(found)
        ),
    )
}

/// What kind of value it is, for an error text.
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
        Value::Managed(_) => "a managed property",
        Value::Columns(_) => "a ColumnSet",
        Value::Query(_) => "a query",
        Value::Request(_) => "an OrganizationRequest",
        Value::Complex(of) => return format!("of the type {}", of.kind().name()).into(),
        Value::ComplexCollection(of) => {
            return format!("an array of {}", of.kind().name()).into();
        }
    })
}
