//! Reads values of complex types from JSON; errors have the platform's wording for a body.

use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::{ComplexError, MemberType};
use dataverse_protocol::odata::complex::{self, ReadError};
use dataverse_protocol::value::Value;
use serde_json::Value as Json;

use super::body_fault;

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
