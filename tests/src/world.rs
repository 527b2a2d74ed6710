//! The state of one scenario while it runs: its organization, its exchanges, and its stored values.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use cucumber::gherkin::{Feature, Scenario};
use serde_json::{Value, json};
use tokio::net::TcpSocket;
use tokio::task::JoinHandle;

use crate::assets::Assets;
use crate::envelope;
use crate::exchange::{self, Exchange, Headers, Request};
use crate::failure::Failure;
use crate::handler::Handler;
use crate::live::Live;
use crate::memory::Memory;
use crate::organization::Organization;
use crate::sink::Sink;
use crate::snapshot::{References, Snapshots};
use crate::steps::limits_of;
use crate::target::Target;

/// The time of a scenario's clock at its beginning.
pub const BEGINNING: &str = "2026-01-02T03:04:05Z";
/// The tag of scenarios without the sample rows.
const WITHOUT_SAMPLES: &str = "no-samples";

/// The state of one scenario.
#[derive(Debug, Default, cucumber::World)]
pub struct World {
    organization: Option<Organization>,
    snapshots: Option<Snapshots>,
    /// Stored values by name.
    pub memory: Memory,
    /// Names of volatile values, consistent through the scenario.
    pub references: References,
    /// The sinks outside the organization, by their names.
    pub sinks: BTreeMap<String, Sink>,
    /// Plug-ins in processes of their own.
    pub handlers: Vec<Handler>,
    /// Sockets that hold an address without listening, so that connections are refused.
    pub silent: Vec<TcpSocket>,
    /// A request whose answer no step has awaited yet.
    pub pending: Option<JoinHandle<Result<Exchange, Failure>>>,
    /// The user whose token the client sends; `None` is the administrator.
    pub user: Option<String>,
    assets: Option<Arc<Assets>>,
    record: Vec<Inspected>,
    inspected: Option<Inspected>,
}

/// Where scenarios take place.
#[derive(Debug, Clone)]
pub enum Isolation {
    /// Each in an organization of its own, which the target creates.
    Own(Arc<Target>),
    /// All in the target's one organization.
    Shared(Arc<Live>),
}

/// The exchange that steps about headers and bodies check.
#[derive(Debug, Clone)]
pub enum Inspected {
    /// The steps check the target's response.
    Response(Exchange),
    /// The steps check a request of the target to a sink.
    Callback(Exchange),
}

impl Inspected {
    /// The exchange itself.
    pub fn exchange(&self) -> &Exchange {
        match self {
            Self::Response(exchange) | Self::Callback(exchange) => exchange,
        }
    }

    /// The header lines to check.
    pub fn headers(&self) -> &Headers {
        match self {
            Self::Response(exchange) => &exchange.response.headers,
            Self::Callback(exchange) => &exchange.request.headers,
        }
    }

    /// The body to check.
    pub fn body(&self) -> &[u8] {
        match self {
            Self::Response(exchange) => &exchange.response.body,
            Self::Callback(exchange) => &exchange.request.body,
        }
    }
}

impl World {
    /// Creates the scenario's organization, or starts the scenario in a shared one.
    ///
    /// # Errors
    /// When the control door refuses.
    pub async fn begin(
        &mut self,
        isolation: &Isolation,
        assets: &Arc<Assets>,
        feature: &Feature,
        scenario: &Scenario,
    ) -> Result<(), Failure> {
        let organization = match isolation {
            Isolation::Own(target) => own(target, feature, scenario).await?,
            Isolation::Shared(live) => Organization::Shared(live.begin(slow(feature, scenario))),
        };
        self.memory.keep("org", organization.url());
        self.memory.keep("first", organization.first_url());
        self.memory.keep("organization", organization.name());
        self.references.address(organization.url(), "<org>");
        let host = organization.url().split_once("://");
        if let Some((_, host)) = host {
            self.references.address(host, "<org host>");
        }
        self.organization = Some(organization);
        self.snapshots = Some(assets.snapshots());
        self.assets = Some(Arc::clone(assets));
        Ok(())
    }

    /// Removes the organization, or everything that the scenario has made in a shared one.
    ///
    /// # Errors
    /// When the control door refuses, or something remains.
    pub async fn end(&mut self) -> Result<(), Failure> {
        if let Some(pending) = self.pending.take() {
            pending.abort();
        }
        self.sinks.clear();
        self.handlers.clear();
        self.silent.clear();
        match self.organization.take() {
            Some(organization) => organization.remove().await,
            None => Ok(()),
        }
    }

    /// The exchanges so far, in their order.
    pub fn record(&self) -> &[Inspected] {
        &self.record
    }

    /// The files of the scenario.
    ///
    /// # Errors
    /// When the scenario has not begun.
    pub fn assets(&self) -> Result<&Assets, Failure> {
        self.assets
            .as_deref()
            .ok_or_else(|| Failure::step("the scenario has no files"))
    }

    /// The scenario's organization.
    ///
    /// # Errors
    /// When the scenario has not begun.
    pub fn organization(&self) -> Result<&Organization, Failure> {
        self.organization
            .as_ref()
            .ok_or_else(|| Failure::step("the scenario has no organization"))
    }

    /// Completes `request`: stored values, the organization's address, and a token and a content type where the step
    /// has none.
    ///
    /// # Errors
    /// When a name is unknown.
    pub async fn complete(&self, mut request: Request, caller: Caller) -> Result<Request, Failure> {
        request.target = self.memory.fill(&request.target)?;
        if request.target.starts_with('/') {
            request.target = format!("{}{}", self.organization()?.url(), request.target);
        }
        for line in &mut request.headers.0 {
            line.1 = self.memory.fill(&line.1)?;
        }
        if let Ok(body) = String::from_utf8(request.body.clone()) {
            request.body = self.memory.fill(&body)?.into_bytes();
        }
        let mut add = |name: &str, value: &str| {
            if request.headers.get(name).is_none() {
                request.headers.0.push((name.to_owned(), value.to_owned()));
            }
        };
        match caller {
            Caller::Client | Caller::Administrator => {
                let user = match caller {
                    Caller::Client => self.user.as_deref(),
                    _ => None,
                };
                for (name, value) in self.organization()?.sign(user).await? {
                    add(&name, &value);
                }
            }
            Caller::Stranger => {}
        }
        if !request.body.is_empty() {
            add("Content-Type", "application/json");
        }
        Ok(request)
    }

    /// Sends `request`. Later steps check its answer.
    ///
    /// # Errors
    /// When a name is unknown or no answer comes.
    pub async fn send(&mut self, request: Request, caller: Caller) -> Result<&Exchange, Failure> {
        let request = self.complete(request, caller).await?;
        let exchange = self.organization()?.send(request).await?;
        Ok(self.answered(exchange))
    }

    /// Sends a request without logging it and without changing the exchange that steps check.
    ///
    /// # Errors
    /// When a name is unknown or no answer comes.
    pub async fn glance(&self, method: &str, target: &str) -> Result<Exchange, Failure> {
        let request = Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Headers::default(),
            body: Vec::new(),
        };
        let request = self.complete(request, Caller::Administrator).await?;
        self.organization()?.send(request).await
    }

    /// Logs `exchange`. Later steps check its response.
    pub fn answered(&mut self, exchange: Exchange) -> &Exchange {
        let answer = Inspected::Response(exchange);
        self.record.push(answer.clone());
        self.inspected.insert(answer).exchange()
    }

    /// Later steps check this part of an answer.
    pub fn look_at(&mut self, part: Exchange) {
        self.inspected = Some(Inspected::Response(part));
    }

    /// Logs a callback. Later steps check its request.
    pub fn called_back(&mut self, exchange: Exchange) {
        let callback = Inspected::Callback(exchange);
        self.record.push(callback.clone());
        self.inspected = Some(callback);
    }

    /// The exchange that steps check.
    ///
    /// # Errors
    /// When no request was sent yet.
    pub fn inspected(&self) -> Result<&Inspected, Failure> {
        self.inspected
            .as_ref()
            .ok_or_else(|| Failure::step("nothing has been sent yet"))
    }

    /// The value at `path` of the body to check. A path without a leading slash is a property name; in an envelope it
    /// selects among the values that a client reads.
    ///
    /// # Errors
    /// When the body is neither JSON nor XML, or has no such value.
    pub fn value(&self, path: &str) -> Result<Value, Failure> {
        self.find(path)?
            .ok_or_else(|| self.mismatch(&format!("value {path:?}"), "to be there", "absent"))
    }

    /// The value at `path`, or `None`.
    ///
    /// # Errors
    /// When the body is neither JSON nor XML, or a name is unknown.
    pub fn find(&self, path: &str) -> Result<Option<Value>, Failure> {
        let body = self.inspected()?.body();
        let body = if envelope::is_xml(body) {
            envelope::facts(body)?
        } else {
            exchange::json(body)?
        };
        let path = self.memory.fill(path)?;
        Ok(if path.starts_with('/') {
            body.pointer(&path).cloned()
        } else {
            body.get(&path).cloned()
        })
    }

    /// A mismatch with its exchange.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "texts, numbers and values are handed over alike"
    )]
    pub fn mismatch(&self, what: &str, expected: impl ToString, found: impl ToString) -> Failure {
        Failure::Mismatch {
            what: what.to_owned(),
            expected: expected.to_string(),
            found: found.to_string(),
            context: self
                .inspected
                .as_ref()
                .map(|inspected| inspected.exchange().to_string())
                .unwrap_or_default(),
        }
    }

    /// Compares the exchange to check with a snapshot.
    ///
    /// # Errors
    /// When they differ.
    pub fn check_snapshot(&mut self, name: &str) -> Result<(), Failure> {
        let exchange = self.inspected()?.exchange().clone();
        let rendered = crate::snapshot::render(&exchange, &mut self.references);
        let snapshots = self
            .snapshots
            .as_ref()
            .ok_or_else(|| Failure::step("the scenario has no snapshots"))?;
        snapshots.check(name, &rendered)
    }

    /// Compares a request that arrived at a sink with a snapshot.
    ///
    /// # Errors
    /// When they differ.
    pub fn check_delivered(&mut self, name: &str, request: &Request) -> Result<(), Failure> {
        let rendered = crate::snapshot::delivered(request, &mut self.references);
        let snapshots = self
            .snapshots
            .as_ref()
            .ok_or_else(|| Failure::step("the scenario has no snapshots"))?;
        snapshots.check(name, &rendered)
    }
}

/// The sender of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// The user that the scenario has chosen.
    Client,
    /// The administrator, independent of the scenario's user.
    Administrator,
    /// A sender without a token.
    Stranger,
}

/// Creates an organization for a scenario.
async fn own(
    target: &Arc<Target>,
    feature: &Feature,
    scenario: &Scenario,
) -> Result<Organization, Failure> {
    let path = feature.path.as_deref().unwrap_or(Path::new(""));
    let part = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let folder = part(path.parent().and_then(Path::file_name));
    let place = format!("{}-{}", part(path.file_stem()), scenario.position.line);
    let samples = !scenario
        .tags
        .iter()
        .chain(&feature.tags)
        .any(|tag| tag == WITHOUT_SAMPLES);
    let wish = json!({
        // Features in different folders may have the same file name, and their scenarios run at the same time.
        "name": format!("{folder}-{place}"),
        "clock": { "mode": "manual", "now": BEGINNING },
        "seed": seed(&format!("{}/{}/{place}", feature.name, scenario.name)),
        "samples": samples,
        "limits": limits_of(feature, scenario),
    });
    target.organization(&wish).await.map(Organization::Own)
}

/// The custom APIs that a scenario is going to make slow. Where a webhook does that, their definitions must allow
/// steps.
fn slow(feature: &Feature, scenario: &Scenario) -> Vec<String> {
    let background = feature.background.iter().flat_map(|outer| &outer.steps);
    let steps = background.chain(&scenario.steps);
    let slow = steps.filter(|step| step.value.contains("\" runs "));
    slow.filter_map(|step| step.value.split('"').nth(1).map(str::to_owned))
        .collect()
}

/// A number that depends on `name` only (FNV-1a), small enough for any JSON parser.
fn seed(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
