//! Describes an organization for `GET $metadata`: its tables, complex types, enumerations, messages and custom APIs, from
//! the descriptions that everything else follows too (MD-200).

mod operations;
mod tables;

use dataverse_protocol::odata::csdl::{self, Schema};

use crate::message::Message;
use crate::metadata::Metadata;

/// The type that every table is derived from.
const ANY_ROW: &str = "crmbaseentity";
/// The type that users and teams are derived from.
const PRINCIPAL: &str = "principal";

/// The schema of an organization with these tables and messages, in which every reference resolves.
pub fn describe<'m>(metadata: &Metadata, messages: impl Iterator<Item = &'m Message>) -> Schema {
    let mut schema = Schema::default();
    tables::describe(metadata, &mut schema);
    csdl::describe(&mut schema);
    tables::add_managed_property(&mut schema);
    operations::describe(messages, &mut schema);
    schema.resolved()
}

#[cfg(test)]
mod tests;
