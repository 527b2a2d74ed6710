//! The system jobs of these tests: the context of a job is its script.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use dataverse_operation::fault::Fault;
use dataverse_operation::job::Retry;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::Notify;
use uuid::Uuid;

use super::super::jobs::{EventDue, JobCall, JobEnd, JobFailure, PerformJobs};
use super::ledger::Ledger;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::deadline::Deadline;
use dataverse_store::{Refusal, Write};

/// Succeeds without doing anything.
pub(super) const NOTHING: &str = "nothing";
/// Fails permanently.
pub(super) const REFUSES: &str = "refuses";
/// Fails permanently, and leaves the job [`LEFT`].
pub(super) const LEAVES: &str = "leaves";
/// Fails permanently, and leaves what the store refuses.
pub(super) const LEAVES_TOO_MUCH: &str = "leaves too much";
/// The number of the job that a failed one leaves.
pub(super) const LEFT: u128 = 99;
/// Fails with a transient error, every time.
pub(super) const BUSY: &str = "busy";
/// Panics during a call to outside.
pub(super) const BREAKS: &str = "breaks";
/// Calls a receiver that does not answer before [`Handlers::answer`].
pub(super) const CALLS: &str = "calls";
/// Runs code that does not return before [`Handlers::answer`].
pub(super) const HANGS: &str = "hangs";

/// Runs code that returns when its deadline is over.
pub(super) const LISTENS: &str = "listens";

/// Records the runs of jobs and events.
#[derive(Default)]
pub(super) struct Handlers {
    performed: Mutex<HashMap<Uuid, u32>>,
    running: AtomicUsize,
    most: AtomicUsize,
    raised: Mutex<Vec<EventDue>>,
    raises: Mutex<Vec<Fault>>,
    answers: Notify,
}

impl Handlers {
    /// The number of attempts of each job.
    pub(super) fn performed(&self) -> HashMap<Uuid, u32> {
        self.performed.lock().unwrap().clone()
    }

    /// The largest number of jobs that ran at once.
    pub(super) fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }

    /// Lets every waiting job return.
    pub(super) fn answer(&self) {
        self.answers.notify_waiters();
    }

    /// The events that were raised, one entry per try.
    pub(super) fn raised(&self) -> Vec<EventDue> {
        self.raised.lock().unwrap().clone()
    }

    /// Makes the next tries to raise an event fail.
    pub(super) fn refuse_to_raise(&self, times: usize) {
        *self.raises.lock().unwrap() = vec![Fault::unexpected(); times];
    }

    fn begin(&self, job: Uuid) {
        *self.performed.lock().unwrap().entry(job).or_default() += 1;
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(running, Ordering::SeqCst);
    }

    async fn play(&self, script: &str, deadline: &Deadline, work: &Work) -> Result<(), JobFailure> {
        let failed = |again| {
            Err(JobFailure {
                fault: Fault::invalid_plugin_execution("It failed."),
                again,
            })
        };
        match script {
            REFUSES | LEAVES | LEAVES_TOO_MUCH => failed(Retry::Permanent),
            BUSY => failed(Retry::Transient),
            BREAKS => {
                work.switch(Class::Network);
                panic!("a handler panics")
            }
            LISTENS => {
                deadline.over().await;
                Ok(())
            }
            HANGS => {
                self.answers.notified().await;
                Ok(())
            }
            CALLS => {
                work.switch(Class::Network);
                self.answers.notified().await;
                work.switch(Class::Busy);
                Ok(())
            }
            _ => {
                // Yields to other tasks once.
                tokio::task::yield_now().await;
                Ok(())
            }
        }
    }
}

/// The rows that a job leaves when it fails.
fn left(script: &str) -> Vec<Write> {
    match script {
        LEAVES => vec![Ledger::job(Uuid::from_u128(LEFT), "", NOTHING)],
        LEAVES_TOO_MUCH => vec![Ledger::deletion(Uuid::from_u128(0xdead))],
        _ => Vec::new(),
    }
}

/// The engine's interface to the handlers.
pub(super) struct Performing(pub(super) Arc<Handlers>);

impl PerformJobs for Performing {
    fn perform(&self, job: JobCall, deadline: Deadline, work: Work) -> BoxFuture<'static, JobEnd> {
        let handlers = Arc::clone(&self.0);
        async move {
            handlers.begin(job.job);
            let result = handlers.play(&job.context, &deadline, &work).await;
            handlers.running.fetch_sub(1, Ordering::SeqCst);
            match result {
                Ok(()) => JobEnd::succeeded(Vec::new()),
                Err(failure) => JobEnd {
                    writes: left(&job.context),
                    result: Err(failure),
                },
            }
        }
        .boxed()
    }

    fn refused(&self, refusal: Refusal) -> JobFailure {
        JobFailure {
            fault: Fault::isv_unexpected(refusal.to_string()),
            again: Retry::Permanent,
        }
    }

    fn raise(&self, event: EventDue) -> BoxFuture<'static, Result<Vec<Write>, Fault>> {
        self.0.raised.lock().unwrap().push(event.clone());
        let refused = self.0.raises.lock().unwrap().pop();
        async move {
            match refused {
                Some(fault) => Err(fault),
                // Each event creates one job.
                None => Ok(vec![Ledger::job(job_of(event.operation), "", NOTHING)]),
            }
        }
        .boxed()
    }
}

/// The id of the job that the event of an operation creates.
pub(super) fn job_of(operation: Uuid) -> Uuid {
    Uuid::from_u128(operation.as_u128() | 1 << 64)
}
