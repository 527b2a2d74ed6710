//! The data model of an organization: tables, messages, rows as OData JSON, provenance. No storage,
//! no execution of messages, no HTTP.

pub mod message;
pub mod metadata;
pub mod payload;
mod provenance;

pub use provenance::Provenance;
