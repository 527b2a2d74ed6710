//! What an organization is made of, as data: its tables and columns. No storage, no message, no HTTP.

pub mod metadata;
mod provenance;

pub use provenance::Provenance;
