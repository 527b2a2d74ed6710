//! *With Timeout*: five minutes, and not a second more. The operation goes on; its monitor is in the error.

mod support;

use std::time::Duration;

use dataverse_client::{Client, Error, IgnoredAny, Result};

/// Waits at most five minutes for a report of `path`.
///
/// # Errors
/// When there is no report for another reason than the time.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let call = client.action::<IgnoredAny>(path);
    match call.timeout(Duration::from_secs(300)).wait().await {
        Err(Error::TimedOut { waited, last, .. }) => {
            say(format!("Operation timed out after {waited:?}: {last}"));
            Ok(())
        }
        other => other.map(|_| say("In time".into())),
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
