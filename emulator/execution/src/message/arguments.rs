//! Takes the parameters of a request by name and type. Validation has checked them before; a step may have changed them
//! since, so they are checked here again, with the same error texts.

use std::borrow::Cow;

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use uuid::Uuid;

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

    /// Takes a reference to a row, whose id must not be all zeros (CA-03E).
    pub(super) fn reference(&mut self, name: &str) -> Result<EntityReference, Fault> {
        match self.required(name)? {
            Value::Reference(reference) if reference.id.is_nil() => Err(empty_id()),
            Value::Reference(reference) => Ok(reference),
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

    /// Takes a text.
    pub(super) fn string(&mut self, name: &str) -> Result<String, Fault> {
        match self.required(name)? {
            Value::String(text) => Ok(text),
            other => Err(self.misshapen(name, "of type String", &other)),
        }
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
