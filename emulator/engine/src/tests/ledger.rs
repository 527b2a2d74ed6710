//! A store that records the phases of operations, and can lose the results of callbacks.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use dataverse_limits::Limits;
use dataverse_operation::phase::Phase;
use dataverse_operation::record::status;
use dataverse_operation::rules::Rules;
use dataverse_protocol::fetchxml;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, EntityReference, Value};
use jiff::Timestamp;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::super::{Commit, commit_to};
use super::harness::start;
use dataverse_model::Provenance;
use dataverse_model::metadata::Metadata;
use dataverse_runtime::crash_points::CrashPoints;
use dataverse_store::{
    AfterTry, Change, Checkpointer, Committed, DatabaseLocation, DueEffect, Expect, JobSubmission,
    JobWork, KeepJob, Limit, Names, Opening, Outcome, QueryContext, Recovered, Refusal, Store,
    Submission, Task, Template, Write, bind,
};

static METADATA: LazyLock<Arc<Metadata>> =
    LazyLock::new(|| Arc::new(Metadata::embedded().unwrap()));
static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::new(&METADATA).unwrap());
static CHECKPOINTER: LazyLock<Checkpointer> = LazyLock::new(|| Checkpointer::start().unwrap());

/// The recorded commits.
#[derive(Default)]
pub(super) struct Trace {
    /// By row version: answers may arrive in another order than the commits.
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

    /// The recorded result of each try of a callback.
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
    /// Opens a store; `trace` may have entries of an earlier one.
    pub(super) fn open(
        place: &DatabaseLocation,
        trace: Arc<Mutex<Trace>>,
    ) -> (Self, Recovered, mpsc::UnboundedReceiver<DueEffect>) {
        let (released, releases) = mpsc::unbounded_channel();
        let opening = Opening {
            place,
            metadata: Arc::clone(&METADATA),
            template: &TEMPLATE,
            checkpointer: &CHECKPOINTER,
            released,
            faults: CrashPoints::none(),
            limits: &Limits::DEFAULT,
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
            Arc::make_mut(&mut change.writes)
                .retain(|write| !matches!(write, Write::CallbackTried { .. }));
        }
        let (writes, now) = (Arc::clone(&change.writes), change.now);
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

    pub(super) fn submission(id: Uuid, name: &'static str, callback: Option<String>) -> Write {
        Write::Submit(Box::new(Submission {
            id,
            name: name.to_owned(),
            display_name: name.to_owned(),
            task: Task::Message {
                exact: "{}".to_owned(),
            },
            input_memo: Some("[]".to_owned()),
            callback,
            provenance: provenance(),
        }))
    }

    /// A system job whose row stays after success; `script` is its context.
    pub(super) fn job(id: Uuid, lane: &str, script: &str) -> Write {
        let mut step = EntityReference::new("sdkmessageprocessingstep", Uuid::from_u128(0x57e9));
        step.name = Some("A step".to_owned());
        Write::Job(Box::new(JobSubmission {
            id,
            work: JobWork::Step(step),
            starts: None,
            message: "Create".to_owned(),
            regarding: None,
            lane: lane.to_owned(),
            context: script.to_owned(),
            provenance: provenance(),
            keep: KeepJob::Always,
        }))
    }

    pub(super) fn job_deletion(id: Uuid) -> Write {
        Write::Delete {
            table: Arc::clone(METADATA.table("asyncoperation").unwrap()),
            id,
            expect: Expect::Exists,
        }
    }

    /// State, status, retries and error of a job.
    pub(super) fn shown(&self, id: Uuid) -> String {
        let table = METADATA.table("asyncoperation").unwrap();
        let view = self.store.view().unwrap();
        let row = view
            .retrieve(table, id, &Columns::All, Names::Unwanted)
            .unwrap()
            .unwrap();
        let number = |name: &str| row.get(name).and_then(Value::as_integer);
        let shown = |name: &str| number(name).unwrap();
        let (state, status) = (shown("statecode"), shown("statuscode"));
        let error = number("errorcode").map(|code| format!(" error {:#010x}", code as i32));
        let retries = shown("retrycount");
        format!(
            "{state}/{status} retries {retries}{}",
            error.unwrap_or_default()
        )
    }

    /// The number of jobs with a state and status.
    pub(super) fn count(&self, state: i32, status: i32) -> i64 {
        let fetch = format!(
            "<fetch aggregate='true'><entity name='asyncoperation'>\
             <attribute name='asyncoperationid' alias='jobs' aggregate='count'/><filter>\
             <condition attribute='statecode' operator='eq' value='{state}'/>\
             <condition attribute='statuscode' operator='eq' value='{status}'/>\
             </filter></entity></fetch>"
        );
        let query = fetchxml::parse(&fetch, &Limits::DEFAULT).unwrap();
        let bound = bind(&query, &METADATA, &QueryContext::default()).unwrap();
        let mut view = self.store.view().unwrap();
        let rows = view.query(&bound, Names::Unwanted, &Limit::Unlimited);
        let count = rows.unwrap().entities[0].attributes["jobs"].as_integer();
        count.unwrap()
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
            values: Attributes::from_iter([("priority".into(), priority)]),
            expect: Expect::Exists,
        }
    }

    pub(super) fn phase(&self, id: Uuid) -> Option<Phase> {
        let view = self.store.view().unwrap();
        view.phase(id).unwrap().map(|stored| stored.phase)
    }

    pub(super) fn trace(&self) -> Arc<Mutex<Trace>> {
        Arc::clone(&self.trace)
    }

    pub(super) fn lose_tries(&self) {
        self.loses_tries.store(true, Ordering::SeqCst);
    }
}

fn provenance() -> Provenance {
    let no_user = Uuid::nil();
    Provenance::of_client(no_user, None, no_user, None, "http://organization".into())
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
