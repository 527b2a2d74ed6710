//! The data model of an organization: tables, messages, rows as OData JSON, provenance, and the names that are not
//! emulated. No storage, no execution of messages, no HTTP.

pub mod csdl;
pub mod message;
pub mod metadata;
pub mod payload;
pub mod platform_names;
mod provenance;

pub use provenance::Provenance;
