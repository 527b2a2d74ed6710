//! The command `dataverse-emulator`: starts one emulator, prints its URL, and shuts it down on a
//! signal.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use dataverse_emulator::{Command, Running, start};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// How long requests in progress may take after the signal.
const LAST_REQUESTS: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let command = Command::parse();
    let filter = match command.log_filter().parse::<Targets>() {
        Ok(filter) => filter,
        Err(error) => return refuse(&format!("--log: {error}")),
    };
    let lines = fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .init();
    raise_descriptor_limit();
    let settings = match command.settings() {
        Ok(settings) => settings,
        Err(error) => return refuse(&error.to_string()),
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&format!("the runtime does not start: {error}")),
    };
    let code = runtime.block_on(async {
        // The handler is installed before the line `ready` is printed: a script may send the signal
        // right after it.
        let stop = match stop_signal() {
            Ok(stop) => stop,
            Err(error) => return refuse(&format!("signals cannot be received: {error}")),
        };
        let running = match start(settings).await {
            Ok(running) => running,
            Err(error) => return refuse(&error.to_string()),
        };
        println!("{}", banner(&running));
        stop.await;
        running.shutdown().await;
        ExitCode::SUCCESS
    });
    runtime.shutdown_timeout(LAST_REQUESTS);
    code
}

fn refuse(reason: &str) -> ExitCode {
    eprintln!("dataverse-emulator: {reason}");
    ExitCode::FAILURE
}

/// Completes at the first signal from now on that asks the process to end: SIGTERM, SIGINT, SIGHUP or SIGQUIT.
///
/// Catches SIGXFSZ as well, which would end the process without a word: the write that is too large for the file is then
/// an error as any other.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let mut quit = signal(SignalKind::quit())?;
    // It stays caught without its stream.
    drop(signal(SignalKind::from_raw(Signal::XFSZ.as_raw()))?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
            _ = quit.recv() => {}
        }
    })
}

/// Raises the number of files that the process may have open as far as it may: a connection takes one, and an
/// organization several.
fn raise_descriptor_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

/// The start-up text. Its last line is `ready` with the URL, which scripts wait for.
fn banner(running: &Running) -> String {
    let url = running.url();
    format!(
        r#"
  dataverse-emulator {version}
  organization {name} at {url}

  Export the sample accounts in the background:

    LOCATION=$(curl -si {url}/api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation \
      -H 'Authorization: Bearer me' -H 'Content-Type: application/json' -H 'Prefer: respond-async' \
      -d '{{"FetchXml":"<fetch><entity name=\"account\"><attribute name=\"accountid\"/><attribute name=\"name\"/></entity></fetch>"}}' \
      | tee /dev/stderr | tr -d '\r' | sed -n 's/^location: //p')

  Wait for its end:

    until curl -s -H 'Authorization: Bearer me' $LOCATION | grep '"backgroundOperationStateCode":3'; do sleep 1; done

  Read the exported file:

    curl -s -H 'Authorization: Bearer me' '{url}/api/data/v9.2/annotations?$select=documentbody&$orderby=createdon%20desc&$top=1' \
      | sed 's/.*"documentbody":"\([^"]*\)".*/\1/' | base64 -d

ready {url}"#,
        version = env!("CARGO_PKG_VERSION"),
        name = running.name(),
    )
}
