//! A run against an organization without a control door, which others use as well.
//!
//! A scenario gets no organization of its own there. It gets [`names`] of its own, a [`fence`] around its requests and
//! a path of its own below the run's listener. Every row that it creates is noted before the scenario uses the row, and
//! is removed afterwards. The module does not know what a scenario is about.

mod created_resource;
mod fence;
mod labels;
mod names;
mod newly_made;
mod rest;
mod rows;
mod scenario;
mod slow;
mod sweep;
mod users;

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OnceCell, Semaphore};
use uuid::Uuid;

pub use scenario::LiveScenario;
pub(crate) use slow::failure;
pub use sweep::{Swept, sweep};

use crate::exchange::{Exchange, Headers, Request, Response};
use crate::failure::Failure;
use crate::sink::Listener;
use crate::target::{Identity, SignInOrImpersonation, Target, TargetKind};
use created_resource::CreatedResource;
use labels::Labels;
use names::{MARK, Names};

/// More than the number of requests that are ever under way at once.
const PERMITS: u32 = 4096;
/// How long, in real time, a closing run waits for answers. A webhook may hold up an answer for a minute.
const PATIENCE: Duration = Duration::from_secs(70);

/// A run.
#[derive(Debug)]
pub struct Live {
    target: Arc<Target>,
    listener: Option<Arc<Listener>>,
    /// Distinguishes the names of this run from those of other runs.
    run: String,
    begun: AtomicUsize,
    /// The rows and operations that each scenario has made and not yet removed.
    made: Mutex<BTreeMap<usize, Vec<CreatedResource>>>,
    /// A request that may create something holds one permit until its result is noted.
    permits: Arc<Semaphore>,
    /// The organization's labels of operation states, read when the first answer has one.
    labels: OnceCell<Labels>,
}

impl Live {
    /// Starts a run, and its listener if the target has one.
    ///
    /// # Errors
    /// When the listener's address in the target file cannot be bound.
    #[expect(
        clippy::disallowed_methods,
        reason = "two runs against one organization must not give the same names"
    )]
    pub async fn open(target: &Arc<Target>) -> io::Result<Arc<Self>> {
        let listener = match target.listener() {
            Some(at) => Some(Listener::open(at.listen, at.public.as_deref()).await?),
            None => None,
        };
        Ok(Arc::new(Self {
            target: Arc::clone(target),
            listener,
            run: Uuid::new_v4().simple().to_string()[..6].to_owned(),
            begun: AtomicUsize::new(0),
            made: Mutex::default(),
            permits: Arc::new(Semaphore::new(PERMITS as usize)),
            labels: OnceCell::new(),
        }))
    }

    /// The target.
    pub fn target(&self) -> &Arc<Target> {
        &self.target
    }

    /// The beginning of every name of this run.
    pub fn stem(&self) -> String {
        format!("{}{MARK}{}", self.target.prefix(), self.run)
    }

    /// Starts a scenario. The scenario is going to make the custom APIs named in `slow` slow.
    pub fn begin(self: &Arc<Self>, slow: Vec<String>) -> LiveScenario {
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        let stem = format!("{}x{number}", self.stem());
        let names = Names::new(stem, self.target.api_version());
        LiveScenario::new(Arc::clone(self), number, names, slow)
    }

    /// Sends a request that may create something, and notes the result.
    ///
    /// Dropping the returned future does not stop the request: once it is sent, its answer is read and noted.
    ///
    /// # Errors
    /// When no answer comes, or the run is closed.
    async fn send(
        self: &Arc<Self>,
        scenario: usize,
        request: Request,
    ) -> Result<Exchange, Failure> {
        self.target.wire().turn().await;
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| Failure::step("the run has been closed"))?;
        let run = Arc::clone(self);
        let sent = tokio::spawn(async move {
            let exchange = run.target.wire().send_in_turn(request).await;
            let made = exchange
                .iter()
                .find_map(|exchange| CreatedResource::of(exchange, run.target.url()));
            if let Some(made) = made {
                run.made().entry(scenario).or_default().push(made);
            }
            drop(permit);
            exchange
        });
        sent.await
            .map_err(|error| Failure::step(error.to_string()))?
    }

    /// Removes everything that interrupted scenarios have left. Returns a line for each thing that could not be
    /// removed.
    #[expect(
        clippy::disallowed_methods,
        reason = "a peer that does not answer must not keep the suite waiting in real time"
    )]
    pub async fn close(&self) -> Vec<String> {
        // A client that waits for an answer of the suite is disconnected now.
        if let Some(listener) = &self.listener {
            listener.close();
        }
        let mut complaints = Vec::new();
        let all = self.permits.acquire_many(PERMITS);
        let all = tokio::time::timeout(PATIENCE, all).await;
        self.permits.close();
        if all.is_err() {
            complaints.push(format!(
                "requests are not answered after {PATIENCE:?}; what they make stays"
            ));
        }
        let left: Vec<usize> = self.made().keys().copied().collect();
        for scenario in left {
            complaints.extend(self.clear(scenario).await);
        }
        complaints
    }

    /// Removes everything that a scenario has made, the latest first. Returns a line for each thing that remains.
    ///
    /// An entry is forgotten only after its removal: if this is interrupted, the end of the run removes the rest.
    async fn clear(&self, scenario: usize) -> Vec<String> {
        let mut complaints = Vec::new();
        while let Some(made) = self.known(scenario).pop() {
            complaints.extend(created_resource::remove(&self.target, &made).await.err());
            if let Some(known) = self.made().get_mut(&scenario) {
                known.retain(|one| *one != made);
            }
        }
        complaints
    }

    /// An answer with the labels of operation states in English, as features have them. An emulator's labels are
    /// English.
    ///
    /// # Errors
    /// When the answer has labels, and the organization does not return their definitions.
    async fn in_english(&self, response: Response) -> Result<Response, Failure> {
        if self.target.about().kind == TargetKind::Emulator || !labels::are_in(&response.body) {
            return Ok(response);
        }
        let labels = self.labels.get_or_try_init(|| self.read_labels()).await?;
        Ok(Response {
            body: labels.english(response.body),
            ..response
        })
    }

    async fn read_labels(&self) -> Result<Labels, Failure> {
        let (url, version) = (self.target.url(), self.target.api_version());
        let request = Request {
            method: "GET".to_owned(),
            target: format!("{url}/api/data/{version}/{}", labels::DEFINITIONS),
            headers: Headers(sign(&self.target, None).await?),
            body: Vec::new(),
        };
        let exchange = self.target.wire().send(request).await?;
        let definitions = serde_json::from_slice(&exchange.response.body).unwrap_or_default();
        Labels::of(&definitions).ok_or_else(|| {
            Failure::unsupported(format!(
                "it looks at labels, and what they are there cannot be read:\n{exchange}"
            ))
        })
    }

    fn known(&self, scenario: usize) -> Vec<CreatedResource> {
        self.made().get(&scenario).cloned().unwrap_or_default()
    }

    fn made(&self) -> MutexGuard<'_, BTreeMap<usize, Vec<CreatedResource>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The header lines that sign a user in; `None` is the administrator.
async fn sign(target: &Target, who: Option<Identity>) -> Result<Vec<(String, String)>, Failure> {
    let token = match who {
        None => target.token().await?,
        Some(identity) => target.token_of(identity).await?,
    };
    let mut lines = vec![(
        "Authorization".to_owned(),
        format!("Bearer {}", token.as_str()),
    )];
    if let Some(SignInOrImpersonation::Impersonate(user)) =
        who.and_then(|identity| target.identity(identity))
    {
        lines.push(("MSCRMCallerID".to_owned(), user.to_string()));
    }
    Ok(lines)
}
