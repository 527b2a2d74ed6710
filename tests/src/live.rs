//! A run against an organization that has no control door: one that others use as well.
//!
//! There a scenario gets no organization of its own. It gets [`names`] of its own instead, a [`fence`] around what it
//! may touch, a path of its own below the run's listener, and whatever it makes is noted before it is used and removed
//! afterwards. Nothing here knows what a scenario is about.

mod fence;
mod labels;
mod made;
mod names;
mod newly_made;
mod people;
mod rest;
mod rows;
mod scenario;
mod slow;
mod sweep;

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OnceCell, Semaphore};
use uuid::Uuid;

pub use scenario::Scenario;
pub(crate) use slow::failure;
pub use sweep::{Swept, sweep};

use crate::exchange::{Exchange, Headers, Request, Response};
use crate::failure::Failure;
use crate::sink::Listener;
use crate::target::{Identity, Kind, SignInOrImpersonation, Target};
use labels::Labels;
use made::Made;
use names::{MARK, Names};

/// More requests than are ever under way at once.
const PERMITS: u32 = 4096;
/// How long, in real time, a closing run waits for answers. A webhook may hold one up for a minute.
const PATIENCE: Duration = Duration::from_secs(70);

/// One run.
#[derive(Debug)]
pub struct Live {
    target: Arc<Target>,
    listener: Option<Arc<Listener>>,
    /// Tells this run's names from another's.
    run: String,
    begun: AtomicUsize,
    /// What every scenario has made and not yet removed.
    made: Mutex<BTreeMap<usize, Vec<Made>>>,
    /// Of these one is taken for each request that may make something, until what it made is noted.
    permits: Arc<Semaphore>,
    /// What the organization calls the states of an operation, once somebody has seen one of them.
    labels: OnceCell<Labels>,
}

impl Live {
    /// A run, whose listener is open when the target has one.
    ///
    /// # Errors
    /// When nothing can listen at the address that the target's file names.
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

    /// What the names of this run begin with.
    pub fn stem(&self) -> String {
        format!("{}{MARK}{}", self.target.prefix(), self.run)
    }

    /// Begins a scenario; custom APIs called as in `slow` are going to be made slow by it.
    pub fn begin(self: &Arc<Self>, slow: Vec<String>) -> Scenario {
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        let stem = format!("{}x{number}", self.stem());
        let names = Names::new(stem, self.target.api_version());
        Scenario::new(Arc::clone(self), number, names, slow)
    }

    /// Sends a request that may make something, and notes what is made by it.
    ///
    /// Whoever stops waiting for it does not stop it: once it is on its way, its answer is read and noted.
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
                .find_map(|exchange| Made::of(exchange, run.target.url()));
            if let Some(made) = made {
                run.made().entry(scenario).or_default().push(made);
            }
            drop(permit);
            exchange
        });
        sent.await
            .map_err(|error| Failure::step(error.to_string()))?
    }

    /// Removes what interrupted scenarios have left, and says of what could not be removed why not.
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever does not answer must not keep the suite waiting in real time"
    )]
    pub async fn close(&self) -> Vec<String> {
        // Whoever waits for the suite to answer is not to wait any longer.
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

    /// Removes what a scenario has made, the latest first, and says of what stays why it does.
    ///
    /// Nothing is forgotten before it is removed: where this is interrupted, the rest is removed at the end.
    async fn clear(&self, scenario: usize) -> Vec<String> {
        let mut complaints = Vec::new();
        while let Some(made) = self.known(scenario).pop() {
            complaints.extend(made::remove(&self.target, &made).await.err());
            if let Some(known) = self.made().get_mut(&scenario) {
                known.retain(|one| *one != made);
            }
        }
        complaints
    }

    /// An answer with the states of operations as features call them. An emulator speaks English, as they do.
    ///
    /// # Errors
    /// When it has labels, and the organization does not say what they should be.
    async fn in_english(&self, response: Response) -> Result<Response, Failure> {
        if self.target.about().kind == Kind::Emulator || !labels::are_in(&response.body) {
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

    fn known(&self, scenario: usize) -> Vec<Made> {
        self.made().get(&scenario).cloned().unwrap_or_default()
    }

    fn made(&self) -> MutexGuard<'_, BTreeMap<usize, Vec<Made>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The header lines by which somebody signs in; nobody in particular is the administrator.
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
