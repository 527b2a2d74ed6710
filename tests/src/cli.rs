//! The command `dataverse-conformance`: its arguments, and the code it exits with.

mod diff;
mod dry_run;
mod init_target;
mod list;
mod report;
mod run;
mod sweep;
mod target_args;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

pub use run::{RunArguments, features};

use crate::assets::Embedded;

/// Holds an organization against the documentation of Dataverse's background operations.
///
/// Without --target and --url, `run` starts the emulator itself.
#[derive(Debug, Parser)]
#[command(name = "dataverse-conformance", version, after_help = EXIT_CODES)]
struct Command {
    #[command(subcommand)]
    what: What,
}

const EXIT_CODES: &str = "Exit codes:
  0  everything is as expected
  1  a scenario failed, or could not be judged (`run`); two runs disagree (`diff`)
  2  a scenario that is known to fail held
  3  the suite's own error: bad arguments, unreadable files, a report that cannot be written
  4  the target cannot be reached, refuses the sign-in, is none, or cannot do what its file claims";

#[derive(Debug, Subcommand)]
enum What {
    /// Run scenarios against a target and write reports
    Run(Box<RunArguments>),
    /// Show requirements and scenarios
    List(list::ListArguments),
    /// Write the other reports of a results.json once more
    Report(report::ReportArguments),
    /// Show where two runs disagree
    Diff(diff::DiffArguments),
    /// Write a target file for a live organization, to be filled in
    InitTarget(init_target::InitTargetArguments),
    /// Remove what earlier runs have left in an organization
    Sweep(Box<sweep::SweepArguments>),
}

/// The exit codes of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything is as expected.
    Expected,
    /// A scenario failed or is inconclusive, or two runs differ.
    Failed,
    /// A scenario held although it is a known failure.
    UnexpectedPass,
    /// An error of the suite or of its arguments.
    Broken,
    /// The target cannot be used.
    NoTarget,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Expected => 0,
            Exit::Failed => 1,
            Exit::UnexpectedPass => 2,
            Exit::Broken => 3,
            Exit::NoTarget => 4,
        })
    }
}

/// Ends the command early with one line on standard error and an exit code.
#[derive(Debug)]
pub struct Refusal {
    line: String,
    exit: Exit,
}

impl Refusal {
    fn broken(reason: impl ToString) -> Self {
        Self::new(&reason.to_string(), Exit::Broken)
    }

    fn new(reason: &str, exit: Exit) -> Self {
        let words: Vec<&str> = reason.split_whitespace().collect();
        Self {
            line: words.join(" "),
            exit,
        }
    }

    fn told(self) -> Exit {
        eprintln!("dataverse-conformance: {}", self.line);
        self.exit
    }
}

/// Runs the command with the arguments of the process and the files that the binary embeds.
pub async fn main(files: &[Embedded]) -> ExitCode {
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(error) => return usage(&error).into(),
    };
    let done = match command.what {
        What::Run(arguments) => run::main(*arguments, files).await,
        What::List(arguments) => list::main(&arguments, files),
        What::Report(arguments) => report::main(&arguments),
        What::Diff(arguments) => diff::main(&arguments),
        What::InitTarget(arguments) => init_target::main(&arguments, files),
        What::Sweep(arguments) => sweep::main(*arguments).await,
    };
    done.unwrap_or_else(Refusal::told).into()
}

/// Prints help and version as usual; of another error only the first line.
fn usage(error: &clap::Error) -> Exit {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        eprint!("{error}");
        Exit::Broken
    } else if error.use_stderr() {
        let text = error.to_string();
        let told = text.trim_start_matches("error: ");
        let end = told.find("\n\n").unwrap_or(told.len());
        Refusal::new(&told[..end], Exit::Broken).told()
    } else {
        print!("{error}");
        Exit::Expected
    }
}
