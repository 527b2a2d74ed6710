//! An organization that belongs to one scenario, and its control door. Knows the control routes and no emulated one.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::exchange::{self, Exchange, Headers, Request};
use crate::failure::Failure;
use crate::sink::{self, Sink, SinkBehavior};
use crate::target::{Target, Wire};

/// The limit, in real time, for a settle; after that the scenario is called stuck.
const PATIENCE: &str = "PT20S";
/// The limit, in real time, for a request that is under way to arrive at a sink.
const SOON: Duration = Duration::from_secs(2);

/// The organization, identified by its address.
#[derive(Debug, Clone)]
pub struct Own {
    target: Arc<Target>,
    name: String,
    url: String,
}

impl Own {
    pub(crate) fn new(target: Arc<Target>, name: String, url: &str) -> Self {
        Self {
            target,
            name,
            url: url.trim_end_matches('/').to_owned(),
        }
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its name at the control door.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The client to send with.
    pub fn wire(&self) -> &Wire {
        self.target.wire()
    }

    /// The header lines that sign `user` in; the token is the user's name. `None` is the administrator.
    ///
    /// # Errors
    /// When no token of the administrator can be got.
    pub async fn sign(&self, user: Option<&str>) -> Result<Vec<(String, String)>, Failure> {
        let token = match user {
            Some(name) => name.to_owned(),
            None => self.target.token().await?.as_str().to_owned(),
        };
        Ok(vec![(
            "Authorization".to_owned(),
            format!("Bearer {token}"),
        )])
    }

    /// The address of the first organization, the only one whose control door creates others.
    pub fn first_url(&self) -> &str {
        self.target.url()
    }

    /// Waits until all remaining work needs time or a release. The answer says what is pending.
    ///
    /// # Errors
    /// When the organization does not come to rest.
    pub async fn settle(&self) -> Result<Value, Failure> {
        let rest = self
            .control("POST", "settle", Some(&json!({ "within": PATIENCE })))
            .await?;
        let rest = exchange::json(&rest.response.body)?;
        match rest.get("settled") {
            Some(Value::Bool(true)) => Ok(rest),
            _ => Err(Failure::Slow(format!(
                "the organization did not settle within {PATIENCE}: {rest}"
            ))),
        }
    }

    /// Moves the clock; `how` is `{"by":…}`, `{"to":…}` or `{"until":"idle"}`.
    ///
    /// # Errors
    /// When the control door refuses.
    pub async fn advance(&self, how: &Value) -> Result<Value, Failure> {
        exchange::json(
            &self
                .control("POST", "clock/advance", Some(how))
                .await?
                .response
                .body,
        )
    }

    /// Sets rules. The other rules keep their values.
    ///
    /// # Errors
    /// When a name or a value is refused.
    pub async fn rules(&self, rules: &Value) -> Result<(), Failure> {
        self.control("PATCH", "rules", Some(rules)).await.map(drop)
    }

    /// The values of the limits that the organization was opened with, by name.
    ///
    /// # Errors
    /// When the answer has no limits.
    pub async fn limits(&self) -> Result<Map<String, Value>, Failure> {
        let shown = self.control("GET", "limits", None).await?;
        let mut shown = exchange::json(&shown.response.body)?;
        let Some(Value::Array(limits)) = shown.get_mut("limits").map(Value::take) else {
            return Err(Failure::step(format!("there are no limits but {shown}")));
        };
        let named = limits.into_iter().filter_map(|mut limit| {
            let name = limit.get("name")?.as_str()?.to_owned();
            Some((name, limit.get_mut("value")?.take()))
        });
        Ok(named.collect())
    }

    /// How many changes wait for room in the database.
    ///
    /// # Errors
    /// When the answer has no number of them.
    pub async fn waiting_for_storage(&self) -> Result<u64, Failure> {
        let shown = self.control("GET", "health", None).await?;
        let shown = exchange::json(&shown.response.body)?;
        shown
            .pointer("/storage/waiting")
            .and_then(Value::as_u64)
            .ok_or_else(|| Failure::step(format!("no number of waiting changes is in {shown}")))
    }

    /// Creates or changes a user.
    ///
    /// # Errors
    /// When the control door refuses.
    pub async fn user(&self, name: &str, wanted: &Value) -> Result<Exchange, Failure> {
        let name = name.replace(' ', "%20");
        self.control("PUT", &format!("users/{name}"), Some(wanted))
            .await
    }

    /// Sets how a custom API progresses and ends.
    ///
    /// # Errors
    /// When the custom API is unknown or the behavior is refused.
    pub async fn behave(&self, custom_api: &str, behavior: &Value) -> Result<(), Failure> {
        self.control(
            "PUT",
            &format!("custom-apis/{custom_api}/behavior"),
            Some(behavior),
        )
        .await
        .map(drop)
    }

    /// Scripts deferred requests.
    ///
    /// # Errors
    /// When the subject is unknown or the behavior is refused.
    pub async fn defer(&self, subject: &str, behavior: &Value) -> Result<(), Failure> {
        let path = format!("deferred/{subject}/behavior");
        self.control("PUT", &path, Some(behavior)).await.map(drop)
    }

    /// Registers the address of a handler for a plug-in type.
    ///
    /// # Errors
    /// When the type is unknown or the address is refused.
    pub async fn handle(&self, plugin_type: &str, url: &str) -> Result<(), Failure> {
        let path = format!("handlers/{plugin_type}");
        self.control("PUT", &path, Some(&json!({ "url": url })))
            .await
            .map(drop)
    }

    /// Releases a held operation.
    ///
    /// # Errors
    /// When the operation is not held.
    pub async fn release(&self, operation: &str) -> Result<(), Failure> {
        self.control("POST", &format!("operations/{operation}/release"), None)
            .await
            .map(drop)
    }

    /// The journal's entries of `kind` (`request` or `callback`), oldest first.
    ///
    /// # Errors
    /// When the answer is not a journal.
    pub async fn journal(&self, kind: &str) -> Result<Vec<Value>, Failure> {
        let journal = self
            .control("GET", &format!("journal?kind={kind}"), None)
            .await?;
        match exchange::json(&journal.response.body)?
            .get_mut("entries")
            .map(Value::take)
        {
            Some(Value::Array(entries)) => Ok(entries),
            other => Err(Failure::step(format!(
                "the journal has no entries but {other:?}"
            ))),
        }
    }

    /// Creates the sink `name` of the control door, or changes its behavior. Returns its address.
    ///
    /// # Errors
    /// When the control door refuses.
    pub async fn sink(&self, name: &str, manners: &[SinkBehavior]) -> Result<String, Failure> {
        let statuses = manners.iter().map(|manner| match manner {
            SinkBehavior::Status(status, _) => Some(json!({ "status": status })),
            _ => None,
        });
        let wanted = match statuses.collect::<Option<Vec<Value>>>() {
            Some(statuses) if statuses.is_empty() => json!({}),
            Some(statuses) => json!({ "answers": statuses }),
            None => json!({ "answer": "nothing" }),
        };
        let made = self
            .control("PUT", &format!("sinks/{name}"), Some(&wanted))
            .await?;
        let made = exchange::json(&made.response.body)?;
        let url = made.get("url").and_then(Value::as_str);
        url.map(str::to_owned)
            .ok_or_else(|| Failure::step(format!("the sink {name:?} has no address: {made}")))
    }

    /// Waits until the sink `name` of the control door has received `count` requests, and returns them.
    ///
    /// # Errors
    /// When there is no such sink, or the requests do not come within a real-time limit.
    pub async fn received(&self, name: &str, count: usize) -> Result<Vec<Request>, Failure> {
        let look = async |patience: Duration| {
            let within = patience.as_secs();
            let path = format!("sinks/{name}?count={count}&within=PT{within}S");
            let sink = self.control("GET", &path, None).await?;
            exchange::json(&sink.response.body)
        };
        let there = |sink: &Value| {
            let requests = sink.get("requests").and_then(Value::as_array)?;
            let enough = requests.len() >= count;
            enough.then(|| requests.iter().map(request).collect())
        };
        let sink = look(SOON).await?;
        if let Some(requests) = there(&sink) {
            return Ok(requests);
        }
        let sink = look(self.patience().await).await?;
        there(&sink).ok_or_else(|| {
            Failure::Unmet(format!(
                "the sink {name:?} waited for request {count}: {sink}"
            ))
        })
    }

    /// Waits until a sink of the suite has received `count` requests, and returns them.
    ///
    /// # Errors
    /// When the requests do not come within a real-time limit.
    pub async fn arrived(&self, sink: &Sink, count: usize) -> Result<Vec<Request>, Failure> {
        match sink.wait_for(count, SOON).await {
            Ok(requests) => Ok(requests),
            Err(_) => sink.wait_for(count, self.patience().await).await,
        }
    }

    /// How much longer to wait for a late request: only briefly in an organization that is at rest.
    async fn patience(&self) -> Duration {
        match self.settle().await {
            Ok(_) => SOON,
            Err(_) => sink::PATIENCE,
        }
    }

    /// Removes the organization.
    ///
    /// # Errors
    /// When the control door refuses.
    pub async fn remove(&self) -> Result<(), Failure> {
        self.target.remove(&self.name).await
    }

    async fn control(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Exchange, Failure> {
        self.target
            .control(method, &format!("{}/_emulator/v1/{path}", self.url), body)
            .await
    }
}

/// A request from the control door's JSON.
fn request(received: &Value) -> Request {
    let text = |member: &str| received.get(member).and_then(Value::as_str);
    let headers = received.get("headers").and_then(Value::as_object);
    let headers = headers
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect();
    Request {
        method: text("method").unwrap_or("POST").to_owned(),
        target: text("path").unwrap_or_default().to_owned(),
        headers: Headers(headers),
        body: text("body").unwrap_or_default().as_bytes().to_vec(),
    }
}
