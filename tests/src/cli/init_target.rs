//! `init-target`: writes the target file of a live organization, to be completed by the user.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use clap::Args;

use super::{Exit, Refusal};
use crate::assets::Embedded;
use crate::target::{Address, Prefix, TargetFile};

/// Path of the example from the repository's root.
const EXAMPLE: &str = "tests/targets/live.example.toml";

/// The arguments of `init-target`.
#[derive(Debug, Args)]
pub(super) struct InitTargetArguments {
    /// Address of the organization, such as https://contoso.crm.dynamics.com
    #[arg(long, value_name = "URL")]
    url: String,

    /// Prefix of a publisher there; custom APIs that the suite makes are named so
    #[arg(long, value_name = "PREFIX")]
    prefix: String,

    /// Where to write it; a file that is there is left alone
    #[arg(long, value_name = "FILE", default_value = "target.toml")]
    output: PathBuf,
}

pub(super) fn main(arguments: &InitTargetArguments, files: &[Embedded]) -> Result<Exit, Refusal> {
    let url: Address = arguments
        .url
        .parse()
        .map_err(|error| Refusal::broken(format!("--url: {error}")))?;
    let prefix = Prefix::try_from(arguments.prefix.clone())
        .map_err(|error| Refusal::broken(format!("--prefix: {error}")))?;
    let example = files.iter().find(|(path, _)| *path == EXAMPLE);
    let (_, example) = example.expect("the command carries the example");
    let text = filled(&String::from_utf8_lossy(example), &url, &prefix);
    let shown = arguments.output.display().to_string();
    // Checks that `run` can read the file.
    TargetFile::parse(&shown, &text).map_err(Refusal::broken)?;
    let written = File::create_new(&arguments.output).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| {
        Refusal::broken(match error.kind() {
            ErrorKind::AlreadyExists => format!("{shown} is there already, and left as it is"),
            _ => format!("{shown} cannot be written: {error}"),
        })
    })?;
    println!(
        "{shown}: fill in [sign_in] and [capabilities], then `run --target {shown} --dry-run`"
    );
    Ok(Exit::Expected)
}

/// The example with this address and this prefix.
fn filled(example: &str, url: &Address, prefix: &Prefix) -> String {
    let line = |line: &str| match line.split_once(" = ") {
        Some(("url", _)) => format!("url = {:?}\n", url.as_str()),
        Some(("publisher_prefix", _)) => format!("publisher_prefix = {:?}\n", prefix.as_str()),
        _ => format!("{line}\n"),
    };
    example.lines().map(line).collect()
}
