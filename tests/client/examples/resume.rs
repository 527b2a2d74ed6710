//! *Log monitor URLs*: a program that was killed while it waited comes back to its operation by the address that it
//! logged. Its log is the file in the variable `LOG`.

mod support;

use std::env;
use std::fs;
use std::path::Path;

use dataverse_client::{Client, Error, Monitor, Result, Started};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Report {
    report_url: String,
}

/// The report of `path`: of the operation in `log`, if there is one, otherwise of a new one, which is logged.
///
/// # Errors
/// When there is no report, or the log cannot be read or written.
pub(crate) async fn report(
    client: &Client,
    path: &str,
    log: &Path,
    say: &(dyn Fn(String) + Sync),
) -> Result<()> {
    let failed =
        |error: &dyn ToString| Error::Request(format!("{}: {}", log.display(), error.to_string()));
    let operation = if log.exists() {
        let logged = fs::read_to_string(log).map_err(|error| failed(&error))?;
        let monitor: Monitor = logged.parse().map_err(|error| failed(&error))?;
        say(format!("Resuming {monitor}"));
        client.resume::<Report>(monitor)?
    } else {
        match client.action::<Report>(path).start().await? {
            Started::Finished(report) => {
                say(format!("Report: {}", report.report_url));
                return Ok(());
            }
            Started::Accepted(operation) => {
                let monitor = operation.monitor().to_string();
                fs::write(log, &monitor).map_err(|error| failed(&error))?;
                say(format!("Waiting for {monitor}"));
                operation
            }
        }
    };
    say(format!("Report: {}", operation.await?.report_url));
    Ok(())
}

/// The report, with the log that the environment names.
///
/// # Errors
/// See [`report`].
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let log = env::var("LOG").unwrap_or_else(|_| "operation.log".into());
    report(client, path, Path::new(&log), say).await
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
