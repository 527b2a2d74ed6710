//! What only Dataverse has: rows, callbacks with a body, failures without a status. Against an emulator.

use std::time::Duration;

use dataverse_client::dataverse::Notice;
use dataverse_client::{Cancel, Client, Error, IgnoredAny, Operation, Protocol, Started, Status};
use http::Method;
use serde_json::{Value, json};

use crate::organization::Organization;
use crate::served::{Outcome, Work};

fn report() -> Value {
    json!({"ReportUrl": "/reports/1", "FileUrl": "/files/1", "RecordCount": 7})
}

async fn accepted(client: &Client, path: &str) -> Operation<Value> {
    let call = client.action(path).json(&json!({"Format": "CSV"}));
    match call.start().await.unwrap() {
        Started::Accepted(operation) => operation,
        Started::Finished(result) => panic!("it is done later, and not at once: {result}"),
    }
}

#[tokio::test]
async fn the_row_shows_what_the_monitor_shows_and_more() {
    let organization = Organization::open().await;
    let client = organization.client();
    let path = organization
        .path(&Work {
            seconds: 30,
            ..Work::default().ending(report())
        })
        .await;
    let operation = accepted(&client, &path).await;
    assert_eq!(operation.monitor().protocol(), Protocol::Dataverse);
    let (monitor, id) = (operation.monitor().clone(), operation.id().unwrap());
    assert_eq!(operation.await.unwrap(), report());

    let row = client.background_operations().get(id).await.unwrap();
    assert_eq!(
        (row.name.as_str(), row.status, row.retries),
        (path.as_str(), Status::Completed, 0)
    );
    assert_eq!(Value::from(row.outputs.clone()), report());
    assert_eq!(row.inputs["Format"], "CSV");
    assert_eq!(row.error, None);
    let took = row
        .started_on
        .unwrap()
        .duration_until(row.ended_on.unwrap());
    assert_eq!(took.as_secs(), 30);

    let find = || client.background_operations().find().name(&path);
    assert_eq!(
        find()
            .status(Status::Completed)
            .top(5)
            .send()
            .await
            .unwrap(),
        [row]
    );
    let failed = find().status(Status::Failed).send().await.unwrap();
    assert!(failed.is_empty(), "{failed:?}");
    let again: Operation<Value> = client.resume(monitor).unwrap();
    assert_eq!(
        again.await.unwrap(),
        report(),
        "the result can be read again"
    );
}

#[tokio::test]
async fn a_failure_has_its_code_and_its_message() {
    let organization = Organization::open().await;
    let client = organization.client();
    let outcome = Outcome::Failure("The report is too old.");
    let path = organization
        .path(&Work {
            outcome,
            ..Work::default()
        })
        .await;
    let operation = accepted(&client, &path).await;
    let id = operation.id().unwrap();
    let Err(Error::Failed { failure, monitor }) = operation.await else {
        panic!("the operation fails");
    };
    assert_eq!(
        (failure.status, failure.code.as_str()),
        (None, "0x80040265")
    );
    assert_eq!(failure.message, "The report is too old.");
    assert_eq!(monitor.id(), Some(id));
    let row = client.background_operations().get(id).await.unwrap();
    assert_eq!(
        (row.status, row.error.unwrap().code.as_str()),
        (Status::Failed, "0x80040265")
    );
}

#[tokio::test]
async fn an_operation_is_canceled_by_its_monitor_and_by_its_row() {
    let organization = Organization::open().await;
    let client = organization.client();
    let path = organization
        .path(&Work {
            waits: 600,
            ..Work::default().ending(report())
        })
        .await;
    let mut one = accepted(&client, &path).await;
    assert_eq!(
        one.cancel().await.unwrap(),
        Cancel::Requested { monitor: None }
    );
    let other = accepted(&client, &path).await;
    let id = other.id().unwrap();
    client.background_operations().cancel(id).await.unwrap();
    for operation in [one, other] {
        let canceller = operation.canceller();
        let ended = operation.await;
        assert!(matches!(ended, Err(Error::Canceled { .. })), "{ended:?}");
        assert_eq!(canceller.cancel().await.unwrap(), Cancel::TooLate(None));
    }
    let late = client.background_operations().cancel(id).await;
    assert!(matches!(late, Err(Error::Refused { .. })), "{late:?}");
}

#[tokio::test]
async fn a_callback_is_read_and_leads_to_the_result() {
    let organization = Organization::open().await;
    let client = organization.client();
    let path = organization
        .path(&Work {
            seconds: 5,
            ..Work::default().ending(report())
        })
        .await;
    let door = organization.door();
    let sink = door
        .control(Method::PUT, "sinks/done", json!({"status": 200}))
        .await;
    let url = sink["url"].as_str().unwrap().parse().unwrap();
    let call = client.action::<IgnoredAny>(&path).callback(&url);
    let Started::Accepted(operation) = call.start().await.unwrap() else {
        panic!("it is done later");
    };
    client.sleep(Duration::from_secs(5)).await;
    let received = door
        .control(Method::GET, "sinks/done?count=1&within=PT5S", Value::Null)
        .await;
    let body = received["requests"][0]["body"].as_str().unwrap();
    let notice = Notice::parse(body.as_bytes()).unwrap();
    assert_eq!(notice.monitor, *operation.monitor());
    assert_eq!((notice.status, notice.error), (Status::Completed, None));
    let result: Value = client.resume(notice.monitor).unwrap().await.unwrap();
    assert_eq!(result, report());
}

#[tokio::test]
async fn an_unknown_operation_is_gone() {
    let organization = Organization::open().await;
    let client = organization.client();
    let url = format!(
        "{}api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088",
        client.service_root().join("/").unwrap()
    );
    let operation: Operation<Value> = client.resume(url.parse().unwrap()).unwrap();
    let gone = operation.await.unwrap_err();
    assert!(matches!(gone, Error::Gone { .. }), "{gone:?}");
    assert_eq!(gone.monitor().unwrap().to_string(), url);
}
