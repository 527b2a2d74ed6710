//! Reads values of complex types from JSON, and writes them; errors have the platform's wording for a body.

use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::{Complex, ComplexError, ComplexType, MemberType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::complex::{self, ReadError};
use dataverse_protocol::value::Value;
use serde_json::Value as Json;

use super::{PayloadReader, PayloadWriter, body_fault, read_field, write_value};
use crate::message::{Parameter, ValueType};

/// Reads a parameter of a complex type. Its members that refer to rows are read as parameters of that type are.
pub(super) fn read_instance(
    kind: &'static ComplexType,
    json: &Json,
    reader: PayloadReader<'_>,
) -> Result<Value, Fault> {
    let mut own = json.clone();
    let mut references = Vec::new();
    for name in kind.references() {
        let given = own.as_object_mut().and_then(|members| members.remove(name));
        if let Some(given) = given {
            let field = Parameter::optional(name, ValueType::Field(FieldType::EntityReference));
            references.push((name, read_field(&field, &given, reader)?));
        }
    }
    Ok(match read(&MemberType::Complex(kind), &own)? {
        Value::Complex(instance) => {
            let with = |instance: Complex, (name, value)| instance.with(name, value);
            references.into_iter().fold(*instance, with).into()
        }
        other => other,
    })
}

/// Writes an instance, with the references among its members as rows are named.
pub(super) fn write_instance(of: &Complex, json: &mut Json, writer: PayloadWriter<'_>) {
    let Some(object) = json.as_object_mut() else {
        return;
    };
    for name in of.kind().references() {
        if let Some(value) = of.get(name) {
            object.insert(name.to_owned(), write_value(value, writer));
        }
    }
}

/// Reads a parameter of a complex type, or an array of them.
pub(super) fn read(kind: &MemberType, json: &Json) -> Result<Value, Fault> {
    complex::read(kind, json).map_err(|error| match error {
        // A value that an enumeration does not have gets the message's own error text.
        ReadError::Complex(ComplexError::Enumeration { .. }) => {
            Fault::invalid_argument(error.to_string())
        }
        ReadError::Shape { .. } | ReadError::Convert(_) | ReadError::Complex(_) => {
            body_fault("", &error.to_string())
        }
    })
}
