//! The command `dataverse-conformance`. Features, snapshots, handlers, readers, register, solutions and target files are embedded
//! in the binary.

use std::process::ExitCode;

use dataverse_conformance::assets::Embedded;
use dataverse_conformance::cli;

const FILES: &[Embedded] = folder_embed::files!(
    "../features",
    "../snapshots",
    "../tests/handlers",
    "../tests/readers",
    "../tests/needs.toml",
    "../tests/requirements.toml",
    "../tests/solutions",
    "../tests/targets",
    "../tests/waivers.toml"
);

#[tokio::main]
async fn main() -> ExitCode {
    cli::main(FILES).await
}
