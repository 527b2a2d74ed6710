//! Reading a message's parameters: taken by name and kind, each missing or misshapen one refused in
//! the platform's words, and whatever is left over refused by name.

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};

/// The parameters of one request, taken out one by one.
pub(super) struct Arguments {
    message: &'static str,
    left: Attributes,
}

impl Arguments {
    /// The parameters of a request for a message.
    pub(super) const fn new(message: &'static str, parameters: Attributes) -> Self {
        Self {
            message,
            left: parameters,
        }
    }

    /// An optional parameter; null counts as absent.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.left
            .shift_remove(name)
            .filter(|value| !value.is_null())
    }

    /// A row.
    pub(super) fn entity(&mut self, name: &str) -> Result<Entity, Fault> {
        match self.required(name)? {
            Value::Entity(entity) => Ok(*entity),
            other => Err(self.misshapen(name, "an Entity", &other)),
        }
    }

    /// A reference to a row, whose id is not empty (CA-03E).
    pub(super) fn reference(&mut self, name: &str) -> Result<EntityReference, Fault> {
        match self.required(name)? {
            Value::Reference(reference) if reference.id.is_nil() => Err(empty_id()),
            Value::Reference(reference) => Ok(reference),
            other => Err(self.misshapen(name, "an EntityReference", &other)),
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

    /// A parameter that has to be there.
    pub(super) fn required(&mut self, name: &str) -> Result<Value, Fault> {
        self.take(name).ok_or_else(|| missing(name, self.message))
    }

    /// Refuses whatever has not been taken (SO-023).
    pub(super) fn finish(self) -> Result<(), Fault> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(_) if Bug::UnknownParametersTaken.is_on() => Ok(()),
            Some(name) => Err(Fault::new(
                code::SDK_INVALID_MESSAGE_PROPERTY_NAME,
                format!(
                    "Message property name '{name}' is not valid on message {}.",
                    self.message
                ),
            )),
        }
    }

    /// The refusal of a parameter of another type.
    pub(super) fn misshapen(&self, name: &str, expected: &str, found: &Value) -> Fault {
        misshapen(name, self.message, expected, found)
    }
}

/// The refusal of the id of nothing (CA-03E).
pub(super) fn empty_id() -> Fault {
    Fault::invalid_argument("Expected non-empty Guid.")
}

/// The refusal of a parameter of another type; the platform's words for it are not known.
pub(super) fn misshapen(parameter: &str, message: &str, expected: &str, found: &Value) -> Fault {
    Fault::new(
        code::INVALID_ARGUMENT,
        format!(
            "Parameter '{parameter}' of message {message} must be {expected}, but is {}.",
            kind_of(found)
        ),
    )
}

/// The platform's words for a missing message parameter (CA-03D, BG-038).
pub(crate) fn missing(parameter: &str, message: &str) -> Fault {
    Fault::parameter_missing(parameter, message)
}

/// What kind of value it is, for an error text.
pub(crate) const fn kind_of(value: &Value) -> &'static str {
    match value {
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
        Value::Organization(_) => "an OrganizationDetail",
    }
}
