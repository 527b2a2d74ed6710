//! Checks the system jobs in the database of a stopped emulator against the calls of its steps.
//!
//! A job is created in the transaction that makes it due. So there is one for each annotation and
//! one for each end of an operation, however often the process has died. The effect of a job
//! happens at least once.

use std::collections::{BTreeMap, BTreeSet};

use dataverse_conformance::registration::StepRun;
use rusqlite::Connection;
use serde_json::Value;

use crate::witness::{all, digits};

/// The message of the completion event.
const COMPLETE: &str = "OnBackgroundOperationComplete";

/// The system jobs, and the number of completion events that are still due.
pub(crate) struct Jobs {
    rows: Vec<Job>,
    events_due: i64,
}

struct Job {
    message: String,
    /// The correlation id of the operation whose end caused the job, or the id of the row whose
    /// creation caused it.
    cause: String,
    state: i64,
    status: i64,
}

/// The causes of system jobs: each must have, or have had, one.
pub(crate) struct Causes<'a> {
    /// The last status of each operation, by id.
    pub(crate) ended: BTreeMap<&'a str, i64>,
    /// The correlation ids of the operations.
    pub(crate) correlations: BTreeSet<&'a str>,
    /// Ids of annotations.
    pub(crate) created: BTreeSet<&'a str>,
    /// Whether the jobs of completion events stay.
    pub(crate) completions: StepRun,
}

/// A violated promise about system jobs.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unaccounted {
    #[error("a job of {message} has state {state} and status {status} after all came to rest")]
    NotSucceeded {
        message: String,
        state: i64,
        status: i64,
    },
    #[error("{message}: without a job {without:?}, without a cause {invented:?}, twice {twice:?}")]
    NotOneEach {
        message: String,
        without: Vec<String>,
        invented: Vec<String>,
        twice: Vec<String>,
    },
    #[error("{0} completion events are still due after all came to rest")]
    EventsDue(i64),
    #[error("the step on {message} never told of {cause}")]
    NeverTold {
        message: &'static str,
        cause: String,
    },
    #[error("a step told what does not hold: {0}")]
    ToldWrong(Value),
}

impl Jobs {
    /// Reads the system jobs.
    pub(crate) fn read(file: &Connection) -> rusqlite::Result<Self> {
        let rows = all(
            file,
            "SELECT messagename, hex(coalesce(regardingobjectid, correlationid)), statecode, \
             statuscode FROM asyncoperation",
            |row| {
                Ok(Job {
                    message: row.get(0)?,
                    cause: row.get(1)?,
                    state: row.get(2)?,
                    status: row.get(3)?,
                })
            },
        )?;
        let count = "SELECT count(*) FROM emulator_event";
        let events_due = file.query_row(count, [], |row| row.get(0))?;
        Ok(Self { rows, events_due })
    }

    /// The number of jobs.
    pub(crate) fn count(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn testify(&self, causes: &Causes<'_>, told: &[Value]) -> Result<(), Unaccounted> {
        for job in &self.rows {
            if (job.state, job.status) != (3, 30) {
                return Err(Unaccounted::NotSucceeded {
                    message: job.message.clone(),
                    state: job.state,
                    status: job.status,
                });
            }
        }
        if self.events_due > 0 {
            return Err(Unaccounted::EventsDue(self.events_due));
        }
        let nothing = BTreeSet::new();
        let ends = match causes.completions {
            StepRun::LaterUnkept => &nothing,
            StepRun::Later | StepRun::Within => &causes.correlations,
        };
        self.one_each(COMPLETE, ends)?;
        self.one_each("Create", &causes.created)?;
        everything_was_told(causes, told)
    }

    fn one_each(&self, message: &str, causes: &BTreeSet<&str>) -> Result<(), Unaccounted> {
        let mut found = BTreeMap::<&str, u32>::new();
        for job in self.rows.iter().filter(|job| job.message == message) {
            *found.entry(&job.cause).or_default() += 1;
        }
        let owned = |cause: &str| cause.to_owned();
        let without = causes.iter().filter(|cause| !found.contains_key(**cause));
        let invented = found.keys().filter(|cause| !causes.contains(**cause));
        let twice = found.iter().filter(|(_, count)| **count > 1);
        let (without, invented, twice): (Vec<_>, Vec<_>, Vec<_>) = (
            without.map(|cause| owned(cause)).collect(),
            invented.map(|cause| owned(cause)).collect(),
            twice.map(|(cause, _)| owned(cause)).collect(),
        );
        if without.is_empty() && invented.is_empty() && twice.is_empty() {
            return Ok(());
        }
        Err(Unaccounted::NotOneEach {
            message: message.to_owned(),
            without,
            invented,
            twice,
        })
    }
}

/// Each cause was reported to the sink at least once, and no call reports anything else.
fn everything_was_told(causes: &Causes<'_>, told: &[Value]) -> Result<(), Unaccounted> {
    let (mut ended, mut created) = (causes.ended.clone(), causes.created.clone());
    for body in told {
        let holds = if body["MessageName"] == COMPLETE {
            let operation = input(body, "BackgroundOperationId");
            let id = digits(operation.as_str().unwrap_or_default());
            ended.remove(id.as_str());
            let status = output(body, "BackgroundOperationStatusCode");
            causes.ended.get(id.as_str()).copied() == status.as_i64()
        } else {
            let id = digits(body["PrimaryEntityId"].as_str().unwrap_or_default());
            created.remove(id.as_str());
            causes.created.contains(id.as_str())
        };
        if !holds {
            return Err(Unaccounted::ToldWrong(body.clone()));
        }
    }
    let left =
        (ended.keys().map(|id| (COMPLETE, id))).chain(created.iter().map(|id| ("Create", id)));
    match left.into_iter().next() {
        None => Ok(()),
        Some((message, cause)) => Err(Unaccounted::NeverTold {
            message,
            cause: (*cause).to_owned(),
        }),
    }
}

fn input<'a>(body: &'a Value, name: &str) -> &'a Value {
    parameter(&body["InputParameters"], name)
}

fn output<'a>(body: &'a Value, name: &str) -> &'a Value {
    parameter(&body["OutputParameters"], name)
}

fn parameter<'a>(parameters: &'a Value, name: &str) -> &'a Value {
    let mut pairs = parameters.as_array().into_iter().flatten();
    let found = pairs.find(|pair| pair["key"] == name);
    found.map_or(&Value::Null, |pair| &pair["value"])
}
