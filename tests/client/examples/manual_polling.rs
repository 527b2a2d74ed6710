//! *Manual Polling*: a program that looks by itself, at a pace of its own.

mod support;

use std::time::Duration;

use dataverse_client::{Client, Result, Started};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Processed {
    record_count: u32,
}

/// Has `path` process a file, and looks every five seconds.
///
/// # Errors
/// When a look fails. A failure of the operation is said, and is no error.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let call = client
        .action::<Processed>(path)
        .json(&json!({"FileId": "4711"}));
    let Started::Accepted(mut operation) = call.start().await? else {
        say("Completed immediately".into());
        return Ok(());
    };
    while !operation.is_ended() {
        say(format!("Status: {}", operation.status()));
        let status = operation.poll().await?;
        if !status.is_ended() {
            client.sleep(Duration::from_secs(5)).await;
        }
    }
    match operation.into_result() {
        Ok(Ok(processed)) => say(format!("Processed {} records", processed.record_count)),
        Ok(Err(failure)) => say(format!(
            "Failed: {}",
            failure.refusal().map_or("", |told| &told.message)
        )),
        Err(open) => say(format!("Still {}", open.status())),
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
