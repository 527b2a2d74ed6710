//! Reads the database of a stopped emulator.
//!
//! The transaction that ends an operation appends to the completion log, which nothing else
//! changes. So the log shows a second end, although the row has only the last one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};
use serde_json::Value;

use dataverse_conformance::registration::StepRun;

use crate::jobs::{Causes, Jobs, Unaccounted};
use crate::load::{Acknowledged, EXPORT, OWN_SUBJECT, Record, calls_back};
use crate::sink::Sink;

/// Sets the address that the steps of a database call. No process may serve the database.
pub(crate) fn direct_steps(database: &Path, url: &str) -> Result<(), Broken> {
    let file = Connection::open(database)?;
    file.execute("UPDATE serviceendpoint SET url = ?1", [url])?;
    Ok(file.close().map_err(|(_, error)| error)?)
}

/// The contents of the database that the test checks.
pub(crate) struct Witness {
    rows: BTreeMap<String, Operation>,
    /// The status of each end by operation, in the order of the log.
    ends: BTreeMap<String, Vec<i64>>,
    /// The ids of annotations that operations have created.
    annotations: BTreeSet<String>,
    /// The ids of annotations that the client has created.
    own: BTreeSet<String>,
    /// The ids of annotations for which jobs have written a contact, each at least once.
    written: BTreeSet<String>,
    jobs: Jobs,
    callbacks_due: i64,
}

/// The state that a dead process has left.
pub(crate) struct Left {
    /// The number of operations in progress.
    pub(crate) running: i64,
    /// The number of operations without a started attempt.
    pub(crate) waiting: i64,
}

impl Left {
    /// Reads the file. Nothing may change in it before the next process has taken over.
    pub(crate) fn read(database: &Path) -> Result<Self, Broken> {
        let file = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let count = |condition: &str| {
            let query = format!("SELECT count(*) FROM backgroundoperation WHERE {condition}");
            file.query_row(&query, [], |row| row.get(0))
        };
        Ok(Self {
            running: count("backgroundoperationstatuscode = 20")?,
            waiting: count("starttime IS NULL")?,
        })
    }
}

struct Operation {
    custom_api: String,
    correlation: String,
    state: i64,
    status: i64,
    outputs: Option<String>,
}

/// A violated promise.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error("the database cannot be read: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("the database is damaged: {0}")]
    Damaged(String),
    #[error("operation {0} was acknowledged and has no row")]
    Lost(String),
    #[error("annotation {0} was acknowledged and is not there")]
    LostRow(String),
    #[error("operation {id} has state {state} and status {status} after all came to rest")]
    NotTerminal { id: String, state: i64, status: i64 },
    #[error("operation {id} has status {status} and the completion log has its ends as {ends:?}")]
    NotOnce {
        id: String,
        status: i64,
        ends: Vec<i64>,
    },
    #[error("the completion log has ends of operations that do not exist: {0:?}")]
    Invented(Vec<String>),
    #[error(
        "annotations that no successful export has answered: {left:?}; answered and not there: {missing:?}"
    )]
    Annotations {
        left: Vec<String>,
        missing: Vec<String>,
    },
    #[error(
        "annotations without a contact of their job: {without:?}; contacts of no annotation: {invented:?}"
    )]
    Contacts {
        without: Vec<String>,
        invented: Vec<String>,
    },
    #[error("the callback of operation {0} never arrived")]
    CallbackMissing(String),
    #[error("a callback of operation {id} says {found}")]
    CallbackWrong { id: String, found: Value },
    #[error("{0} callbacks are still due after all came to rest")]
    CallbacksDue(i64),
    #[error("{0}")]
    Jobs(#[from] Unaccounted),
}

impl Witness {
    /// Reads the file.
    pub(crate) fn read(database: &Path) -> Result<Self, Broken> {
        let file = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let check: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if check != "ok" {
            return Err(Broken::Damaged(check));
        }
        let rows = all(
            &file,
            "SELECT hex(backgroundoperationid), name, backgroundoperationstatecode, \
             backgroundoperationstatuscode, outputparameters, \
             upper(replace(emulator_provenance ->> '$.correlation', '-', '')) \
             FROM backgroundoperation",
            |row| {
                Ok((
                    row.get(0)?,
                    Operation {
                        custom_api: row.get(1)?,
                        state: row.get(2)?,
                        status: row.get(3)?,
                        outputs: row.get(4)?,
                        correlation: row.get(5)?,
                    },
                ))
            },
        )?;
        let mut ends = BTreeMap::<String, Vec<i64>>::new();
        for (operation, status) in all(
            &file,
            "SELECT hex(operation), status FROM emulator_completion_log ORDER BY position",
            |row| Ok((row.get::<_, String>(0)?, row.get(1)?)),
        )? {
            ends.entry(operation).or_default().push(status);
        }
        let annotations = |whose: &str| {
            let query =
                format!("SELECT hex(annotationid) FROM annotation WHERE subject {whose} ?1");
            let mut statement = file.prepare(&query)?;
            let ids = statement.query_map([OWN_SUBJECT], |row| row.get(0))?;
            ids.collect::<rusqlite::Result<_>>()
        };
        let (own, annotations) = (annotations("IS")?, annotations("IS NOT")?);
        let contacts =
            "SELECT upper(replace(lastname, '-', '')) FROM contact WHERE length(lastname) = 36";
        let written = all(&file, contacts, |row| row.get(0))?;
        let jobs = Jobs::read(&file)?;
        let callbacks_due =
            file.query_row("SELECT count(*) FROM emulator_callback", [], |row| {
                row.get(0)
            })?;
        Ok(Self {
            rows: rows.into_iter().collect(),
            ends,
            annotations,
            own,
            written: written.into_iter().collect(),
            jobs,
            callbacks_due,
        })
    }

    /// The number of operations, acknowledged or not.
    pub(crate) fn operations(&self) -> usize {
        self.rows.len()
    }

    /// The number of annotations that operations have created.
    pub(crate) fn annotations(&self) -> usize {
        self.annotations.len()
    }

    /// The number of system jobs.
    pub(crate) fn jobs(&self) -> usize {
        self.jobs.count()
    }

    /// Compares the file with the acknowledged requests and the arrived calls.
    pub(crate) fn testify(
        &self,
        record: &Record,
        sink: &Sink,
        completions: StepRun,
    ) -> Result<(), Broken> {
        self.nothing_is_lost(record)?;
        self.each_is_completed_once()?;
        self.only_successful_exports_leave_an_annotation()?;
        self.jobs_have_written_at_least_once()?;
        self.callbacks_arrived(&record.operations, sink)?;
        Ok(self.jobs.testify(&self.causes(completions), &sink.told())?)
    }

    fn nothing_is_lost(&self, record: &Record) -> Result<(), Broken> {
        let lost = |operation: &&Acknowledged| !self.rows.contains_key(&digits(&operation.id));
        if let Some(operation) = record.operations.iter().find(lost) {
            return Err(Broken::Lost(operation.id.clone()));
        }
        let lost = |id: &&String| !self.own.contains(&digits(id));
        match record.annotations.iter().find(lost) {
            Some(id) => Err(Broken::LostRow(id.clone())),
            None => Ok(()),
        }
    }

    /// All causes of step calls, acknowledged or not.
    fn causes(&self, completions: StepRun) -> Causes<'_> {
        let ended = self.rows.iter();
        let created = self.own.iter().chain(&self.annotations);
        Causes {
            ended: ended.map(|(id, row)| (id.as_str(), row.status)).collect(),
            correlations: self
                .rows
                .values()
                .map(|row| row.correlation.as_str())
                .collect(),
            created: created.map(String::as_str).collect(),
            completions,
        }
    }

    fn each_is_completed_once(&self) -> Result<(), Broken> {
        for (id, operation) in &self.rows {
            let (state, status) = (operation.state, operation.status);
            let id = id.clone();
            if state != 3 || ![30, 31, 32].contains(&status) {
                return Err(Broken::NotTerminal { id, state, status });
            }
            let ends = self.ends.get(&id).cloned().unwrap_or_default();
            if ends != [status] {
                return Err(Broken::NotOnce { id, status, ends });
            }
        }
        let ends = self.ends.keys();
        let invented: Vec<_> = ends
            .filter(|id| !self.rows.contains_key(*id))
            .cloned()
            .collect();
        match invented.is_empty() {
            true => Ok(()),
            false => Err(Broken::Invented(invented)),
        }
    }

    /// A successful export leaves one annotation, whose id it has answered. An attempt that was
    /// killed leaves none.
    fn only_successful_exports_leave_an_annotation(&self) -> Result<(), Broken> {
        let answered: BTreeSet<_> = self
            .rows
            .values()
            .filter(|operation| operation.custom_api == EXPORT && operation.status == 30)
            .map(|operation| annotation(operation).unwrap_or_default())
            .collect();
        if answered == self.annotations {
            return Ok(());
        }
        Err(Broken::Annotations {
            left: self.annotations.difference(&answered).cloned().collect(),
            missing: answered.difference(&self.annotations).cloned().collect(),
        })
    }

    /// A job that was killed runs again, so each annotation has one contact or more, and no contact
    /// is of an annotation that was never committed.
    fn jobs_have_written_at_least_once(&self) -> Result<(), Broken> {
        let created: BTreeSet<_> = self.own.union(&self.annotations).cloned().collect();
        if created == self.written {
            return Ok(());
        }
        Err(Broken::Contacts {
            without: created.difference(&self.written).cloned().collect(),
            invented: self.written.difference(&created).cloned().collect(),
        })
    }

    fn callbacks_arrived(&self, acknowledged: &[Acknowledged], sink: &Sink) -> Result<(), Broken> {
        let due = |operation: &&Acknowledged| calls_back(operation.number);
        for operation in acknowledged.iter().filter(due) {
            let arrived = sink.arrived(operation.number);
            if arrived.is_empty() {
                return Err(Broken::CallbackMissing(operation.id.clone()));
            }
            let status = self.rows[&digits(&operation.id)].status;
            let right = |body: &&Value| {
                body["backgroundOperationId"] == operation.id.as_str()
                    && body["backgroundOperationStatusCode"] == status
            };
            if let Some(found) = arrived.iter().find(|body| !right(body)) {
                let (id, found) = (operation.id.clone(), found.clone());
                return Err(Broken::CallbackWrong { id, found });
            }
        }
        match self.callbacks_due {
            0 => Ok(()),
            due => Err(Broken::CallbacksDue(due)),
        }
    }
}

/// The annotation's id in the outputs of a successful export.
fn annotation(operation: &Operation) -> Option<String> {
    let outputs: Value = serde_json::from_str(operation.outputs.as_deref()?).ok()?;
    let output = &outputs.as_array()?.first()?;
    (output["Key"] == "AnnotationId").then(|| digits(output["Value"].as_str().unwrap_or_default()))
}

/// An id as SQLite prints a BLOB: in upper-case digits.
pub(crate) fn digits(id: &str) -> String {
    id.replace('-', "").to_ascii_uppercase()
}

/// The rows of a query.
pub(crate) fn all<T>(
    file: &Connection,
    query: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    file.prepare(query)?.query_map([], read)?.collect()
}
