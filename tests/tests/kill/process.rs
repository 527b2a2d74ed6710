//! The emulator on the round's database: started, spoken to, brought to rest.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use dataverse_conformance::command::{Command, Running, StartFailure};
use dataverse_conformance::wire::{Connection, Request};
use serde_json::Value;

use crate::plan::{Fault, Pace};

/// What an emulator is started on, again and again.
pub(crate) struct Home<'a> {
    pub(crate) binary: &'a Path,
    pub(crate) database: PathBuf,
    pub(crate) pace: Pace,
}

impl Home<'_> {
    /// Starts the emulator; real time passes in no round, so that no back-off or limit takes any.
    pub(crate) async fn start(&self, fault: Option<&Fault>) -> Result<Running, StartFailure> {
        let (clock, concurrency) = match self.pace {
            Pace::Prompt | Pace::Slow | Pace::TooSlow => ("auto", "concurrency=32"),
            Pace::Together => ("manual", "concurrency=1000"),
        };
        let mut command = Command::new(self.binary)
            .args([
                "--listen",
                "127.0.0.1:0",
                "--clock",
                clock,
                "--rule",
                concurrency,
            ])
            .args([Path::new("--database"), &self.database]);
        if let Some(fault) = fault {
            command = command.env("DATAVERSE_EMULATOR_FAULTS", fault.to_string());
        }
        command.start().await
    }
}

/// Lets everything happen that happens by itself, now or in time.
///
/// # Errors
/// When the process dies meanwhile.
pub(crate) async fn come_to_rest(address: SocketAddr) -> io::Result<()> {
    let mut connection = Connection::open(address).await?;
    let post = |what, body| Request::new("POST", &format!("/_emulator/v1/{what}"), &[], body);
    let advance = post("clock/advance", r#"{"until":"idle"}"#);
    let settle = post("settle", r#"{"within":"PT5S"}"#);
    loop {
        let advanced = connection.exchange(&advance).await?;
        // A machine that is busy with other things may need longer than one request waits.
        if advanced.status != 409 {
            advanced.expect(200)?;
        }
        let answer = connection.exchange(&settle).await?.expect(200)?.json()?;
        if is_at_rest(&answer) {
            return Ok(());
        }
    }
}

/// Nothing is under way and nothing waits for time.
fn is_at_rest(settlement: &Value) -> bool {
    let pending = &settlement["pending"];
    settlement["settled"] == true && pending["busy"] == 0 && pending["time"] == 0
}
