//! *Start Async Operation*: the service may answer at once or accept the request for later; both are handled.

mod support;

use dataverse_client::{Client, Result, Started};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Report {
    report_url: String,
}

/// Starts a report at `path`, says where it can be looked at, and waits for it.
///
/// # Errors
/// When there is no report.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let period = json!({"StartDate": "2025-01-02T00:00:00Z", "EndDate": "2026-01-02T00:00:00Z"});
    match client.action::<Report>(path).json(&period).start().await? {
        Started::Accepted(operation) => {
            say("Operation started asynchronously".into());
            say(format!("Monitor URL: {}", operation.monitor()));
            let report = operation.await?;
            say(format!("Report generated: {}", report.report_url));
        }
        Started::Finished(report) => {
            say(format!("Completed immediately: {}", report.report_url));
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
