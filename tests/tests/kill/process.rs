//! The emulator on the round's database: started, spoken to, brought to rest.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use dataverse_conformance::command::{Command, Running, StartFailure};
use dataverse_conformance::wire::{Connection, Request};
use serde_json::Value;

use crate::plan::Fault;

/// Starts it on a database, on a clock that jumps to what is due next, so that no back-off, limit
/// or delay takes real time.
pub(crate) async fn start(
    binary: &Path,
    database: &Path,
    fault: Option<&Fault>,
) -> Result<Running, StartFailure> {
    let mut command = Command::new(binary)
        .args(["--listen", "127.0.0.1:0", "--clock", "auto"])
        .args([OsStr::new("--database"), database.as_os_str()]);
    if let Some(fault) = fault {
        command = command.env("DATAVERSE_EMULATOR_FAULTS", fault.to_string());
    }
    command.start().await
}

/// Lets everything happen that happens by itself.
///
/// # Errors
/// When the process dies meanwhile.
pub(crate) async fn come_to_rest(emulator: &Running) -> io::Result<()> {
    let mut connection = Connection::open(emulator.address()).await?;
    let request = Request::new("POST", "/_emulator/v1/settle", &[], r#"{"within":"PT5S"}"#);
    loop {
        let answer = connection.exchange(&request).await?.expect(200)?.json()?;
        if is_at_rest(&answer) {
            return Ok(());
        }
    }
}

/// Nothing is under way and nothing waits for time; the clock has jumped as far as there was cause.
fn is_at_rest(settlement: &Value) -> bool {
    let pending = &settlement["pending"];
    settlement["settled"] == true && pending["busy"] == 0 && pending["time"] == 0
}
