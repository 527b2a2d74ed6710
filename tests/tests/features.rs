//! Runs every feature against one emulator, many scenarios at the same time, each in an organization of its own.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    dataverse_conformance::cli::features().await
}
