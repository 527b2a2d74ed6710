//! *Async Batch Operations*: many rows in one request, which the service may do later.

mod support;

use std::time::Duration;

use dataverse_client::{Batch, Client, Every, IgnoredAny, Part, Result, Started};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Product<'a> {
    name: &'a str,
}

/// Creates two rows in the set at `path`.
///
/// # Errors
/// When the batch or one of its requests is refused.
pub(crate) async fn run(client: &Client, path: &str, say: &(dyn Fn(String) + Sync)) -> Result<()> {
    let mut batch = Batch::new();
    let first: Part<Option<IgnoredAny>> = batch.create(path, &Product { name: "Widget 1" });
    let second: Part<Option<IgnoredAny>> = batch.create(path, &Product { name: "Widget 2" });
    let call = client.batch(batch).pace(Every(Duration::from_secs(5)));
    let response = match call.start().await? {
        Started::Accepted(operation) => {
            say("Batch started asynchronously".into());
            operation.wait().timeout(Duration::from_secs(300)).await?
        }
        Started::Finished(response) => {
            say("Batch completed synchronously".into());
            response
        }
    };
    response.get(&first)?;
    response.get(&second)?;
    say(format!("Batch completed with {} results", response.len()));
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let (client, path) = support::given()?;
    run(&client, &path, &|line| println!("{line}")).await
}
