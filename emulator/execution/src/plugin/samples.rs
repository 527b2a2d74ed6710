//! The plug-ins that the emulator comes with. They use the [`prelude`](super::prelude) alone, as an outsider's do.

mod cleanup;
mod csv;
mod export;
mod scripted;

use super::Plugins;

/// Adds the samples.
pub(super) fn register(plugins: Plugins) -> Plugins {
    plugins
        .with(export::TYPE_ID, export::Export)
        .with(cleanup::TYPE_ID, cleanup::Cleanup)
        .with(scripted::TYPE_ID, scripted::Scripted)
}
