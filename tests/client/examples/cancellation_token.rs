//! *With Cancellation Token*: another part of the program stops the waiting. The operation goes on.

mod support;

use std::time::Duration;

use dataverse_client::{Client, Error, IgnoredAny, Result};
use tokio_util::sync::CancellationToken;

/// Waits for `path` until a token is canceled, which happens after five minutes.
///
/// # Errors
/// When there is no result for another reason than the token.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let token = CancellationToken::new();
    let call = client.action::<IgnoredAny>(path);
    let waiting = call.until(token.clone().cancelled_owned()).wait();
    let canceling = async {
        client.sleep(Duration::from_secs(300)).await;
        token.cancel();
    };
    match tokio::join!(waiting, canceling).0 {
        Err(error @ Error::Stopped { .. }) => {
            let kept = error.monitor().map_or("nothing", |_| "its monitor");
            say(format!("Operation was cancelled; kept: {kept}"));
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
