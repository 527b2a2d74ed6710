//! An organization for one test, whose clock stands still, and its sample account.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dataverse_conformance::wire::{Connection, WireRequest};
use dataverse_emulator::{Running, Settings, start};
use serde_json::{Value as Json, json};

/// A sample account.
pub(crate) const ACCOUNT: &str = "acc00000-0000-4000-8000-000000000001";
/// The asynchronous step that makes the report.
const STEP: &str = "/api/data/v9.2/sdkmessageprocessingsteps(c0de0000-0000-4000-8000-000000000009)";

/// An emulator in this process, with two organizations: the first one controls, the other is tried.
pub(crate) struct Organization {
    running: Running,
    name: String,
    /// Scheme and authority.
    pub(crate) url: String,
}

impl Organization {
    pub(crate) async fn open(rules: Json) -> Self {
        let running = start(Settings::default()).await.expect("it starts");
        let asked =
            json!({"clock": {"mode": "manual", "now": "2026-01-02T03:04:05Z"}, "rules": rules});
        let url = format!("{}/_emulator/v1/organizations", running.url());
        let made = send("POST", &url, asked).await;
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        Self {
            url: text("url"),
            name: text("name"),
            running,
        }
    }

    /// Address of the first organization, which is another origin.
    pub(crate) fn elsewhere(&self) -> &str {
        self.running.url()
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Json) -> Json {
        send(method, &format!("{}{path}", self.url), body).await
    }

    /// Has each stage of the report take a time, as an ISO 8601 duration.
    pub(crate) async fn stage_takes(&self, time: &str) {
        let configuration = json!({"stage": time}).to_string();
        let change = json!({"configuration": configuration});
        self.send("PATCH", STEP, change).await;
    }

    /// Waits until everything that can be done now is done.
    pub(crate) async fn settle(&self) {
        self.send("POST", "/_emulator/v1/settle", json!({})).await;
    }

    /// Moves the clock.
    pub(crate) async fn pass(&self, time: Duration) {
        let by = format!("PT{}S", time.as_secs());
        let moved = self.send("POST", "/_emulator/v1/clock/advance", json!({"by": by}));
        moved.await;
    }

    /// Makes a web resource.
    pub(crate) async fn deploy(&self, name: &str, kind: u8, content: &str) {
        let row =
            json!({"name": name, "webresourcetype": kind, "content": STANDARD.encode(content)});
        self.send("POST", "/api/data/v9.2/webresourceset", row)
            .await;
    }

    /// Closes the organization, so that nothing answers at its address.
    pub(crate) async fn close(&self) {
        let (first, name) = (self.running.url(), &self.name);
        let url = format!("{first}/_emulator/v1/organizations/{name}");
        send("DELETE", &url, json!({})).await;
    }
}

/// Sends a request that succeeds.
async fn send(method: &str, url: &str, body: Json) -> Json {
    let rest = url.strip_prefix("http://").unwrap_or_default();
    let (address, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let address = address.parse().expect("an address and a port");
    let mut connection = Connection::open(address).await.expect("it listens");
    let request = WireRequest::new(method, target, &[], &body.to_string());
    let answer = connection.exchange(&request).await;
    let answer = answer.expect("the emulator answers");
    let body = String::from_utf8_lossy(&answer.body);
    assert!(
        (200..300).contains(&answer.status),
        "{method} {url}: {body}"
    );
    answer.json().unwrap_or_default()
}
