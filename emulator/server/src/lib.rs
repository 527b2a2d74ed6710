//! A small server that behaves like Microsoft Dataverse where background operations are concerned.
//!
//! [`start`] runs an emulator inside a tokio runtime; [`Command`] is its command line. Everything else is how it is made: see
//! ARCHITECTURE.md.

#[cfg(test)]
mod caller;
mod command;
mod door;
mod handler;
mod host;
mod organization;
mod settings;
mod sink;
mod tokens;

pub use command::{Command, CommandError};
#[cfg(feature = "bugs")]
pub use dataverse_bug::Bug;
pub use dataverse_execution::organization::{OpenError, Samples};
/// What plug-ins that are part of the process implement.
pub use dataverse_execution::plugin;
pub use handler::{Binding, BindingError};
pub use host::{Running, StartError, start};
pub use settings::{Control, OrganizationSettings, Settings};
