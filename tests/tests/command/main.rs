//! The command as a process of its own, in an empty folder: its files, its output and its exit codes.

mod asked_first;
mod bad_input;
mod bad_target;
mod canary;
mod dry_run;
mod fake;
mod full_disk;
mod help;
mod interrupted;
mod labels;
mod new_custom_api;
mod reports;
mod side_by_side;
mod target_file;
mod verdicts;

use std::path::Path;

use tempfile::TempDir;

/// The output and the exit code of a run.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Said {
    /// Asserts the exit code, and one line on standard error that contains `part`.
    fn refused(&self, code: i32, part: &str) {
        let lines: Vec<&str> = self.stderr.lines().collect();
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(lines.len(), 1, "{self:?}");
        assert!(lines[0].starts_with("dataverse-conformance: "), "{self:?}");
        assert!(lines[0].contains(part), "{part}: {self:?}");
    }
}

/// Runs the command in `folder`, with these environment variables.
async fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_dataverse-conformance"))
        .current_dir(folder)
        .args(arguments)
        .env_remove("DATAVERSE_URL")
        .envs(variables.iter().copied())
        .kill_on_drop(true)
        .output()
        .await
        .expect("cargo has built the command");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Said {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is room for an empty folder")
}
