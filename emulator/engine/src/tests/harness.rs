//! An organization reduced to the parts that the engine needs, on a clock that the test moves.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use dataverse_limits::Limits;
use dataverse_operation::fault::Fault;
use dataverse_operation::outcome::Outputs;
use dataverse_operation::phase::Phase;
use dataverse_operation::rules::Rules;
use dataverse_protocol::value::Entity;
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, mpsc};
use uuid::Uuid;

use super::super::attempt::{Call, Perform, Performed};
use super::super::ends::Ends;
use super::super::script::{Answer, Script, Scripts};
use super::super::{Engine, EngineParts};
use super::handlers::{Handlers, Performing};
use super::ledger::{Ledger, Trace};
use dataverse_outbound::callback::Callbacks;
use dataverse_outbound::journal::Journal;
use dataverse_outbound::outbound::{self, Outbound};
use dataverse_runtime::activity::{Activity, Class, Pending, Work};
use dataverse_runtime::clock::{Clock, ClockState, Mode, To};
use dataverse_runtime::crash_points::CrashPoints;
use dataverse_store::{
    AfterTry, Change, CompletionEvent, Contested, DatabaseLocation, Refusal, Write,
};

/// Few calls at once, each with time.
const LIMITS: Limits = Limits {
    calls: 8,
    calls_per_host: 2,
    slow_calls: 8,
    call_time: Duration::from_secs(20),
    ..Limits::DEFAULT
};

/// Custom APIs of the tests, by behavior.
pub(super) const SUCCEEDS: &str = "sample_Succeeds";
pub(super) const FAILS: &str = "sample_Fails";
/// Returns the deletion of a row that does not exist.
pub(super) const CONFLICTS: &str = "sample_Conflicts";
/// Loses the row of its target to another request, every time that it runs.
pub(super) const LOSES: &str = "sample_Loses";
/// Loses it the first time.
pub(super) const LOSES_ONCE: &str = "sample_LosesOnce";
/// Panics during a call to outside.
pub(super) const PANICS: &str = "sample_Panics";
/// Returns when its deadline is over.
pub(super) const LISTENS: &str = "sample_Listens";
/// Does not return before [`Organization::let_go`].
pub(super) const STUCK: &str = "sample_Stuck";

pub(super) fn start() -> Timestamp {
    "2026-01-02T03:04:05Z".parse().unwrap()
}

pub(super) struct Organization {
    pub(super) clock: Clock,
    pub(super) activity: Activity,
    pub(super) engine: Engine,
    pub(super) scripts: Scripts,
    pub(super) journal: Journal,
    pub(super) handlers: Arc<Handlers>,
    /// Whether a step is registered on the completion event.
    heard: Arc<Mutex<CompletionEvent>>,
    disk: Arc<Disk>,
    rules: Arc<RwLock<Arc<Rules>>>,
    ledger: Arc<Ledger>,
    place: DatabaseLocation,
    stuck: Arc<Notify>,
    performed: Arc<AtomicUsize>,
}

/// A disk on which every other change of the engine finds no room, once [`Organization::fill_disk`] was called.
#[derive(Default)]
struct Disk {
    is_full: AtomicBool,
    changes: AtomicUsize,
}

impl Disk {
    fn fails(&self) -> bool {
        self.is_full.load(Ordering::SeqCst)
            && self
                .changes
                .fetch_add(1, Ordering::SeqCst)
                .is_multiple_of(2)
    }
}

struct Plugins {
    stuck: Arc<Notify>,
    /// How often messages ran.
    performed: Arc<AtomicUsize>,
}

impl Perform for Plugins {
    fn perform(&self, call: Call, work: Work) -> BoxFuture<'static, Result<Performed, Fault>> {
        let stuck = Arc::clone(&self.stuck);
        let before = self.performed.fetch_add(1, Ordering::SeqCst);
        async move {
            match call.submitted.name.as_str() {
                FAILS => return Err(Fault::invalid_plugin_execution("It failed.")),
                PANICS => {
                    work.switch(Class::Network);
                    panic!("a plug-in panics")
                }
                STUCK => stuck.notified().await,
                LISTENS => call.deadline.over().await,
                _ => {}
            }
            let gone = Uuid::from_u128(0xdead);
            let target = Contested::of(&Entity {
                id: Some(gone),
                ..Entity::new("backgroundoperation")
            });
            let deletion = || vec![Ledger::deletion(gone)];
            let (writes, contested) = match call.submitted.name.as_str() {
                CONFLICTS => (deletion(), Vec::new()),
                LOSES => (deletion(), vec![target]),
                LOSES_ONCE if before == 0 => (deletion(), vec![target]),
                _ => (Vec::new(), Vec::new()),
            };
            let exact = match call.answer {
                Answer::Own => format!(r#"{{"Attempt":{}}}"#, call.attempt),
                Answer::Prescribed(outputs) => serde_json::to_string(&outputs).unwrap(),
            };
            let memo = String::new();
            let outputs = Outputs { exact, memo };
            Ok(Performed {
                writes,
                outputs,
                contested,
            })
        }
        .boxed()
    }

    fn plug_in(&self, name: &str) -> String {
        format!("{name}Plugin")
    }

    fn refused(&self, refusal: Refusal) -> Fault {
        Fault::invalid_plugin_execution(refusal.to_string())
    }
}

impl Organization {
    pub(super) fn new(mode: Mode) -> Self {
        let now = start();
        let reading = ClockState { mode, now };
        Self::open(
            reading,
            DatabaseLocation::Temporary,
            Rules::default(),
            Arc::default(),
        )
    }

    /// An organization with a database file, so that it can be opened again.
    pub(super) fn lasting(file: &Path) -> Self {
        let reading = ClockState {
            mode: Mode::Manual,
            now: start(),
        };
        let place = DatabaseLocation::File(file.to_owned());
        Self::open(reading, place, Rules::default(), Arc::default())
    }

    /// Closes the organization and opens another one with the same database, as after a restart.
    pub(super) async fn reopen(self) -> Self {
        self.reopen_after(0).await
    }

    /// Same as `reopen`, after this number of seconds.
    pub(super) async fn reopen_after(self, seconds: i64) -> Self {
        self.reopen_as(seconds, Rules::default()).await
    }

    /// Same as `reopen`, with rules that hold from the start.
    pub(super) async fn reopen_with(self, assignments: &[&str]) -> Self {
        let mut rules = Rules::default();
        for assignment in assignments {
            rules.set_assignment(assignment).unwrap();
        }
        self.reopen_as(0, rules).await
    }

    async fn reopen_as(self, seconds: i64, rules: Rules) -> Self {
        let Self {
            clock,
            engine,
            ledger,
            place,
            ..
        } = self;
        engine.shutdown().await;
        let now = clock.now() + SignedDuration::from_secs(seconds);
        let (mode, trace) = (clock.mode(), ledger.trace());
        // Dropping its last handle closes the store.
        drop(Arc::into_inner(ledger).unwrap());
        Self::open(ClockState { mode, now }, place, rules, trace)
    }

    fn open(
        reading: ClockState,
        place: DatabaseLocation,
        rules: Rules,
        trace: Arc<Mutex<Trace>>,
    ) -> Self {
        let (ledger, recovered, releases) = Ledger::open(&place, trace);
        let ledger = Arc::new(ledger);
        let activity = Activity::new();
        let clock = Clock::start(
            reading,
            activity.clone(),
            Arc::new(|_, guard| async move { drop(guard) }.boxed()),
            LIMITS,
        );
        let journal = Journal::new(&LIMITS);
        let outbound = Outbound::new(outbound::SharedClient::default(), clock.clone(), LIMITS);
        let rules = Arc::new(RwLock::new(Arc::new(rules)));
        let scripts = Scripts::default();
        let stuck = Arc::new(Notify::new());
        let performed = Arc::new(AtomicUsize::new(0));
        let keeper = Arc::clone(&ledger);
        let handlers = Arc::new(Handlers::default());
        let heard = Arc::new(Mutex::new(CompletionEvent::Unsubscribed));
        let hearing = Arc::clone(&heard);
        let disk = Arc::new(Disk::default());
        let failing = Arc::clone(&disk);
        let parts = EngineParts {
            commit: Arc::new(move |mut change| {
                let keeper = Arc::clone(&keeper);
                change.event = *hearing.lock().unwrap();
                if failing.fails() {
                    let full = Refusal::Unavailable("database or disk is full".to_owned());
                    return std::future::ready(Err(full)).boxed();
                }
                async move { keeper.commit(change).await }.boxed()
            }),
            clock: clock.clone(),
            activity: activity.clone(),
            rules: Arc::clone(&rules),
            limits: LIMITS,
            scripts: scripts.clone(),
            ends: Ends::default(),
            callbacks: Arc::new(Callbacks::new(outbound, journal.clone())),
            faults: CrashPoints::none(),
            perform: Arc::new(Plugins {
                stuck: Arc::clone(&stuck),
                performed: Arc::clone(&performed),
            }),
            jobs: Arc::new(Performing(Arc::clone(&handlers))),
        };
        Self {
            clock,
            activity,
            engine: Engine::start(parts, recovered, releases),
            scripts,
            journal,
            handlers,
            heard,
            disk,
            rules,
            ledger,
            place,
            stuck,
            performed,
        }
    }

    pub(super) fn script(&self, name: &str, json: &str) {
        let script = Script::parse(json.as_bytes()).unwrap();
        self.scripts.set(name, script);
    }

    pub(super) fn rule(&self, assignment: &str) {
        let mut rules = Rules::clone(&self.rules.read().unwrap());
        rules.set_assignment(assignment).unwrap();
        *self.rules.write().unwrap() = Arc::new(rules);
        self.engine.rules_changed();
    }

    /// Submits an operation whose id is `number`, and waits until the organization is idle.
    pub(super) async fn submit(&self, number: u128, name: &'static str) -> Uuid {
        let id = self.begin(number, name, None).await;
        self.settle().await;
        id
    }

    /// Submits an operation with a callback to an address.
    pub(super) async fn begin(
        &self,
        number: u128,
        name: &'static str,
        callback: Option<String>,
    ) -> Uuid {
        let id = Uuid::from_u128(number);
        self.commit(Ledger::submission(id, name, callback)).await;
        id
    }

    pub(super) async fn cancel(&self, id: Uuid) {
        self.commit(Write::Cancel { operation: id }).await;
        self.settle().await;
    }

    pub(super) async fn delete(&self, id: Uuid) {
        self.delete_unsettled(id).await;
        self.settle().await;
    }

    /// Deletes the row of an operation whose code does not end.
    pub(super) async fn delete_unsettled(&self, id: Uuid) {
        self.commit(Ledger::deletion(id)).await;
    }

    /// Sets or clears the priority of an operation.
    pub(super) async fn prioritize(&self, number: u128, priority: Option<i32>) {
        let id = Uuid::from_u128(number);
        self.commit(Ledger::prioritization(id, priority)).await;
        self.settle().await;
    }

    async fn commit(&self, write: Write) {
        self.write_all(vec![write]).await;
    }

    /// Commits a write, without waiting for its effects.
    pub(super) async fn write(&self, write: Write) {
        self.commit(write).await;
    }

    /// Commits writes in one change.
    pub(super) async fn write_all(&self, writes: Vec<Write>) {
        let change = Change {
            writes: writes.into(),
            now: self.clock.now(),
            rules: self.rules.read().unwrap().clone(),
            guard: self.activity.guard(Class::Busy),
            event: CompletionEvent::Unsubscribed,
        };
        self.ledger.commit(change).await.unwrap();
    }

    /// Sets whether a step is registered on the completion event.
    pub(super) fn hear(&self, event: CompletionEvent) {
        *self.heard.lock().unwrap() = event;
    }

    /// The row of a job, as text.
    pub(super) fn job(&self, number: u128) -> String {
        self.ledger.shown(Uuid::from_u128(number))
    }

    /// The number of jobs with a state and status.
    pub(super) fn jobs_in(&self, state: i32, status: i32) -> i64 {
        self.ledger.count(state, status)
    }

    pub(super) async fn release(&self, id: Uuid) {
        self.engine.holds().release(id).unwrap();
        self.settle().await;
    }

    pub(super) async fn poll(&self, id: Uuid) {
        self.engine.holds().polled(id);
        self.settle().await;
    }

    pub(super) fn let_go(&self) {
        self.stuck.notify_one();
    }

    /// How often messages ran.
    pub(super) fn performed(&self) -> usize {
        self.performed.load(Ordering::SeqCst)
    }

    pub(super) async fn pass(&self, seconds: i64) {
        let by = To::By(SignedDuration::from_secs(seconds));
        self.clock.advance(by).await.unwrap();
    }

    pub(super) async fn settle(&self) {
        let settlement = self.clock.settle(Duration::from_secs(20)).await;
        assert!(settlement.settled, "{settlement:?}");
    }

    /// Waits until the pending work is as expected, for work that does not end by itself.
    pub(super) async fn until(&self, expected: Pending) {
        while self.activity.pending() != expected {
            tokio::task::yield_now().await;
        }
    }

    pub(super) fn phase(&self, id: Uuid) -> Option<Phase> {
        self.ledger.phase(id)
    }

    /// Every committed phase, with the seconds since the start.
    pub(super) fn trace(&self) -> String {
        self.ledger.trace().lock().unwrap().phases()
    }

    /// The numbers of the operations whose attempts were started, in that order.
    pub(super) fn turns(&self) -> String {
        self.ledger.trace().lock().unwrap().turns()
    }

    /// The committed result of each try of a callback.
    pub(super) fn tries(&self) -> Vec<AfterTry> {
        self.ledger.trace().lock().unwrap().tries()
    }

    /// Has every other change of the engine find no room on the disk, beginning with the next one.
    pub(super) fn fill_disk(&self) {
        self.disk.is_full.store(true, Ordering::SeqCst);
    }

    /// How many changes of the engine were tried since then.
    pub(super) fn changes(&self) -> usize {
        self.disk.changes.load(Ordering::SeqCst)
    }

    /// Loses the results of callbacks from now on, as a crash would.
    pub(super) fn lose_tries(&self) {
        self.ledger.lose_tries();
    }

    /// A function that reads the phase of an operation, for other tasks.
    pub(super) fn reader(&self) -> impl Fn(Uuid) -> Option<Phase> + Clone + Send + 'static {
        let ledger = Arc::clone(&self.ledger);
        move |id| ledger.phase(id)
    }
}

/// A listener in this process: its URL, and the bodies that arrive there.
pub(super) async fn sink(
    answer: impl Fn() -> StatusCode + Clone + Send + Sync + 'static,
) -> (String, mpsc::UnboundedReceiver<String>) {
    let (seen, bodies) = mpsc::unbounded_channel();
    let router = Router::new().fallback(move |body: String| {
        let (seen, answer) = (seen.clone(), answer.clone());
        async move {
            let status = answer();
            seen.send(body).unwrap();
            status
        }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}/callback?sig=s%2Fx"), bodies)
}

/// A listener in this process that does not answer before the semaphore is closed.
pub(super) async fn mute_sink() -> (String, Arc<Semaphore>) {
    let answers = Arc::new(Semaphore::new(0));
    let closing = Arc::clone(&answers);
    let router = Router::new().fallback(move || {
        let closing = Arc::clone(&closing);
        async move {
            let _closed = closing.acquire().await;
            StatusCode::OK
        }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}/mute"), answers)
}
