//! A small server that behaves like Microsoft Dataverse where background operations are concerned.
//!
//! [`start`] runs an emulator inside a tokio runtime; [`Command`] is its command line. Everything
//! else is how it is made: see ARCHITECTURE.md.

pub mod activity;
#[cfg(test)]
mod caller;
pub mod clock;
mod command;
mod door;
pub mod engine;
pub mod faults;
mod handler;
mod host;
pub mod identity;
mod message;
pub mod metadata;
pub mod notice;
mod organization;
mod payload;
mod pipeline;
pub mod plugin;
mod reading;
pub mod ring;
mod security;
mod settings;
mod sink;
pub mod store;

pub use command::{Command, CommandError};
#[cfg(feature = "bugs")]
pub use dataverse_bug::Bug;
pub use handler::{Binding, BindingError};
pub use host::{Running, StartError, start};
pub use organization::OpenError;
pub use settings::{Control, OrganizationSettings, Samples, Settings};
