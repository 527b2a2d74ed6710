//! The emulator's process as the benchmark uses it.

use std::error::Error;
use std::path::{Path, PathBuf};

use dataverse_conformance::command::{Build, Command, Running, executable};
use dataverse_conformance::registration::{self, HandlerRef, Step};
use dataverse_conformance::wire::{Connection, WireRequest};

/// A custom API without a plug-in and without outputs, so that only the emulator's own work is measured.
const CUSTOM_API: &str = "bench_Note";
const DEFINITION: &str = r#"{"uniquename":"bench_Note","name":"bench_Note","displayname":"Note","description":"Takes a text","bindingtype":0,"isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false,"iscustomizable":{"Value":false},"CustomAPIRequestParameters":[{"uniquename":"Text","name":"bench_Note.Text","displayname":"Text","description":"The text","type":10,"isoptional":false,"iscustomizable":{"Value":false}}]}"#;

/// The file that stores the operations.
pub(crate) enum Keeping<'a> {
    /// In a temporary file that is not synced.
    Temporary,
    /// In this file, durably.
    File(&'a Path),
}

/// What happens to an operation after it was accepted.
pub(crate) enum Fate {
    /// It stays queued.
    Held,
    /// It is executed as soon as a slot is free.
    Executed,
}

/// The release binary, or the one that `DATAVERSE_EMULATOR_BIN` names.
pub(crate) fn binary() -> std::io::Result<PathBuf> {
    executable(Build::Release)
}

/// Starts the emulator without definitions, and with room for every operation that the longest rounds leave waiting.
pub(crate) async fn start(binary: &Path, keeping: Keeping<'_>) -> Result<Running, Box<dyn Error>> {
    let mut command =
        Command::new(binary).args(["--listen", "127.0.0.1:0", "--rule", "queue_limit=100000000"]);
    if let Keeping::File(path) = keeping {
        command = command.args([Path::new("--database"), path]);
    }
    Ok(command.start().await?)
}

/// Starts the emulator and defines the custom API that is submitted.
pub(crate) async fn start_defined(
    binary: &Path,
    keeping: Keeping<'_>,
    fate: Fate,
) -> Result<Running, Box<dyn Error>> {
    let emulator = start(binary, keeping).await?;
    let mut connection = Connection::open(emulator.address()).await?;
    let define = WireRequest::new("POST", "/api/data/v9.2/customapis", &[], DEFINITION);
    connection.exchange(&define).await?.expect(204)?;
    if let Fate::Held = fate {
        let target = format!("/_emulator/v1/custom-apis/{CUSTOM_API}/behavior");
        let hold = WireRequest::new("PUT", &target, &[], r#"{"start":"released"}"#);
        connection.exchange(&hold).await?.expect(204)?;
    }
    Ok(emulator)
}

/// A request that submits an operation of the custom API.
pub(crate) fn submission() -> WireRequest {
    WireRequest::new(
        "POST",
        &format!("/api/data/v9.2/{CUSTOM_API}"),
        &["Prefer: respond-async"],
        r#"{"Text":"a text as long as such texts tend to be"}"#,
    )
}

/// A request that submits an operation of a custom API of the first start.
pub(crate) fn first_submission() -> WireRequest {
    WireRequest::new(
        "POST",
        "/api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation",
        &["Prefer: respond-async"],
        r#"{"FetchXml":"<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}"#,
    )
}

/// A request that creates an account.
pub(crate) fn creation() -> WireRequest {
    let row = r#"{"name":"a name as long as such names tend to be"}"#;
    WireRequest::new("POST", "/api/data/v9.2/accounts", &[], row)
}

/// Registers a step with the scripted plug-in and an empty script, so that the plug-in does nothing.
pub(crate) async fn follow(
    emulator: &Running,
    message: &str,
    table: &str,
    run: registration::StepRun,
) -> Result<(), Box<dyn Error>> {
    let mut connection = Connection::open(emulator.address()).await?;
    let handler = HandlerRef::Scripted("[]");
    let step = Step {
        message,
        table,
        run,
        handler,
    };
    registration::step(&mut connection, &step).await?;
    Ok(())
}

/// Registers a webhook on the completion event.
pub(crate) async fn call(emulator: &Running, url: &str) -> Result<(), Box<dyn Error>> {
    let mut connection = Connection::open(emulator.address()).await?;
    let hook = registration::webhook(&mut connection, url).await?;
    let step = Step {
        message: "OnBackgroundOperationComplete",
        table: "",
        run: registration::StepRun::LaterUnkept,
        handler: HandlerRef::Webhook(&hook),
    };
    registration::step(&mut connection, &step).await?;
    Ok(())
}

/// A request to the status monitor.
pub(crate) fn poll(id: &str) -> WireRequest {
    WireRequest::get(&format!("/api/backgroundoperation/{id}"))
}

/// Waits until no work is under way.
pub(crate) async fn settle(emulator: &Running) -> Result<(), Box<dyn Error>> {
    let mut connection = Connection::open(emulator.address()).await?;
    let request = WireRequest::new("POST", "/_emulator/v1/settle", &[], r#"{"within":"PT60S"}"#);
    loop {
        let answer = connection.exchange(&request).await?.expect(200)?.json()?;
        if answer["settled"] == true {
            return Ok(());
        }
    }
}

/// Stops the emulator with SIGTERM, so that its database file is complete.
pub(crate) async fn stop(emulator: Running) -> Result<(), Box<dyn Error>> {
    emulator.signal("TERM").await?;
    let ended = emulator.ended().await?;
    match ended.status.success() {
        true => Ok(()),
        false => Err(format!("the emulator did not stop cleanly: {ended}").into()),
    }
}

/// Resident memory (VmRSS of Linux) in megabytes of 1024 KiB.
pub(crate) fn resident_megabytes(process: &Running) -> Result<f64, Box<dyn Error>> {
    let id = process.process_id().ok_or("the process has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let kibibytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .ok_or("the process has no VmRSS")?;
    Ok(kibibytes.parse::<f64>()? / 1024.0)
}
