//! The description of a Web API in OData's Common Schema Definition Language: `GET $metadata`.
//!
//! [`Schema`] is the description as data. [`Schema::resolved`] leaves out what CSDL cannot name and what refers to it, so
//! that [`write()`] always writes a document whose references resolve. This module knows no tables and no messages.

mod complex;
mod definitions;
mod name;
mod resolve;
mod types;
mod write;

pub use complex::{RECORD_COUNTS, name_of};
pub use types::{
    Binding, EntitySet, EntityType, EnumType, Navigation, Operation, OperationKind, Parameter,
    Property, Returns, Schema, StructuredType, TypeRef,
};
pub use write::{Annotations, CONTENT_TYPE, write};

/// Adds every complex type that the emulator knows, the enumerations of their members, and those that are definitions as
/// entity types, too.
pub fn describe(schema: &mut Schema) {
    complex::describe(schema);
    definitions::describe(schema);
}

#[cfg(test)]
mod tests;
