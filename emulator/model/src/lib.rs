//! What an organization is made of, as data: its tables and columns. No storage, no message, no HTTP.

pub mod message;
pub mod metadata;
pub mod payload;
mod provenance;

pub use provenance::Provenance;
