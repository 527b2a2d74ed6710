//! *Error Handling*: what goes wrong is told apart, and the monitor is kept.

mod support;

use std::time::Duration;

use dataverse_client::{Client, Error, IgnoredAny, Result};

/// Waits at most ten minutes for a report of `path`, and says what went wrong.
///
/// # Errors
/// When something goes wrong that is not said.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let call = client.action::<IgnoredAny>(path);
    match call.timeout(Duration::from_secs(600)).wait().await {
        Ok(_) => say("Report generated".into()),
        Err(error @ Error::TimedOut { .. }) => say(format!("Operation timed out: {error}")),
        Err(Error::Failed { monitor, failure }) => {
            say("Async operation failed".into());
            say(format!("Monitor URL: {monitor}"));
            say(format!("Error details: {failure}"));
        }
        Err(Error::Refused { refusal, .. }) => {
            let status = refusal.status.map_or(0, |status| status.as_u16());
            say(format!("Request failed: {status} - {}", refusal.message));
        }
        Err(other) => return Err(other),
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
