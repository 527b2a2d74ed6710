//! Reads and writes the formats of Dataverse's protocols: OData, FetchXML, SOAP, `$batch`, `Prefer`, solutions, and stored text.
//!
//! Every function is a pure function of its input. This crate has no clock and no I/O, draws no ids, and knows no
//! tables and no messages: names stay text until `model` and `store` bind them to the metadata.

pub mod authentication_settings;
pub mod batch;
pub mod callback;
pub mod codec;
pub mod complex;
pub mod data_token;
pub mod execution_context;
pub mod fetchxml;
pub mod field_type;
pub mod file_token;
pub mod key_value;
pub mod monitor;
pub mod named;
pub mod odata;
pub mod prefer;
pub mod query;
pub mod request;
pub mod service_fault;
pub mod soap;
pub mod solution;
pub mod value;
mod xml;
