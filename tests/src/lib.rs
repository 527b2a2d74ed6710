//! Gherkin features and wire snapshots that state what Dataverse's background operations do.

pub mod command;
pub mod wire;
