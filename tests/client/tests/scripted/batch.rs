//! Batches: the bytes that are sent, and answers in every form that services send them.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use dataverse_client::{
    Batch, BatchRequest, BatchResponse, BoxFuture, Client, Error, Method, Part, Result, Transport,
    TransportError,
};
use http::{Request, Response};
use serde_json::{Value, json};

use crate::clock::ManualClock;
use crate::row::{Exchange, rows};
use crate::script::{ROOT, Scripted};

/// A transport that keeps what is sent, before a script answers it.
#[derive(Debug, Clone)]
struct Kept(Arc<Scripted>, Arc<Mutex<Vec<Request<Bytes>>>>);

impl Transport for Kept {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        self.1.lock().unwrap().push(request.clone());
        self.0.send(request)
    }
}

/// The tickets of the batch that all tests send: two rows in a change set, of which one refers to the other, and a
/// query.
struct Tickets {
    first: Part<Value>,
    second: Part<Value>,
    query: Part<Value>,
}

fn batch() -> (Batch, Tickets) {
    let mut batch = Batch::new();
    let (first, second) = batch.change_set(|set| {
        let first = set.create("Products", &json!({"Name": "Widget 1"}));
        let second = set.add(
            BatchRequest::new(Method::PATCH, format!("{}/Parts(2)", set.refer(&first)))
                .json(&json!({"Name": "Nut"}))
                .if_match("W/\"1\""),
        );
        (first, second)
    });
    let query = batch.get("Products?$top=1");
    let tickets = Tickets {
        first,
        second,
        query,
    };
    (batch, tickets)
}

fn client(exchanges: &[Exchange]) -> (Client, Kept) {
    let kept = Kept(Arc::new(Scripted::new(exchanges)), Arc::default());
    let builder = Client::builder(ROOT).transport(kept.clone());
    let client = builder.clock(Arc::new(ManualClock::default())).build();
    (client.unwrap(), kept)
}

async fn sent(batch: Batch) -> Request<Bytes> {
    let script = rows("\n## kept\nPOST $batch\n< unreachable\nPOST $batch\n< 400\n=> nothing\n");
    let (client, kept) = client(&script[0].exchanges);
    client.batch(batch).start().await.unwrap_err();
    let sent = kept.1.lock().unwrap();
    assert_eq!(
        sent[0].body(),
        sent[1].body(),
        "what is sent again is the same"
    );
    assert_eq!(sent[0].headers(), sent[1].headers());
    sent[0].clone()
}

#[tokio::test]
async fn a_batch_is_sent_as_multipart() {
    let request = sent(batch().0).await;
    let media_type = request.headers()["content-type"].to_str().unwrap();
    let outer = media_type
        .strip_prefix("multipart/mixed; boundary=")
        .unwrap();
    assert_eq!(request.headers()["prefer"], "respond-async");
    assert_eq!(
        request.headers()["accept"],
        "multipart/mixed, application/json;q=0.5"
    );
    let body = String::from_utf8(request.body().to_vec()).unwrap();
    let inner = body
        .split("boundary=")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    let expected = format!(
        "--{outer}\n\
         Content-Type: multipart/mixed; boundary={inner}\n\
         \n\
         --{inner}\n\
         Content-Type: application/http\n\
         Content-Transfer-Encoding: binary\n\
         Content-ID: 1\n\
         \n\
         POST https://service.example/odata/Products HTTP/1.1\n\
         content-type: application/json\n\
         \n\
         {{\"Name\":\"Widget 1\"}}\n\
         --{inner}\n\
         Content-Type: application/http\n\
         Content-Transfer-Encoding: binary\n\
         Content-ID: 2\n\
         \n\
         PATCH $1/Parts(2) HTTP/1.1\n\
         content-type: application/json\n\
         if-match: W/\"1\"\n\
         \n\
         {{\"Name\":\"Nut\"}}\n\
         --{inner}--\n\
         \n\
         --{outer}\n\
         Content-Type: application/http\n\
         Content-Transfer-Encoding: binary\n\
         Content-ID: 3\n\
         \n\
         GET https://service.example/odata/Products?$top=1 HTTP/1.1\n\
         \n\
         \n\
         --{outer}--\n"
    );
    assert_eq!(body, expected.replace('\n', "\r\n"));
}

#[tokio::test]
async fn a_batch_is_sent_as_json() {
    let request = sent(batch().0.json()).await;
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(
        request.headers()["prefer"],
        "respond-async, odata.continue-on-error=false"
    );
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    let json = json!({"content-type": "application/json"});
    let expected = json!({"requests": [
        {"id": "1", "method": "post", "url": "Products", "headers": json, "body": {"Name": "Widget 1"},
         "atomicityGroup": "g0"},
        {"id": "2", "method": "patch", "url": "$1/Parts(2)",
         "headers": {"content-type": "application/json", "if-match": "W/\"1\""}, "body": {"Name": "Nut"},
         "atomicityGroup": "g0", "dependsOn": ["1"]},
        {"id": "3", "method": "get", "url": "Products?$top=1"},
    ]});
    assert_eq!(body, expected);
}

#[tokio::test]
async fn errors_do_not_end_a_batch_that_goes_on() {
    for (batch, prefer) in [
        (
            Batch::new().multipart(),
            "respond-async, odata.continue-on-error",
        ),
        (Batch::new().json(), "respond-async"),
    ] {
        let mut batch = batch.continue_on_error();
        let _: Part<()> = batch.delete("Products(1)");
        assert_eq!(sent(batch).await.headers()["prefer"], prefer);
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_said_before_anything_is() {
    let (client, _) = client(&[]);
    let mut reading = Batch::new();
    reading.change_set(|set| {
        let _: Part<Value> = set.add(BatchRequest::new(Method::GET, "Products"));
    });
    let mut foreign = Batch::new();
    let _: Part<Value> = foreign.get("https://evil.example/Products");
    let mut broken = Batch::new();
    let _: Part<Value> = broken.get("$1/Parts HTTP/1.1\r\nHost: evil.example");
    let mut etag = Batch::new();
    let _: Part<Value> = etag.add(BatchRequest::new(Method::DELETE, "P(1)").if_match("a\nb"));
    for (batch, part) in [
        (
            reading,
            "request 1: a change set changes, and does not read",
        ),
        (
            foreign,
            "request 1: https://evil.example/Products is not at https://service.example",
        ),
        (
            broken,
            "request 1: \"$1/Parts HTTP/1.1\\r\\nHost: evil.example\" has characters",
        ),
        (etag, "request 1: \"a\\nb\" is not an ETag"),
    ] {
        let refusal = client.batch(batch).send().await.unwrap_err();
        assert!(matches!(refusal, Error::Request(_)), "{refusal:?}");
        assert!(refusal.to_string().starts_with(part), "{refusal}");
    }
}

/// What came of a request, in a word.
fn word(response: &BatchResponse, part: &Part<Value>) -> String {
    match response.get(part) {
        Ok(value) => value.to_string(),
        Err(Error::Refused { refusal, .. }) => refusal.to_string(),
        Err(Error::Unanswered { .. }) => "unanswered".into(),
        Err(other) => format!("{other:?}"),
    }
}

/// Each row's script answers the batch; expected are the results of its three requests, and whether all is well.
#[tokio::test]
async fn answers_of_a_batch() {
    let rows = rows(include_str!("batch.txt"));
    assert!(rows.len() >= 15, "where are the rows?");
    for row in rows {
        let (client, kept) = client(&row.exchanges);
        let (batch, tickets) = batch();
        let came = match client.batch(batch).wait().await {
            Err(error) => error.to_string(),
            Ok(response) => {
                let Tickets {
                    first,
                    second,
                    query,
                } = &tickets;
                let mut words = [first, second, query]
                    .map(|part| word(&response, part))
                    .to_vec();
                words.push(
                    if response.is_success() {
                        "success"
                    } else {
                        "no success"
                    }
                    .into(),
                );
                words.join("; ")
            }
        };
        assert_eq!(came, row.expected, "{}", row.name);
        let complaint = kept.0.left().lock().unwrap().complaint();
        assert_eq!(complaint, None, "{}", row.name);
    }
}

/// A batch whose program was killed: the monitor and the numbers of its requests are enough.
#[tokio::test]
async fn a_batch_is_resumed() {
    let rows = rows(include_str!("batch.txt"));
    let row = rows
        .iter()
        .find(|row| row.name == "later, as it is")
        .unwrap();
    let (client, _) = client(&row.exchanges[1..]);
    let monitor = format!("{ROOT}m/1").parse().unwrap();
    let response: BatchResponse = client.resume(monitor).unwrap().await.unwrap();
    assert_eq!(response.get(&Part::<Value>::of("3")).unwrap(), json!([3]));
    assert_eq!(response.len(), 3);
    assert!(response.is_success());
}
