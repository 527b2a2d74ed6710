//! A small server that behaves like Microsoft Dataverse where background operations are concerned.

pub mod metadata;
pub mod store;
