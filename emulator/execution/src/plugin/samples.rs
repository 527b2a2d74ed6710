//! The plug-ins that the emulator comes with. They use the [`prelude`](super::prelude) alone, as an outsider's do.

mod cleanup;
mod csv;
mod export;
mod report_job;
mod scripted;

use super::Plugins;

/// Adds the samples.
pub(super) fn register(plugins: Plugins) -> Plugins {
    plugins
        .with(export::TYPE_ID, export::Export)
        .with(cleanup::TYPE_ID, cleanup::Cleanup)
        .with(scripted::TYPE_ID, scripted::Scripted)
        .with(report_job::type_id(1), report_job::Start)
        .with(report_job::type_id(2), report_job::Process)
        .with(report_job::type_id(3), report_job::Status)
        .with(report_job::type_id(4), report_job::Fetch)
}
