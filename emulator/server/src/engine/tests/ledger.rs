//! A store that notes what becomes of operations, and can lose what is said of callbacks.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use dataverse_operation::phase::Phase;
use dataverse_operation::record::status;
use dataverse_operation::rules::Rules;
use dataverse_protocol::value::{Attributes, Value};
use jiff::Timestamp;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::super::{Commit, commit_to};
use super::harness::start;
use crate::faults::Faults;
use crate::metadata::Metadata;
use crate::store::{
    AfterTry, Change, Checkpointer, Committed, Expect, Opening, Outcome, Place, Recovered, Refusal,
    Released, Store, Submission, Template, Write,
};

static METADATA: LazyLock<Arc<Metadata>> =
    LazyLock::new(|| Arc::new(Metadata::embedded().unwrap()));
static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::new(&METADATA).unwrap());
static CHECKPOINTER: LazyLock<Checkpointer> = LazyLock::new(|| Checkpointer::start().unwrap());

/// What was committed.
#[derive(Default)]
pub(super) struct Trace {
    /// By row version: answers may come in another order than the commits they answer.
    phases: BTreeMap<i64, String>,
    tries: Vec<AfterTry>,
}

impl Trace {
    /// Every phase, with the seconds since the start.
    pub(super) fn phases(&self) -> String {
        self.phases.values().map(String::as_str).collect()
    }

    /// The numbers of the operations whose attempts were started, in that order.
    pub(super) fn turns(&self) -> String {
        let started = self.phases.values().filter(|line| line.contains("(2, 20)"));
        let numbers: Vec<_> = started
            .filter_map(|line| line.split_whitespace().nth(1))
            .collect();
        numbers.join(" ")
    }

    /// What followed each try of a callback.
    pub(super) fn tries(&self) -> Vec<AfterTry> {
        self.tries.clone()
    }
}

pub(super) struct Ledger {
    store: Store,
    commit: Commit,
    trace: Arc<Mutex<Trace>>,
    loses_tries: AtomicBool,
}

impl Ledger {
    /// Opens a store; a trace goes on from an earlier one.
    pub(super) fn open(
        place: &Place,
        trace: Arc<Mutex<Trace>>,
    ) -> (Self, Recovered, mpsc::UnboundedReceiver<Released>) {
        let (released, releases) = mpsc::unbounded_channel();
        let opening = Opening {
            place,
            metadata: Arc::clone(&METADATA),
            template: &TEMPLATE,
            checkpointer: &CHECKPOINTER,
            released,
            faults: Faults::none(),
        };
        let (store, recovered) = Store::open(opening).unwrap();
        let ledger = Self {
            commit: commit_to(store.clone()),
            store,
            trace,
            loses_tries: AtomicBool::new(false),
        };
        (ledger, recovered, releases)
    }

    pub(super) async fn commit(&self, mut change: Change) -> Result<Committed, Refusal> {
        if self.loses_tries.load(Ordering::SeqCst) {
            change
                .writes
                .retain(|write| !matches!(write, Write::CallbackTried { .. }));
        }
        let (writes, now) = (change.writes.clone(), change.now);
        let committed = (self.commit)(change).await?;
        for (write, outcome) in writes.iter().zip(&committed.outcomes) {
            self.note(write, outcome, now);
        }
        Ok(committed)
    }

    fn note(&self, write: &Write, outcome: &Outcome, now: Timestamp) {
        let mut trace = self.trace.lock().unwrap();
        match (write, outcome) {
            (Write::CallbackTried { then, .. }, _) => trace.tries.push(*then),
            (
                Write::Submit(_)
                | Write::Signal { .. }
                | Write::Finish { .. }
                | Write::Cancel { .. },
                Outcome::Moved { phase, version },
            ) => {
                let after = now.duration_since(start()).as_secs();
                let number = subject(write).as_u128();
                let (state, code) = status(phase, &Rules::default()).pair();
                let line = format!("{after:>3}s  #{number} ({state}, {code})\n");
                trace.phases.insert(*version, line);
            }
            _ => {}
        }
    }

    pub(super) fn submission(
        id: Uuid,
        custom_api: &'static str,
        callback: Option<String>,
    ) -> Write {
        Write::Submit(Box::new(Submission {
            id,
            custom_api: custom_api.to_owned(),
            display_name: custom_api.to_owned(),
            request_exact: "{}".to_owned(),
            input_memo: "[]".to_owned(),
            caller: Uuid::nil(),
            origin: "http://organization".to_owned(),
            callback,
            correlation: Uuid::nil(),
        }))
    }

    pub(super) fn deletion(id: Uuid) -> Write {
        Write::Delete {
            table: Arc::clone(METADATA.table("backgroundoperation").unwrap()),
            id,
            expect: Expect::Exists,
        }
    }

    pub(super) fn prioritization(id: Uuid, priority: Option<i32>) -> Write {
        let priority = priority.map_or(Value::Null, Value::Integer);
        Write::Update {
            table: Arc::clone(METADATA.table("backgroundoperation").unwrap()),
            id,
            values: Attributes::from_iter([("priority".to_owned(), priority)]),
            expect: Expect::Exists,
        }
    }

    pub(super) fn phase(&self, id: Uuid) -> Option<Phase> {
        let view = self.store.view().unwrap();
        view.operation(id).unwrap().map(|stored| stored.phase)
    }

    pub(super) fn trace(&self) -> Arc<Mutex<Trace>> {
        Arc::clone(&self.trace)
    }

    pub(super) fn lose_tries(&self) {
        self.loses_tries.store(true, Ordering::SeqCst);
    }
}

fn subject(write: &Write) -> Uuid {
    match write {
        Write::Submit(submission) => submission.id,
        Write::Signal { operation, .. }
        | Write::Finish { operation, .. }
        | Write::Cancel { operation } => *operation,
        other => unreachable!("no operation moves by {other:?}"),
    }
}
