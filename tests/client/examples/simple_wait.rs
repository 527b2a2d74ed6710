//! *Simple Wait Pattern*: the result, whenever the service makes it.

mod support;

use std::time::Duration;

use dataverse_client::{Client, Result};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Report {
    report_url: String,
}

/// Waits at most ten minutes for a report of `path`.
///
/// # Errors
/// When there is no report.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let period = json!({"StartDate": "2025-01-02T00:00:00Z", "EndDate": "2026-01-02T00:00:00Z"});
    let call = client.action::<Report>(path).json(&period);
    let report = call.timeout(Duration::from_secs(600)).wait().await?;
    say(format!("Report URL: {}", report.report_url));
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
