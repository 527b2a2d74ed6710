//! Runs every feature against one emulator, dozens of scenarios at once; each has an organization of its own.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    dataverse_conformance::cli::features().await
}
