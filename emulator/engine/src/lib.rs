//! The engine of background operations: the dispatcher, attempts, lanes of system jobs, and the scripts of tests.
//!
//! The engine receives effects from the store, follows the organization's clock and rules, and commits signals. It
//! knows neither the phase of an operation nor the work of a custom API.

pub mod attempt;
pub mod barriers;
mod dispatch;
pub mod ends;
pub mod jobs;
mod lanes;
mod queue;
mod recover;
pub mod remaining_work;
pub mod script;
mod wait;

use std::sync::{Arc, PoisonError, RwLock};

use dataverse_limits::Limits;
use dataverse_operation::rules::Rules;
use dataverse_operation::step::Signal;
use futures::future::BoxFuture;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use self::attempt::Perform;
use self::barriers::Barriers;
use self::dispatch::Dispatcher;
use self::ends::Ends;
use self::jobs::PerformJobs;
use self::script::Scripts;
use dataverse_runtime::activity::{Activity, Class, Work};
use dataverse_runtime::clock::Clock;
use dataverse_runtime::crash_points::CrashPoints;
use dataverse_runtime::way_out::Callbacks;
use dataverse_store::{
    Change, Committed, CompletionEvent, DueEffect, Outcome, Recovered, Refusal, Store, Write,
    until_available,
};

/// Commits a change and returns the store's answer.
pub type Commit =
    Arc<dyn Fn(Change) -> BoxFuture<'static, Result<Committed, Refusal>> + Send + Sync>;

/// A [`Commit`] that uses the store directly.
pub fn commit_to(store: Store) -> Commit {
    Arc::new(move |change| {
        let store = store.clone();
        Box::pin(async move { store.commit(change).await })
    })
}

/// The parts of an organization that the engine needs.
pub struct EngineParts {
    /// Commits the engine's changes.
    pub commit: Commit,
    /// The organization's clock.
    pub clock: Clock,
    /// Counts the engine's work.
    pub activity: Activity,
    /// The rules now in force, which may be replaced.
    pub rules: Arc<RwLock<Arc<Rules>>>,
    /// The delays between tries to commit, and how many callbacks one host gets at once.
    pub limits: Limits,
    /// The scripts of tests.
    pub scripts: Scripts,
    /// Told when operations end.
    pub ends: Ends,
    /// Sends callbacks.
    pub callbacks: Arc<dyn Callbacks>,
    /// The crash points, for crash tests.
    pub faults: CrashPoints,
    /// Runs messages.
    pub perform: Arc<dyn Perform>,
    /// Runs system jobs.
    pub jobs: Arc<dyn PerformJobs>,
}

impl EngineParts {
    fn rules(&self) -> Arc<Rules> {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&rules)
    }

    /// Commits writes at the clock's present time. While the database cannot commit, tries again: what the engine
    /// commits is due, and an operation whose start or end was forgotten would never end.
    async fn commit(&self, writes: Vec<Write>, guard: &Work) -> Result<Vec<Outcome>, Refusal> {
        let writes = Arc::new(writes);
        let change = || Change {
            writes: Arc::clone(&writes),
            now: self.clock.now(),
            rules: self.rules(),
            guard: guard.follow(Class::Busy),
            event: CompletionEvent::Unsubscribed,
        };
        let committed = until_available(guard, &self.limits, || (self.commit)(change())).await?;
        Ok(committed.outcomes)
    }

    async fn signal(&self, operation: Uuid, signal: Signal, guard: &Work) -> Result<(), Refusal> {
        let signal = Write::Signal { operation, signal };
        self.commit(vec![signal], guard).await.map(drop)
    }
}

/// An order to the dispatcher.
#[derive(Debug)]
enum Order {
    /// Rules have changed: there may be more slots. The guard counts until they are used.
    LookAgain(Work),
    Stop,
}

/// The running engine of one organization; dropping it stops the dispatcher.
#[derive(Debug)]
pub struct Engine {
    activity: Activity,
    orders: mpsc::UnboundedSender<Order>,
    holds: Barriers,
    dispatcher: JoinHandle<()>,
}

impl Engine {
    /// Starts the dispatcher with the unfinished work that the store found. It counts as busy from this call on.
    pub fn start(
        parts: EngineParts,
        recovered: Recovered,
        released: mpsc::UnboundedReceiver<DueEffect>,
    ) -> Self {
        let (orders, ordered) = mpsc::unbounded_channel();
        let holds = Barriers::default();
        let activity = parts.activity.clone();
        let guard = activity.guard(Class::Busy);
        let mut dispatcher = Dispatcher::new(Arc::new(parts), holds.clone());
        dispatcher.resume(recovered, &guard);
        Self {
            activity,
            orders,
            holds,
            dispatcher: tokio::spawn(dispatcher.run(released, ordered)),
        }
    }

    /// The operations that scripts hold until a poll or a release.
    pub fn holds(&self) -> &Barriers {
        &self.holds
    }

    /// Tells the dispatcher that the rules were replaced.
    pub fn rules_changed(&self) {
        // Sending fails if the dispatcher has stopped, which needs no rules.
        let guard = self.activity.guard(Class::Busy);
        let _ = self.orders.send(Order::LookAgain(guard));
    }

    /// Stops the dispatcher, and drops running attempts and callbacks; the store has them as unfinished.
    pub async fn shutdown(self) {
        let _ = self.orders.send(Order::Stop);
        if let Err(error) = self.dispatcher.await {
            tracing::error!(%error, "the dispatcher panicked");
        }
    }
}

#[cfg(test)]
mod tests;
