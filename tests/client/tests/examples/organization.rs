//! An organization of an emulator in this process, whose clock the client's waiting moves over the control door.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use dataverse_client::{
    BoxFuture, Client, Clock, IgnoredAny, ReqwestTransport, Retry, Token, Transport, TransportError,
};
use dataverse_emulator::{Running, Settings, start};
use http::{Method, Request, Response};
use serde_json::{Value, json};

use crate::served::{Outcome, Work};

/// The custom API that the examples call.
const API: &str = "contoso_GenerateLargeReport";

/// An organization, and the emulator that it lives in.
pub(crate) struct Organization {
    door: Arc<Door>,
    _emulator: Running,
}

/// The control door of an organization, and the time that has been slept there.
#[derive(Debug)]
pub(crate) struct Door {
    url: String,
    transport: ReqwestTransport,
    slept: Mutex<Duration>,
}

impl Organization {
    /// Opens an organization whose clock stands still.
    pub(crate) async fn open() -> Self {
        let emulator = start(Settings::default()).await.unwrap();
        let transport = ReqwestTransport::new().unwrap();
        let mut door = Door {
            url: emulator.url().to_owned(),
            transport,
            slept: Mutex::default(),
        };
        let clock = json!({"mode": "manual", "now": "2026-01-02T03:04:05Z"});
        let opened = door
            .control(Method::POST, "organizations", json!({"clock": clock}))
            .await;
        door.url = opened["url"].as_str().unwrap().to_owned();
        Self {
            door: Arc::new(door),
            _emulator: emulator,
        }
    }

    /// The control door.
    pub(crate) fn door(&self) -> &Arc<Door> {
        &self.door
    }

    /// A client of the organization's Web API.
    pub(crate) fn client(&self) -> Client {
        let door = Arc::clone(&self.door);
        Client::builder(format!("{}/api/data/v9.2", door.url))
            .token(Token::new("me"))
            .transport(Settling(Arc::clone(&door)))
            .clock(Arc::new(Waiting(door)))
            .retry(Retry::never())
            .build()
            .unwrap()
    }

    /// Defines the custom API and how it behaves.
    pub(crate) async fn path(&self, work: &Work) -> String {
        let after = |seconds: u64| match seconds {
            0 => json!("immediately"),
            _ => json!({"after": format!("PT{seconds}S")}),
        };
        let mut behavior = json!({"start": after(work.waits), "finish": after(work.seconds)});
        let outcome = match &work.outcome {
            Outcome::Outputs(outputs) => json!({"return": outputs}),
            Outcome::Failure(message) => {
                json!({"fail": {"code": "0x80040265", "message": message}})
            }
            Outcome::Batch => {
                let script = "deferred/$batch/behavior";
                self.door.control(Method::PUT, script, behavior).await;
                return "accounts".into();
            }
            Outcome::Unknown => return "contoso_Nothing".into(),
        };
        behavior["outcomes"] = json!([outcome]);
        self.define().await;
        // Neither the limit of two minutes nor retries are the matter here.
        let rules = json!({"max_retries": 0, "execution_limit": "P2D"});
        self.door.control(Method::PATCH, "rules", rules).await;
        self.door
            .control(
                Method::PUT,
                &format!("custom-apis/{API}/behavior"),
                behavior,
            )
            .await;
        API.into()
    }

    async fn define(&self) {
        let part = |name: &str, kind: u8| {
            json!({
                "uniquename": name, "name": format!("{API}.{name}"), "displayname": name,
                "description": name, "type": kind, "iscustomizable": {"Value": false},
            })
        };
        let input = |name: &str, kind: u8| {
            let mut part = part(name, kind);
            part["isoptional"] = json!(true);
            part
        };
        let definition = json!({
            "uniquename": API, "name": API, "displayname": API, "description": API,
            "bindingtype": 0, "boundentitylogicalname": null, "isfunction": false,
            "isprivate": false, "allowedcustomprocessingsteptype": 0, "executeprivilegename": null,
            "workflowsdkstepenabled": false, "iscustomizable": {"Value": false},
            "CustomAPIRequestParameters":
                [input("StartDate", 1), input("EndDate", 1), input("FileId", 10), input("Format", 10)],
            "CustomAPIResponseProperties":
                [part("ReportUrl", 10), part("FileUrl", 10), part("RecordCount", 7)],
        });
        let call = self.client().action::<Option<IgnoredAny>>("customapis");
        call.json(&definition).send().await.unwrap();
    }
}

impl Door {
    /// Sends a request to the control door, which must take it.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let body = match body {
            Value::Null => String::new(),
            body => body.to_string(),
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/_emulator/v1/{path}", self.url))
            .header("content-type", "application/json")
            .body(Bytes::from(body))
            .unwrap();
        let answer = self.transport.send(request).await.unwrap();
        let body = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(
            answer.status().is_success(),
            "{path}: {} {body}",
            answer.status()
        );
        serde_json::from_str(&body).unwrap_or_default()
    }
}

/// A transport that gives an answer when everything has happened that follows at once from its request: the attempt of
/// an operation that was accepted has begun.
#[derive(Debug)]
struct Settling(Arc<Door>);

impl Transport for Settling {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let answer = self.0.transport.send(request).await?;
            self.0.control(Method::POST, "settle", json!({})).await;
            Ok(answer)
        })
    }
}

/// A clock whose sleeping advances the organization's.
#[derive(Debug)]
struct Waiting(Arc<Door>);

impl Clock for Waiting {
    fn elapsed(&self) -> Duration {
        *self.0.slept.lock().unwrap()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let door = Arc::clone(&self.0);
        Box::pin(async move {
            let by = format!("PT{}S", duration.as_secs_f64());
            door.control(Method::POST, "clock/advance", json!({"by": by}))
                .await;
            *door.slept.lock().unwrap() += duration;
        })
    }
}
