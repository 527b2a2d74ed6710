//! Reads and writes rows and values as OData JSON, typed by the organization's tables.
//!
//! Used by the Web API door, by the status monitor, and for outputs given as JSON. Knows metadata,
//! but neither HTTP nor what a message does.

mod annotations;
mod complex;
mod draft;
mod entity;
mod etag;
mod field;
mod members;
mod open;
mod property;
mod related;
mod row;
mod row_writer;
mod value;
mod written;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::Rules;
use dataverse_protocol::odata::primitive::LargeNumbers;

use crate::metadata::Metadata;

pub use annotations::RowAnnotations;
pub use draft::write_draft;
pub use entity::{key_of, read_entity, reference_of};
pub use etag::{etag_of, version_of};
pub use field::{read_argument, read_field, read_outputs};
pub use open::{has_array, write_open};
pub use row::{NextLinks, PARTITION, RowForm};
pub use row_writer::{RowWriter, write_row};
pub use value::write_value;

/// How a JSON payload is read.
#[derive(Clone, Copy)]
pub struct PayloadReader<'a> {
    metadata: &'a Metadata,
    rules: &'a Rules,
    numbers: LargeNumbers,
}

impl<'a> PayloadReader<'a> {
    /// Reads by the organization's tables and rules; large numbers are JSON numbers.
    pub fn new(metadata: &'a Metadata, rules: &'a Rules) -> Self {
        Self {
            metadata,
            rules,
            numbers: LargeNumbers::default(),
        }
    }

    /// Reads large numbers as the content type of the payload says.
    #[must_use]
    pub fn with_large_numbers(self, numbers: LargeNumbers) -> Self {
        Self { numbers, ..self }
    }
}

/// How a JSON payload is written.
#[derive(Clone, Copy)]
pub struct PayloadWriter<'a> {
    metadata: &'a Metadata,
    rules: &'a Rules,
    annotations: RowAnnotations,
    numbers: LargeNumbers,
}

impl<'a> PayloadWriter<'a> {
    /// Writes by the organization's tables and rules; without annotations, and large numbers as JSON numbers.
    pub fn new(metadata: &'a Metadata, rules: &'a Rules) -> Self {
        Self {
            metadata,
            rules,
            annotations: RowAnnotations::NONE,
            numbers: LargeNumbers::default(),
        }
    }

    /// Writes the values of rows with these annotations.
    #[must_use]
    pub fn with_annotations(self, annotations: RowAnnotations) -> Self {
        Self {
            annotations,
            ..self
        }
    }

    /// Writes large numbers as the media type of the answer says (WA-1A0).
    #[must_use]
    pub fn with_large_numbers(self, numbers: LargeNumbers) -> Self {
        Self { numbers, ..self }
    }
}

/// The fault for an invalid request body: the cause in the platform's wording (CA-03C, WA-03A).
pub fn body_fault(set: &str, cause: &str) -> Fault {
    payload_fault(set, &format!("Microsoft.OData.ODataException: {cause}"))
}

/// The fault for a body that ends too early (BA-00B).
pub fn cut_off(set: &str) -> Fault {
    payload_fault(set, "System.ArgumentException: Stream was not readable.")
}

fn payload_fault(set: &str, exception: &str) -> Fault {
    Fault::new(
        code::INVALID_PAYLOAD,
        format!(
            "Error identified in Payload provided by the user for Entity :'{set}', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : {exception}"
        ),
    )
}

#[cfg(test)]
mod tests;
