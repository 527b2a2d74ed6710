//! No log contains the secrets of service endpoints or the tokens of handlers.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use dataverse_conformance::assets::Assets;
use dataverse_conformance::command::{Build, Command, executable};
use dataverse_conformance::handler::Handler;
use dataverse_conformance::wire::{Connection, WireRequest};
use serde_json::{Value, json};

const SECRET: &str = "s3cret";

/// A connection that sends one request after the other and expects a status.
struct Client(Connection);

impl Client {
    async fn send(&mut self, target: &str, body: &Value, status: u16) -> (String, Value) {
        let headers = ["Authorization: Bearer me", "Content-Type: application/json"];
        let request = WireRequest::new("POST", target, &headers, &body.to_string());
        let answer = self.0.exchange(&request).await.unwrap();
        let answer = answer.expect(status).unwrap();
        let id = answer.header("OData-EntityId").unwrap_or_default();
        let id = id.rsplit('(').next().unwrap_or_default();
        let id = id.trim_end_matches(')').to_owned();
        (id, answer.json().unwrap_or_default())
    }

    async fn get(&mut self, target: &str) -> Value {
        let request = WireRequest::new("GET", target, &["Authorization: Bearer me"], "");
        let answer = self.0.exchange(&request).await.unwrap();
        answer.expect(200).unwrap().json().unwrap()
    }
}

#[tokio::test]
async fn the_most_talkative_log_has_no_secret_of_an_endpoint() {
    let binary = executable(Build::Debug).unwrap();
    let emulator = Command::new(&binary)
        .args(["--listen", "127.0.0.1:0", "--log", "trace"])
        .start()
        .await
        .unwrap();
    let mut client = Client(Connection::open(emulator.address()).await.unwrap());
    let messages = "/api/data/v9.2/sdkmessages?$select=sdkmessageid&$filter=name%20eq%20'Create'";
    let message = client.get(messages).await["value"][0]["sdkmessageid"].clone();
    let settings = format!("<settings><setting name=\"X-Key\" value=\"{SECRET}\" /></settings>");
    let sink = format!("{}/_emulator/v1/sinks/hook", emulator.url());
    let put = WireRequest::new("PUT", "/_emulator/v1/sinks/hook", &[], "{}");
    client.0.exchange(&put).await.unwrap().expect(201).unwrap();
    // A receiver that answers, an address without a listener, and headers that cannot be sent.
    let endpoints = [
        (4, SECRET.to_owned(), sink.clone()),
        (5, settings.clone(), sink.clone()),
        (6, settings.clone(), sink),
        (4, SECRET.to_owned(), "http://127.0.0.1:1/".to_owned()),
        (6, settings.clone(), "http://receiver.invalid/".to_owned()),
        (
            5,
            settings.replace("X-Key", "X Key"),
            "http://127.0.0.1:1/".to_owned(),
        ),
    ];
    for (kind, secret, url) in endpoints {
        let endpoint = json!({
            "name": "Hook", "contract": 8, "url": url, "authtype": kind, "authvalue": secret,
            "path": "", "solutionnamespace": "",
        });
        let (endpoint, _) = client
            .send("/api/data/v9.2/serviceendpoints", &endpoint, 204)
            .await;
        for mode in [0, 1] {
            let step = json!({
                "name": "Step", "stage": 40, "mode": mode,
                "sdkmessageid@odata.bind": format!("/sdkmessages({})", message.as_str().unwrap()),
                "eventhandler_serviceendpoint@odata.bind": format!("/serviceendpoints({endpoint})"),
            });
            let (step, _) = client
                .send("/api/data/v9.2/sdkmessageprocessingsteps", &step, 204)
                .await;
            let reachable = url.contains("sinks") || mode == 1;
            let status = if reachable { 204 } else { 400 };
            let (_, refusal) = client
                .send(
                    "/api/data/v9.2/contacts",
                    &json!({"lastname": "Byron"}),
                    status,
                )
                .await;
            assert!(!refusal.to_string().contains(SECRET), "{refusal}");
            let settle = WireRequest::new("POST", "/_emulator/v1/settle", &[], "");
            client
                .0
                .exchange(&settle)
                .await
                .unwrap()
                .expect(200)
                .unwrap();
            let target = format!("/api/data/v9.2/sdkmessageprocessingsteps({step})");
            let delete = WireRequest::new("DELETE", &target, &["Authorization: Bearer me"], "");
            client
                .0
                .exchange(&delete)
                .await
                .unwrap()
                .expect(204)
                .unwrap();
        }
    }
    let came = client.get("/_emulator/v1/sinks/hook").await;
    assert_eq!(came["count"], 6, "{came}");
    let journal = client.get("/_emulator/v1/journal").await.to_string();
    assert!(!journal.contains(SECRET), "{journal}");
    emulator.signal("TERM").await.unwrap();
    let ended = emulator.ended().await.unwrap();
    assert!(ended.stderr.contains("TRACE"), "nothing was logged");
    assert!(!ended.stderr.contains(SECRET), "{}", ended.stderr);
    assert!(!ended.stdout.contains(SECRET), "{}", ended.stdout);
}

/// The prefix of every handler's token.
const TOKEN: &str = "dataverse-emulator-handler.";

#[tokio::test]
async fn the_most_talkative_log_has_no_token_of_a_handler() {
    let binary = executable(Build::Debug).unwrap();
    let emulator = Command::new(&binary)
        .args(["--listen", "127.0.0.1:0", "--log", "trace"])
        .start()
        .await
        .unwrap();
    // The handler reads and writes with the token of its call.
    let handler = Handler::start(&Assets::repository(), "export.py")
        .await
        .unwrap();
    let mut client = Client(Connection::open(emulator.address()).await.unwrap());
    let plugin_type = "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin";
    let target = format!("/_emulator/v1/handlers/{plugin_type}");
    let bound = json!({ "url": handler.url() }).to_string();
    let bind = WireRequest::new("PUT", &target, &[], &bound);
    client.0.exchange(&bind).await.unwrap().expect(200).unwrap();
    // The handler is told to call back at the host of this request.
    let target = "/api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation";
    let target = format!("{}{target}", emulator.url());
    let fetch = json!({ "FetchXml": "<fetch><entity name='account'><attribute name='name'/></entity></fetch>" });
    let (_, answer) = client.send(&target, &fetch, 200).await;
    assert!(answer["AnnotationId"].is_string(), "{answer}");
    let journal = client.get("/_emulator/v1/journal").await.to_string();
    assert!(journal.contains(plugin_type), "{journal}");
    assert!(!journal.contains(TOKEN), "{journal}");
    emulator.signal("TERM").await.unwrap();
    let ended = emulator.ended().await.unwrap();
    assert!(ended.stderr.contains("TRACE"), "nothing was logged");
    assert!(!ended.stderr.contains(TOKEN), "{}", ended.stderr);
    assert!(!ended.stdout.contains(TOKEN), "{}", ended.stdout);
}
