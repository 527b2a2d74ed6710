//! A scenario in an organization that others use as well: its requests, its sinks and its users.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::fence;

use super::created_resource::CreatedResource;
use super::names::Names;
use super::newly_made::VerbProbe;
use super::users::{self, CALLER, LiveUser};
use super::{Live, sign};
use crate::exchange::{Exchange, Headers, Request};
use crate::failure::Failure;
use crate::sink::{Gate, PATIENCE, Sink, SinkBehavior};
use crate::target::{Target, TargetKind};

/// The event that all operations of the organization raise.
const EVERYBODYS: &str = "OnBackgroundOperationComplete";

/// A scenario. Clones share one state.
#[derive(Debug, Clone)]
pub struct LiveScenario {
    run: Arc<Live>,
    number: usize,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    names: Names,
    /// The custom APIs that the scenario is going to make slow.
    slow: Vec<String>,
    /// The status monitors of operations that have ended.
    ended: BTreeSet<String>,
    gates: Vec<Arc<Gate>>,
    sinks: BTreeMap<String, Arc<Sink>>,
    /// Whether a sink waits for requests that no step of the scenario has caused by name.
    listens: bool,
    /// Sinks that no phrase names.
    hooks: Vec<Sink>,
    users: BTreeMap<String, LiveUser>,
    /// The real time that the scenario has waited so far.
    waited: Duration,
}

impl LiveScenario {
    pub(super) fn new(run: Arc<Live>, number: usize, names: Names, slow: Vec<String>) -> Self {
        let state = State {
            names,
            slow,
            ended: BTreeSet::new(),
            gates: Vec::new(),
            sinks: BTreeMap::new(),
            listens: false,
            hooks: Vec::new(),
            users: BTreeMap::new(),
            waited: Duration::ZERO,
        };
        Self {
            run,
            number,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// The target.
    pub fn target(&self) -> &Target {
        self.run.target()
    }

    /// Gives `name` a name in the organization, and returns that.
    pub fn declare(&self, name: &str) -> String {
        self.lock().names.declare(name)
    }

    /// Makes a custom API of the target stand for the scenario's `name`.
    pub(super) fn stand_in(&self, name: &str, own: &str) {
        self.lock().names.stand_in(name, own);
    }

    /// Whether the scenario has given this name to a custom API.
    pub(super) fn has_declared(&self, name: &str) -> bool {
        self.lock().names.own(name).is_some()
    }

    /// Whether the scenario is going to make a custom API slow.
    pub fn is_slow(&self, name: &str) -> bool {
        self.lock().slow.iter().any(|slow| slow == name)
    }

    /// Sends the scenario's request if the fence allows it, and notes the result.
    ///
    /// # Errors
    /// When the fence refuses the request, or no answer comes.
    pub async fn send(&self, request: Request) -> Result<Exchange, Failure> {
        self.declare_new(&request);
        let written = users::without_caller(&request);
        let request = {
            let mut state = self.lock();
            state.names.declare_ids(&request);
            state.names.outward(request)
        };
        let url = self.target().url();
        let path = request.target.strip_prefix(url).unwrap_or("/elsewhere");
        let known = self.run.known(self.number);
        let ids: Vec<String> = known.iter().map(|made| made.id().to_owned()).collect();
        let profile = self.target().profile();
        let refusal = fence::refusal(profile, path, &request, &self.lock().names, &ids);
        if let Some(refusal) = refusal {
            return Err(Failure::Unsupported(refusal));
        }
        // An upsert answers 204 whether or not the row existed.
        let is_new = request.method != "PATCH" || self.is_missing(&request).await?;
        let question = VerbProbe::of(&request).filter(|_| self.is_distant());
        let request = users::with_caller(request);
        let exchange = match is_new {
            true => self.run.send(self.number, request).await?,
            false => self.target().wire().send(request).await?,
        };
        if let Some(question) = question {
            self.wait_until_known(&question, &exchange).await?;
        }
        let response = self.lock().names.answer(exchange.response);
        // A report shows the scenario's own request.
        Ok(Exchange {
            request: written,
            response: self.run.in_english(response).await?,
        })
    }

    /// Sends a request as the administrator, without logging or noting it.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn glance(&self, method: &str, url: &str) -> Result<Exchange, Failure> {
        let request = Request {
            method: method.to_owned(),
            target: url.to_owned(),
            headers: Headers(sign(self.target(), None).await?),
            body: Vec::new(),
        };
        let request = self.lock().names.outward(request);
        let mut exchange = self.target().wire().send(request).await?;
        exchange.response = self.lock().names.answer(exchange.response);
        Ok(exchange)
    }

    /// The header lines that sign `user` in; `None` is the administrator.
    ///
    /// # Errors
    /// When the scenario has no such user, or no token can be got.
    pub async fn sign(&self, user: Option<&str>) -> Result<Vec<(String, String)>, Failure> {
        let Some(name) = user else {
            return sign(self.target(), None).await;
        };
        let person = self.lock().users.get(name).cloned();
        match person {
            Some(LiveUser::Known(identity)) => sign(self.target(), Some(identity)).await,
            Some(LiveUser::Made(id)) => {
                let mut lines = sign(self.target(), None).await?;
                lines.push((CALLER.to_owned(), id));
                Ok(lines)
            }
            None => Err(Failure::unsupported(format!(
                "whose token {name:?} is, only the control door can say"
            ))),
        }
    }

    /// Makes a user of the organization stand for a user of the scenario.
    pub(super) fn introduce(&self, name: &str, person: LiveUser) {
        self.lock().users.insert(name.to_owned(), person);
    }

    /// The name in the organization of a row without a unique name.
    pub(super) fn title(&self, name: &str) -> String {
        self.lock().names.title(name)
    }

    /// Opens a sink below the run's listener, for callbacks.
    ///
    /// # Errors
    /// When the target's file names no listener.
    pub fn listen_for_callbacks(&self, manners: Vec<SinkBehavior>) -> Result<Sink, Failure> {
        let sink = self.listen(manners)?;
        self.lock().listens = true;
        Ok(sink)
    }

    /// Opens a sink below the run's listener.
    ///
    /// # Errors
    /// When the target's file names no listener.
    pub(super) fn listen(&self, manners: Vec<SinkBehavior>) -> Result<Sink, Failure> {
        let listener = self.run.listener.as_ref().ok_or_else(|| {
            Failure::unsupported("the target's file names no listener that it could call")
        })?;
        Ok(listener.sink(manners))
    }

    /// Opens the sink `name`, or changes its behavior. Returns its address.
    ///
    /// # Errors
    /// When the target's file names no listener.
    pub fn sink(&self, name: &str, manners: Vec<SinkBehavior>) -> Result<String, Failure> {
        if let Some(sink) = self.lock().sinks.get(name) {
            sink.answer(manners);
            return Ok(sink.url().to_owned());
        }
        let sink = Arc::new(self.listen_for_callbacks(manners)?);
        let url = sink.url().to_owned();
        self.lock().sinks.insert(name.to_owned(), sink);
        Ok(url)
    }

    /// Waits until the sink `name` has received `count` requests about the scenario, and returns them.
    ///
    /// # Errors
    /// When there is no such sink, or the requests do not come within a real-time limit.
    pub async fn received(&self, name: &str, count: usize) -> Result<Vec<Request>, Failure> {
        let sink = self.lock().sinks.get(name).cloned();
        let sink = sink.ok_or_else(|| Failure::step(format!("there is no sink {name:?}")))?;
        let received = sink.wait_for_those(count, PATIENCE, |request| self.is_own(request));
        let received = received.await?;
        let names = self.lock().names.clone();
        Ok(received
            .into_iter()
            .map(|request| names.received(request))
            .collect())
    }

    /// Whether a request is about the scenario. A step on the completion event is called for every operation of the
    /// organization; the others' are ignored.
    fn is_own(&self, request: &Request) -> bool {
        let body = String::from_utf8_lossy(&request.body);
        if !body.contains(EVERYBODYS) {
            return true;
        }
        let known = self.run.known(self.number);
        known.iter().any(|made| match made {
            CreatedResource::Operation(_, id) => body.contains(id),
            CreatedResource::Row(_) | CreatedResource::Record(..) => false,
        })
    }

    /// Keeps a webhook's sink, and the gate that holds operations of custom APIs, until the scenario ends.
    pub(super) fn keep(&self, hook: Sink, gate: Option<Arc<Gate>>) {
        let mut state = self.lock();
        state.hooks.push(hook);
        state.gates.extend(gate);
    }

    /// The number of operations that the scenario holds.
    pub(super) fn held(&self) -> usize {
        self.lock().gates.iter().map(|gate| gate.waiting()).sum()
    }

    /// Releases all operations that the scenario holds.
    pub fn release(&self) {
        for gate in &self.lock().gates {
            gate.open();
        }
    }

    /// Takes time from the scenario's budget. Returns whether enough was left.
    pub(super) fn spend(&self, time: Duration, budget: Duration) -> bool {
        let mut state = self.lock();
        let waited = state.waited + time;
        let is_left = waited <= budget;
        if is_left {
            state.waited = waited;
        }
        is_left
    }

    /// Whether the scenario has a sink for callbacks.
    pub(super) fn listens(&self) -> bool {
        self.lock().listens
    }

    /// The status monitors of the operations that have not been seen to end.
    pub(super) fn unended(&self) -> Vec<String> {
        let state = self.lock();
        let known = self.run.known(self.number);
        let monitors = known.into_iter().filter_map(|made| match made {
            CreatedResource::Operation(monitor, _) => Some(monitor),
            CreatedResource::Row(_) | CreatedResource::Record(..) => None,
        });
        monitors
            .filter(|monitor| !state.ended.contains(monitor))
            .collect()
    }

    pub(super) fn ended(&self, monitor: &str) {
        self.lock().ended.insert(monitor.to_owned());
    }

    /// Removes everything that the scenario has made.
    ///
    /// # Errors
    /// When something remains; the message names all of it.
    pub async fn end(&self) -> Result<(), Failure> {
        self.release();
        let complaints = self.run.clear(self.number).await;
        let mut state = self.lock();
        state.sinks.clear();
        state.hooks.clear();
        if complaints.is_empty() {
            return Ok(());
        }
        Err(Failure::step(format!(
            "something was left behind: {}",
            complaints.join("; ")
        )))
    }

    /// A custom API that a step writes out in a request also gets a name of the run.
    fn declare_new(&self, request: &Request) {
        if request.method == "POST" && request.target.ends_with("/customapis") {
            let row: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            let name = row.get("uniquename").and_then(Value::as_str);
            if let Some(name) = name.filter(|name| is_a_name(name)) {
                self.lock().names.declare(name);
            }
        }
    }

    /// Whether the target is a live organization. An emulator knows a new definition at once.
    fn is_distant(&self) -> bool {
        self.target().about().kind == TargetKind::Organization
    }

    /// Whether the row that a request addresses does not exist.
    async fn is_missing(&self, request: &Request) -> Result<bool, Failure> {
        let looked = Request {
            method: "GET".to_owned(),
            headers: Headers(sign(self.target(), None).await?),
            body: Vec::new(),
            target: request.target.clone(),
        };
        let answer = self.target().wire().send(looked).await?;
        Ok(answer.response.status == 404)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether `name` is a unique name with a prefix. A name without one is to be refused and stays as it is.
fn is_a_name(name: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    name.split_once('_')
        .is_some_and(|(prefix, rest)| word(prefix) && word(&rest.replace('_', "x")))
}

#[cfg(test)]
mod tests {
    use super::is_a_name;

    #[test]
    fn a_name_without_a_prefix_stays_as_it_is() {
        assert!(is_a_name("new_Thing") && is_a_name("new_a_b"));
        for other in ["Thing", "_Thing", "new_", "new_Thing!", ""] {
            assert!(!is_a_name(other), "{other}");
        }
    }
}
