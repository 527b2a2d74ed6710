//! *Complete Example*: an export with progress, looked at by hand.

mod support;

use std::time::Duration;

use dataverse_client::{Client, Every, Result, Started};
use serde::Deserialize;
use serde_json::json;

/// What an export gives.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Export {
    /// Where the file is.
    pub(crate) file_url: String,
}

/// Exports with `path` and tells how it goes on.
///
/// # Errors
/// When there is no file; the error carries the monitor.
pub(crate) async fn export(
    client: &Client,
    path: &str,
    progress: &(dyn Fn(String) + Sync),
) -> Result<Export> {
    progress("Starting export...".into());
    let call = client
        .action::<Export>(path)
        .json(&json!({"Format": "CSV"}));
    let mut operation = match call.pace(Every(Duration::from_secs(5))).start().await? {
        Started::Finished(export) => {
            progress("Export completed immediately".into());
            return Ok(export);
        }
        Started::Accepted(operation) => operation,
    };
    progress("Export running asynchronously...".into());
    loop {
        let status = operation.poll().await?;
        progress(format!("Status: {status}"));
        operation = match operation.into_result() {
            Ok(result) => {
                let export = result?;
                progress("Export completed successfully".into());
                return Ok(export);
            }
            Err(open) => open,
        };
        client.sleep(operation.poll_interval()).await;
    }
}

/// Exports and says where the file is.
///
/// # Errors
/// When there is no file.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let export = export(client, path, say).await?;
    say(format!("File: {}", export.file_url));
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
