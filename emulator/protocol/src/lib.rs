//! Bytes to meaning and back: what a request says, and how an answer is written.
//!
//! Everything here is a pure function of its input. This crate knows no clock, makes no ids, does
//! no I/O, and knows neither which tables an organization has nor what any message does: names
//! stay text until the server binds them to its metadata.

pub mod authentication_settings;
pub mod batch;
pub mod callback;
pub mod codec;
pub mod complex;
pub mod csv;
pub mod execution_context;
pub mod fetchxml;
pub mod field_type;
pub mod key_value;
pub mod monitor;
pub mod odata;
pub mod prefer;
pub mod query;
pub mod request;
pub mod soap;
pub mod value;
mod xml;
