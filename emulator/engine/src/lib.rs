//! What makes background operations run: the dispatcher, its attempts, the lanes of system jobs, and
//! what tests prescribe.
//!
//! The engine takes what the store releases, keeps to the organization's clock and rules, and
//! signals what happens. It knows no phase of any operation, and nothing of what a custom API does.

pub mod attempt;
pub mod barriers;
mod dispatch;
pub mod jobs;
mod lanes;
mod queue;
mod recover;
pub mod remaining_work;
pub mod script;
mod wait;

use std::sync::{Arc, PoisonError, RwLock};

use dataverse_operation::rules::Rules;
use dataverse_operation::step::Signal;
use futures::future::BoxFuture;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use self::attempt::Perform;
use self::barriers::Barriers;
use self::dispatch::Dispatcher;
use self::jobs::PerformJobs;
use self::script::Scripts;
use dataverse_runtime::activity::{Activity, Class, Work};
use dataverse_runtime::clock::Clock;
use dataverse_runtime::crash_points::CrashPoints;
use dataverse_runtime::way_out::Callbacks;
use dataverse_store::{
    Change, Committed, CompletionEvent, DueEffect, Outcome, Recovered, Refusal, Store, Write,
};

/// Commits a change, as a store does.
pub type Commit =
    Arc<dyn Fn(Change) -> BoxFuture<'static, Result<Committed, Refusal>> + Send + Sync>;

/// Commits to a store.
pub fn commit_to(store: Store) -> Commit {
    Arc::new(move |change| {
        let store = store.clone();
        Box::pin(async move { store.commit(change).await })
    })
}

/// What the engine needs of an organization.
pub struct EngineParts {
    /// Where it signals.
    pub commit: Commit,
    /// What time it is.
    pub clock: Clock,
    /// Where its work is counted.
    pub activity: Activity,
    /// The rules at the moment; they may be exchanged.
    pub rules: Arc<RwLock<Arc<Rules>>>,
    /// What tests prescribed.
    pub scripts: Scripts,
    /// The way out for callbacks.
    pub callbacks: Arc<dyn Callbacks>,
    /// Where to die.
    pub faults: CrashPoints,
    /// What executes messages.
    pub perform: Arc<dyn Perform>,
    /// What executes system jobs.
    pub jobs: Arc<dyn PerformJobs>,
}

impl EngineParts {
    fn rules(&self) -> Arc<Rules> {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&rules)
    }

    /// Commits writes at this moment.
    async fn commit(&self, writes: Vec<Write>, guard: &Work) -> Result<Vec<Outcome>, Refusal> {
        let change = Change {
            writes,
            now: self.clock.now(),
            rules: self.rules(),
            guard: guard.follow(Class::Busy),
            event: CompletionEvent::Unsubscribed,
        };
        Ok((self.commit)(change).await?.outcomes)
    }

    /// Commits a signal.
    async fn signal(&self, operation: Uuid, signal: Signal, guard: &Work) -> Result<(), Refusal> {
        let signal = Write::Signal { operation, signal };
        self.commit(vec![signal], guard).await.map(drop)
    }
}

/// A wish of somebody outside the dispatcher.
#[derive(Debug)]
enum Order {
    /// Rules have changed: there may be more slots. The guard counts until they are used.
    LookAgain(Work),
    /// Stop.
    Stop,
}

/// The running engine of one organization; it stops when this is dropped.
#[derive(Debug)]
pub struct Engine {
    activity: Activity,
    orders: mpsc::UnboundedSender<Order>,
    holds: Barriers,
    dispatcher: JoinHandle<()>,
}

impl Engine {
    /// Starts the dispatcher with what was unfinished when the store was opened. It counts as busy
    /// from this call on.
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

    /// What operations wait for outside their own time: to be polled, to be released.
    pub fn holds(&self) -> &Barriers {
        &self.holds
    }

    /// To be told after the rules were exchanged.
    pub fn rules_changed(&self) {
        // A dispatcher that has stopped follows no rules.
        let guard = self.activity.guard(Class::Busy);
        let _ = self.orders.send(Order::LookAgain(guard));
    }

    /// Stops the dispatcher, and drops attempts and callbacks that are under way: the store knows
    /// them as unfinished.
    pub async fn shutdown(self) {
        let _ = self.orders.send(Order::Stop);
        if let Err(error) = self.dispatcher.await {
            tracing::error!(%error, "the dispatcher panicked");
        }
    }
}

#[cfg(test)]
mod tests;
