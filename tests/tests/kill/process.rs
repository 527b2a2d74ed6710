//! The emulator on the database of a round: starting it, and waiting until it is at rest.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use dataverse_conformance::command::{Command, Running, StartFailure};
use dataverse_conformance::wire::{Connection, WireRequest};
use serde_json::Value;

use crate::plan::{Fault, Pace};

/// The start parameters of a round's emulators.
pub(crate) struct Home<'a> {
    pub(crate) binary: &'a Path,
    pub(crate) database: PathBuf,
    pub(crate) pace: Pace,
}

impl Home<'_> {
    /// Starts the emulator. No clock mode waits in real time, so back-offs and limits take none.
    pub(crate) async fn start(&self, fault: Option<&Fault>) -> Result<Running, StartFailure> {
        let (clock, concurrency) = match self.pace {
            Pace::Prompt | Pace::Slow | Pace::TooSlow => ("auto", "concurrency=32"),
            Pace::Together => ("manual", "concurrency=1000"),
        };
        start(self.binary, &self.database, (clock, &[concurrency]), fault).await
    }
}

/// A clock that stands still, and no rules.
pub(crate) const MANUAL: (&str, &[&str]) = ("manual", &[]);

/// Starts an emulator with this mode of its clock and these rules; it dies at the fault.
pub(crate) async fn start(
    binary: &Path,
    database: &Path,
    (clock, rules): (&str, &[&str]),
    fault: Option<&Fault>,
) -> Result<Running, StartFailure> {
    let mut command = Command::new(binary)
        .args(["--listen", "127.0.0.1:0", "--clock", clock])
        .args(rules.iter().flat_map(|rule| ["--rule", rule]))
        .args([Path::new("--database"), database]);
    if let Some(fault) = fault {
        command = command.env("DATAVERSE_EMULATOR_FAULTS", fault.to_string());
    }
    command.start().await
}

/// Kills an emulator.
pub(crate) async fn end(mut emulator: Running) -> io::Result<()> {
    emulator.kill()?;
    emulator.ended().await.map(drop)
}

/// Lets the emulator do everything that is due now or later.
///
/// # Errors
/// When the process dies meanwhile.
pub(crate) async fn come_to_rest(address: SocketAddr) -> io::Result<()> {
    let mut connection = Connection::open(address).await?;
    let post = |what, body| WireRequest::new("POST", &format!("/_emulator/v1/{what}"), &[], body);
    let advance = post("clock/advance", r#"{"until":"idle"}"#);
    let settle = post("settle", r#"{"within":"PT5S"}"#);
    loop {
        let advanced = connection.exchange(&advance).await?;
        // A busy machine may need more time than one request waits.
        if advanced.status != 409 {
            advanced.expect(200)?;
        }
        let answer = connection.exchange(&settle).await?.expect(200)?.json()?;
        if is_at_rest(&answer) {
            return Ok(());
        }
    }
}

/// Whether nothing is under way and nothing waits for time.
fn is_at_rest(settlement: &Value) -> bool {
    let pending = &settlement["pending"];
    settlement["settled"] == true && pending["busy"] == 0 && pending["time"] == 0
}
