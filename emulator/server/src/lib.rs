//! A small server that behaves like Microsoft Dataverse where background operations are concerned.
//!
//! [`start`] runs an emulator inside a tokio runtime; [`Command`] is its command line. Everything
//! else is how it is made: see ARCHITECTURE.md.

#[cfg(test)]
mod caller;
mod command;
mod door;
mod handler;
mod host;
mod message;
mod organization;
mod payload;
mod pipeline;
pub mod plugin;
mod reading;
mod security;
mod settings;
mod sink;

pub(crate) use dataverse_engine as engine;
pub(crate) use dataverse_model::metadata;
pub(crate) use dataverse_outbound as notice;
pub(crate) use dataverse_outbound::ring;
pub(crate) use dataverse_runtime::{activity, clock, faults, identity};
pub(crate) use dataverse_store as store;

pub use command::{Command, CommandError};
#[cfg(feature = "bugs")]
pub use dataverse_bug::Bug;
pub use handler::{Binding, BindingError};
pub use host::{Running, StartError, start};
pub use organization::OpenError;
pub use settings::{Control, OrganizationSettings, Samples, Settings};
