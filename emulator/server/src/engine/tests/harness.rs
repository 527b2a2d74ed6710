//! An organization reduced to what the engine needs, with operations kept in memory by the same
//! transition function as in the store.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use dataverse_operation::cancel::cancel;
use dataverse_operation::fault::Fault;
use dataverse_operation::lifetime::{Expiry, expiry};
use dataverse_operation::outcome::Outputs;
use dataverse_operation::phase::Phase;
use dataverse_operation::record::status;
use dataverse_operation::rules::Rules;
use dataverse_operation::step::{self, Effect, Step};
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use uuid::Uuid;

use super::super::attempt::{Call, Perform, Performed};
use super::super::behavior::{Answer, Behavior, Behaviors};
use super::super::{Engine, EngineParts};
use crate::activity::{Activity, Class, Guard, Pending};
use crate::clock::{Clock, Mode, Reading, To};
use crate::faults::Faults;
use crate::notice::callback::Callbacks;
use crate::notice::journal::{self, Journal};
use crate::notice::outbound::{self, Outbound};
use crate::store::{
    AfterTry, CallbackDue, CallbackId, Change, Committed, Outcome, Refusal, Released,
    ReleasedEffect, Staleness, Work, Write,
};

/// What a custom API of the test does, by its name.
pub(super) const SUCCEEDS: &str = "sample_Succeeds";
pub(super) const FAILS: &str = "sample_Fails";
pub(super) const PANICS: &str = "sample_Panics";
/// Does not return before [`Organization::let_go`].
pub(super) const STUCK: &str = "sample_Stuck";

pub(super) fn start() -> Timestamp {
    "2026-01-02T03:04:05Z".parse().unwrap()
}

pub(super) struct Organization {
    pub(super) clock: Clock,
    pub(super) activity: Activity,
    pub(super) engine: Engine,
    pub(super) behaviors: Behaviors,
    pub(super) journal: Journal,
    rules: Arc<RwLock<Arc<Rules>>>,
    ledger: Arc<Ledger>,
    stuck: Arc<Notify>,
}

/// Operations in memory.
struct Ledger {
    kept: Mutex<Kept>,
    released: mpsc::UnboundedSender<Released>,
}

#[derive(Default)]
struct Kept {
    operations: BTreeMap<Uuid, Operation>,
    callbacks: HashMap<CallbackId, CallbackDue>,
    trace: String,
}

struct Operation {
    phase: Phase,
    custom_api: &'static str,
    callback: Option<String>,
    modified: Timestamp,
}

struct Plugins {
    stuck: Arc<Notify>,
}

impl Perform for Plugins {
    fn perform(&self, call: Call) -> BoxFuture<'static, Result<Performed, Fault>> {
        let stuck = Arc::clone(&self.stuck);
        async move {
            match call.work.custom_api.as_str() {
                FAILS => return Err(Fault::isv_aborted("It failed.")),
                PANICS => panic!("a plug-in panics"),
                STUCK => stuck.notified().await,
                _ => {}
            }
            let exact = match call.answer {
                Answer::Own => format!(r#"{{"Attempt":{}}}"#, call.attempt),
                Answer::Prescribed(outputs) => serde_json::to_string(&outputs).unwrap(),
            };
            let memo = String::new();
            Ok(Performed {
                writes: Vec::new(),
                outputs: Outputs { exact, memo },
            })
        }
        .boxed()
    }

    fn plug_in(&self, custom_api: &str) -> String {
        format!("{custom_api}Plugin")
    }

    fn refused(&self, _: Refusal) -> Fault {
        Fault::unexpected()
    }
}

impl Organization {
    pub(super) fn new(mode: Mode) -> Self {
        let activity = Activity::new();
        let limit = Duration::from_secs(20);
        let clock = Clock::start(
            Reading { mode, now: start() },
            activity.clone(),
            Arc::new(|_, guard| async move { drop(guard) }.boxed()),
            limit,
        );
        let (released, releases) = mpsc::unbounded_channel();
        let ledger = Arc::new(Ledger {
            kept: Mutex::default(),
            released,
        });
        let journal = Journal::new(journal::Limits {
            entries: 100,
            bytes: 1 << 20,
        });
        let limits = outbound::Limits {
            at_once: 8,
            per_host: 2,
            safety: limit,
        };
        let outbound = Outbound::new(clock.clone(), limits).unwrap();
        let rules = Arc::new(RwLock::new(Arc::new(Rules::default())));
        let behaviors = Behaviors::default();
        let stuck = Arc::new(Notify::new());
        let keeper = Arc::clone(&ledger);
        let parts = EngineParts {
            commit: Arc::new(move |change| std::future::ready(keeper.commit(change)).boxed()),
            clock: clock.clone(),
            activity: activity.clone(),
            rules: Arc::clone(&rules),
            behaviors: behaviors.clone(),
            callbacks: Callbacks::new(outbound, journal.clone()),
            faults: Faults::none(),
            perform: Arc::new(Plugins {
                stuck: Arc::clone(&stuck),
            }),
        };
        Self {
            clock,
            activity,
            engine: Engine::start(parts, releases),
            behaviors,
            journal,
            rules,
            ledger,
            stuck,
        }
    }

    pub(super) fn behave(&self, custom_api: &str, json: &str) {
        let behavior = Behavior::parse(json.as_bytes()).unwrap();
        self.behaviors.set(custom_api, behavior);
    }

    pub(super) fn rule(&self, assignment: &str) {
        let mut rules = Rules::clone(&self.rules.read().unwrap());
        rules.set_assignment(assignment).unwrap();
        *self.rules.write().unwrap() = Arc::new(rules);
        self.engine.rules_changed();
    }

    /// Submits an operation, the n-th by its id, and lets what happens at once happen.
    pub(super) async fn submit(&self, number: u128, custom_api: &'static str) -> Uuid {
        let id = self.begin(number, custom_api, None);
        self.settle().await;
        id
    }

    /// Submits an operation, and says so to an address when it ends.
    pub(super) fn begin(
        &self,
        number: u128,
        custom_api: &'static str,
        callback: Option<String>,
    ) -> Uuid {
        let guard = self.activity.guard(Class::Busy);
        let id = Uuid::from_u128(number);
        let now = self.clock.now();
        let (phase, effects) = step::submit();
        let mut kept = self.ledger.kept.lock().unwrap();
        let operation = Operation {
            phase,
            custom_api,
            callback,
            modified: now,
        };
        kept.operations.insert(id, operation);
        kept.note(id, now);
        self.ledger.release(&mut kept, id, effects, &guard, now);
        id
    }

    pub(super) async fn cancel(&self, id: Uuid) {
        self.wish_cancelled(id);
        self.settle().await;
    }

    fn wish_cancelled(&self, id: Uuid) {
        let guard = self.activity.guard(Class::Busy);
        let now = self.clock.now();
        let rules = self.rules.read().unwrap().clone();
        let mut kept = self.ledger.kept.lock().unwrap();
        let step = cancel(&kept.operations[&id].phase, now, &rules).unwrap();
        self.ledger.apply(&mut kept, id, step, &guard, now).unwrap();
    }

    pub(super) async fn delete(&self, id: Uuid) {
        self.ledger.kept.lock().unwrap().operations.remove(&id);
        self.settle().await;
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

    pub(super) async fn pass(&self, seconds: i64) {
        let by = To::By(SignedDuration::from_secs(seconds));
        self.clock.advance(by).await.unwrap();
    }

    pub(super) async fn settle(&self) {
        let settlement = self.clock.settle(Duration::from_secs(20)).await;
        assert!(settlement.settled, "{settlement:?}");
    }

    /// Waits until this much goes on: for what does not come to rest.
    pub(super) async fn until(&self, expected: Pending) {
        while self.activity.pending() != expected {
            tokio::task::yield_now().await;
        }
    }

    pub(super) fn phase(&self, id: Uuid) -> Option<Phase> {
        let kept = self.ledger.kept.lock().unwrap();
        kept.operations
            .get(&id)
            .map(|operation| operation.phase.clone())
    }

    /// Every phase that was committed, with the seconds since the start.
    pub(super) fn trace(&self) -> String {
        self.ledger.kept.lock().unwrap().trace.clone()
    }

    pub(super) fn callbacks_due(&self) -> usize {
        self.ledger.kept.lock().unwrap().callbacks.len()
    }

    /// Operations by the order in which they are kept, to be looked at from elsewhere.
    pub(super) fn looker(&self) -> impl Fn(Uuid) -> Option<Phase> + Clone + Send + 'static {
        let ledger = Arc::clone(&self.ledger);
        move |id| {
            let kept = ledger.kept.lock().unwrap();
            kept.operations
                .get(&id)
                .map(|operation| operation.phase.clone())
        }
    }
}

impl Ledger {
    fn commit(&self, change: Change) -> Result<Committed, Refusal> {
        let mut kept = self.kept.lock().unwrap();
        let mut outcomes = Vec::new();
        for write in change.writes {
            outcomes.push(match write {
                Write::Signal { operation, signal } => {
                    let Some(found) = kept.operations.get(&operation) else {
                        let reason = Staleness::Gone;
                        return Err(Refusal::Stale { operation, reason });
                    };
                    let step = step::step(&found.phase, signal, change.now, &change.rules);
                    self.apply(&mut kept, operation, step, &change.guard, change.now)?
                }
                Write::CallbackTried { callback, then } => {
                    if then == AfterTry::Finished {
                        kept.callbacks.remove(&callback);
                    }
                    Outcome::Kept
                }
                Write::ExpireOperations => kept.expire(change.now, &change.rules),
                other => unreachable!("the engine does not write {other:?}"),
            });
        }
        Ok(Committed { outcomes })
    }

    fn apply(
        &self,
        kept: &mut Kept,
        id: Uuid,
        step: Step,
        guard: &Guard,
        now: Timestamp,
    ) -> Result<Outcome, Refusal> {
        match step {
            Step::Ignored(ignored) => Err(Refusal::Stale {
                operation: id,
                reason: Staleness::Ignored(ignored),
            }),
            Step::Moved { phase, effects } => {
                let operation = kept.operations.get_mut(&id).unwrap();
                operation.phase = phase.clone();
                operation.modified = now;
                kept.note(id, now);
                self.release(kept, id, effects, guard, now);
                Ok(Outcome::Moved { phase, version: 1 })
            }
        }
    }

    fn release(
        &self,
        kept: &mut Kept,
        id: Uuid,
        effects: Vec<Effect>,
        guard: &Guard,
        now: Timestamp,
    ) {
        let sequence = i64::try_from(id.as_u128()).unwrap();
        let custom_api = kept.operations[&id].custom_api.to_owned();
        let send = |effect| {
            let guard = guard.follow(Class::Busy);
            let operation = id;
            // The engine may have been shut down.
            let _ = self.released.send(Released {
                operation,
                effect,
                guard,
            });
        };
        for effect in effects {
            match effect {
                Effect::Run { attempt, deadline } => {
                    let work = Work {
                        custom_api: custom_api.clone(),
                        request_exact: String::new(),
                        caller: Uuid::nil(),
                        origin: String::new(),
                        correlation: Uuid::nil(),
                    };
                    send(ReleasedEffect::Run {
                        attempt,
                        deadline,
                        work: Box::new(work),
                    });
                }
                Effect::Enqueue { attempt } => send(ReleasedEffect::Enqueue {
                    sequence,
                    attempt,
                    custom_api: custom_api.clone(),
                }),
                Effect::WakeAt { at, attempt } => send(ReleasedEffect::WakeAt {
                    at,
                    sequence,
                    attempt,
                    custom_api: custom_api.clone(),
                }),
                Effect::SettleCancelAt { at } => send(ReleasedEffect::SettleCancelAt { at }),
                Effect::Complete(completion) => {
                    if let Some(url) = kept.operations[&id].callback.clone() {
                        let due = CallbackDue {
                            id: CallbackId(sequence),
                            operation: id,
                            url,
                            payload: format!(r#"{{"backgroundOperationId":"{id}"}}"#),
                            tries: 0,
                            due: now,
                        };
                        kept.callbacks.insert(due.id, due.clone());
                        send(ReleasedEffect::Callback(due));
                    }
                    send(ReleasedEffect::Ended {
                        status: completion.status,
                    });
                    if let Some(at) = kept.next_expiry(&Rules::default()) {
                        send(ReleasedEffect::ExpiryMoved { at });
                    }
                }
            }
        }
    }
}

impl Kept {
    fn note(&mut self, id: Uuid, now: Timestamp) {
        let after = now.duration_since(start()).as_secs();
        let (state, code) = status(&self.operations[&id].phase, &Rules::default()).pair();
        let number = id.as_u128();
        writeln!(self.trace, "{after:>3}s  #{number} ({state}, {code})").unwrap();
    }

    fn expiries(&self, rules: &Rules) -> Vec<(Timestamp, Uuid)> {
        self.operations
            .iter()
            .filter_map(|(id, operation)| {
                let modified = operation.modified;
                match expiry(
                    &operation.phase,
                    modified,
                    modified,
                    rules.default_ttl,
                    rules,
                ) {
                    Expiry::Held => None,
                    Expiry::At(at) => Some((at, *id)),
                }
            })
            .collect()
    }

    fn next_expiry(&self, rules: &Rules) -> Option<Timestamp> {
        self.expiries(rules).into_iter().map(|(at, _)| at).min()
    }

    /// One at a time, so that the sweeper has to come again.
    fn expire(&mut self, now: Timestamp, rules: &Rules) -> Outcome {
        let expired = self.expiries(rules).into_iter().find(|(at, _)| *at <= now);
        if let Some((_, id)) = expired {
            self.operations.remove(&id);
        }
        Outcome::Expired {
            removed: usize::from(expired.is_some()),
            next: self.next_expiry(rules),
        }
    }
}

/// A listener of this process: where it is reached, and the bodies that arrive there.
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
