//! *Operation Status*: every state that an operation is seen in, as a stream.

mod support;

use std::time::Duration;

use dataverse_client::{Client, Every, IgnoredAny, Result, Started, Status};
use futures::StreamExt;

/// Starts `path` and says each status once.
///
/// # Errors
/// When a look fails.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let call = client
        .action::<IgnoredAny>(path)
        .pace(Every(Duration::from_secs(10)));
    let Started::Accepted(mut operation) = call.start().await? else {
        say("Completed immediately".into());
        return Ok(());
    };
    let mut last = None;
    let mut watch = operation.watch();
    while let Some(progress) = watch.next().await {
        let status = progress?.status;
        if last.replace(status) == Some(status) {
            continue;
        }
        say(match status {
            Status::Pending => "Operation submitted but not started".into(),
            Status::Running => "Operation is in progress".into(),
            Status::Canceling => "Operation is asked to end".into(),
            Status::Completed => "Operation completed successfully".into(),
            Status::Failed => "Operation failed".into(),
            Status::Canceled => "Operation was cancelled".into(),
            other => format!("Operation is {other}"),
        });
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
