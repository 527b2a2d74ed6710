//! *Custom Poll Interval*: every ten seconds, unless the service asks for a longer pause.

mod support;

use std::time::Duration;

use dataverse_client::{Client, Every, Result, Started};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Export {
    file_url: String,
}

/// Exports with `path` and looks every ten seconds.
///
/// # Errors
/// When there is no file.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let call = client
        .action::<Export>(path)
        .json(&json!({"Format": "CSV"}));
    let started = call.pace(Every(Duration::from_secs(10))).start().await?;
    if let Started::Accepted(operation) = &started {
        say(format!("Looking every {:?}", operation.poll_interval()));
    }
    say(format!("Exported: {}", started.finish().await?.file_url));
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
