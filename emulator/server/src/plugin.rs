//! The interface for plug-ins in Rust, for programs that start an emulator with plug-ins of their own.
//!
//! The [`prelude`] has what a plug-in is written with, [`Plugins`] takes the types for [`Settings`](crate::Settings).

pub use dataverse_execution::plugin::{Plugins, prelude};

/// The example of the document compiles.
#[cfg(doctest)]
#[doc = include_str!("../../docs/plug-ins.md")]
struct Document;
