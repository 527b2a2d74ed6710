//! The description of a Web API in OData's Common Schema Definition Language: `GET $metadata`.
//!
//! [`Schema`] is the description as data. [`Schema::resolved`] leaves out what CSDL cannot name and what refers to it, so
//! that [`write()`] always writes a document whose references resolve. This module knows no tables and no messages.

mod complex;
mod name;
mod resolve;
mod types;
mod write;

pub use complex::describe;
pub use types::{
    Binding, EntitySet, EntityType, EnumType, Navigation, Operation, OperationKind, Parameter,
    Property, Returns, Schema, StructuredType, TypeRef,
};
pub use write::{Annotations, CONTENT_TYPE, write};

#[cfg(test)]
mod tests;
