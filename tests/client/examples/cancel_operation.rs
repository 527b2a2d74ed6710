//! *Cancel Async Operation*: one task waits, and another cancels the operation at the service after a minute.

mod support;

use std::time::Duration;

use dataverse_client::{Client, Error, Every, IgnoredAny, Result, Started};

/// Starts `path`, and cancels it while it is waited for.
///
/// # Errors
/// When the operation ends neither with a result nor with a cancellation, or cannot be canceled.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let call = client
        .action::<IgnoredAny>(path)
        .pace(Every(Duration::from_secs(30)));
    let Started::Accepted(operation) = call.start().await? else {
        say("Completed immediately".into());
        return Ok(());
    };
    let canceller = operation.canceller();
    let canceling = async {
        client.sleep(Duration::from_secs(60)).await;
        let cancelled = canceller.cancel().await?.is_accepted();
        say(format!("Cancel request accepted: {cancelled}"));
        Ok::<(), Error>(())
    };
    let (waited, canceled) = tokio::join!(operation.into_future(), canceling);
    canceled?;
    match waited {
        Err(Error::Canceled { .. }) => say("Operation was canceled".into()),
        Err(Error::Failed { failure, .. }) => say(format!("Operation failed: {}", failure.body)),
        other => other.map(|_| say("Faster than its cancellation".into()))?,
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
