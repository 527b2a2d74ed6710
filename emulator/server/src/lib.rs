//! A local emulator of Microsoft Dataverse, centered on background operations.
//!
//! [`start`] runs an emulator inside a tokio runtime; [`Command`] is its command line. ARCHITECTURE.md describes the
//! rest.
//!
//! A program that starts it can add plug-ins in Rust; a custom API or a step refers to them by their id:
//!
//! ```no_run
//! use dataverse_emulator::plugin::prelude::*;
//! use dataverse_emulator::{Settings, start};
//!
//! struct Double;
//!
//! impl Plugin for Double {
//!     fn type_name(&self) -> &str {
//!         "Contoso.Double"
//!     }
//!
//!     fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
//!         let number = context.input("Number").and_then(Value::as_integer);
//!         let number = number.ok_or_else(|| Fault::invalid_plugin_execution("A number was expected."))?;
//!         context.set_output("Result", Value::BigInt(2 * number));
//!         Ok(())
//!     }
//! }
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), dataverse_emulator::StartError> {
//! let mut settings = Settings::default();
//! settings.plugins = settings.plugins.with(Uuid::from_u128(1), Double);
//! let emulator = start(settings).await?;
//! println!("{}", emulator.url());
//! emulator.shutdown().await;
//! # Ok(())
//! # }
//! ```

#[cfg(test)]
mod caller;
mod command;
mod door;
mod handler;
mod host;
mod organization;
pub mod plugin;
mod public_hosts;
mod settings;
mod sink;
mod tokens;

pub use command::{Command, CommandError};
pub use dataverse_execution::organization::{OpenError, Samples};
pub use handler::{Binding, BindingError};
pub use host::{Running, StartError, start};
pub use public_hosts::{PublicHost, PublicHostError};
pub use settings::{Control, OrganizationSettings, Settings};
