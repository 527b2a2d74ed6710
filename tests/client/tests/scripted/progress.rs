//! What is told of an operation that is waited for, and of one that is watched: the same.

use std::sync::{Arc, Mutex};

use dataverse_client::{Answer, Client, Operation, Started, Status};
use futures::StreamExt;
use serde_json::Value;

use crate::clock::ManualClock;
use crate::row::rows;
use crate::script::{ROOT, Scripted};

const SCRIPT: &str = "
## told
POST Make
< 202 | Location: m/1
GET m/1
< 202 | Retry-After: 8
GET m/1
< 202
GET m/1
< 200 | AsyncResult: 201 | OData-EntityId: Reports(1)
< 1
=> nothing
";

const TOLD: [&str; 3] = [
    "Running after 0ns, next look in 8s",
    "Running after 8s, next look in 5s",
    "Completed after 13s",
];

fn client() -> Client {
    let builder = Client::builder(ROOT).transport(Scripted::new(&rows(SCRIPT)[0].exchanges));
    builder
        .clock(Arc::new(ManualClock::default()))
        .build()
        .unwrap()
}

async fn accepted(client: &Client) -> Operation<Value> {
    match client.action("Make").start().await.unwrap() {
        Started::Accepted(operation) => operation,
        Started::Finished(_) => panic!("it is done later"),
    }
}

#[tokio::test]
async fn one_who_waits_is_told_of_each_look() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&told);
    let call = client().action::<Value>("Make");
    let call = call.on_progress(move |progress| lines.lock().unwrap().push(progress.to_string()));
    assert_eq!(call.wait().await.unwrap(), 1);
    assert_eq!(*told.lock().unwrap(), TOLD);
}

#[tokio::test]
async fn one_who_watches_sees_each_look() {
    let client = client();
    let mut operation = accepted(&client).await;
    let seen: Vec<String> = operation
        .watch()
        .map(|progress| progress.unwrap().to_string())
        .collect()
        .await;
    assert_eq!(seen, TOLD);
    assert_eq!(operation.into_result().unwrap().unwrap(), 1);
}

/// A future that is dropped stops the looking, and the operation can be looked at further.
#[tokio::test]
async fn a_watch_that_is_dropped_changes_nothing() {
    let client = client();
    let mut operation = accepted(&client).await;
    let first = operation.watch().next().await.unwrap().unwrap();
    assert_eq!((first.status, first.polls), (Status::Running, 1));
    let mut operation = operation.into_result().unwrap_err();
    let second = operation.watch().next().await.unwrap().unwrap();
    assert_eq!((second.status, second.polls), (Status::Running, 2));
    assert_eq!(operation.await.unwrap(), 1);
}

/// The answer as it came, for those who need its status and headers.
#[tokio::test]
async fn a_result_may_be_the_whole_answer() {
    let answer: Answer = client().action("Make").wait().await.unwrap();
    assert_eq!(answer.status.as_u16(), 201);
    assert_eq!(answer.headers["odata-entityid"], "Reports(1)");
    assert_eq!(answer.body, "1");
}
