//! Whose turn it is among system jobs: the queue of each lane, and the jobs that wait for an instant.
//!
//! A queue is the table itself: whoever has a slot takes the oldest that are ready, and nothing of a
//! job is in memory before. Which lane has a slot, and what a job does, is not known here.

use dataverse_operation::job::{Job, Signal};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::cell;
use crate::change::Outcome;
use crate::edit::Edit;
use crate::jobs::{read_form, table};
use crate::refusal::Refusal;
use crate::released::JobCall;
use crate::schema::quoted;
use dataverse_model::metadata::{Metadata, Table};

/// Jobs that are woken at once at most, so that they hold nobody up.
const WOKEN_AT_ONCE: usize = 512;

impl Edit<'_> {
    /// Starts the oldest jobs of a lane that are ready, so many at most.
    pub(super) fn start_jobs(&mut self, lane: &str, most: u32) -> Result<Outcome, Refusal> {
        let table = self.jobs()?;
        let sql = format!(
            "SELECT {} FROM {} WHERE emulator_lane = ?1 AND emulator_ready IS NOT NULL \
             ORDER BY emulator_ready LIMIT ?2",
            quoted(&table.primary_id),
            quoted(&table.logical_name)
        );
        let ready: Vec<Uuid> = self
            .connection
            .prepare_cached(&sql)?
            .query_map(params![lane, most], |row| cell::guid(row.get_ref(0)?))?
            .collect::<Result<_, _>>()?;
        let mut calls = Vec::with_capacity(ready.len());
        for id in ready {
            let (stored, _) = self.move_job(id, Signal::Start)?;
            calls.push(self.call(&table, id, &stored.job)?);
        }
        Ok(Outcome::JobsStarted { calls })
    }

    fn call(&self, table: &Table, id: Uuid, job: &Job) -> Result<JobCall, Refusal> {
        let sql = format!(
            "SELECT owningextensionid, emulator_context, createdby, correlationid, depth, \
             emulator_origin, emulator_chain, coalesce(name, ''), createdonbehalfby FROM {} WHERE {} = ?1",
            quoted(&table.logical_name),
            quoted(&table.primary_id)
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([id.as_bytes()], |row| {
            Ok(JobCall {
                job: id,
                step: cell::guid(row.get_ref(0)?)?,
                context: row.get(1)?,
                caller: cell::guid(row.get_ref(2)?)?,
                delegate: cell::guid_or_none(row.get_ref(8)?)?,
                correlation: cell::guid(row.get_ref(3)?)?,
                depth: row.get(4)?,
                origin: row.get(5)?,
                chain: row.get(6)?,
                name: row.get(7)?,
                tries: job.attempts.saturating_sub(1),
            })
        })?)
    }

    /// Makes jobs ready whose instant has come, a bounded number at a time.
    pub(super) fn wake_jobs(&mut self) -> Result<Outcome, Refusal> {
        let table = self.jobs()?;
        let sql = format!(
            "SELECT {} FROM {} WHERE emulator_due <= ?1 ORDER BY emulator_due LIMIT {WOKEN_AT_ONCE}",
            quoted(&table.primary_id),
            quoted(&table.logical_name)
        );
        let due: Vec<Uuid> = self
            .connection
            .prepare_cached(&sql)?
            .query_map([self.now.as_microsecond()], |row| {
                cell::guid(row.get_ref(0)?)
            })?
            .collect::<Result<_, _>>()?;
        for id in due {
            self.move_job(id, Signal::Due)?;
        }
        // Whoever asked waits for the next instant, whether or not anything was due.
        self.effects.dues_moved = true;
        Ok(Outcome::Kept)
    }
}

/// System jobs that are not completed, as far as an engine has to know them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecoveredJobs {
    /// Lanes in which at least one is ready.
    pub lanes: Vec<String>,
    /// Those that were executed, with the number of the attempt.
    pub running: Vec<(Uuid, u32)>,
    /// When the first of those that are suspended is ready again.
    pub due: Option<Timestamp>,
}

/// Reads what is unfinished.
pub(super) fn recover(
    connection: &Connection,
    metadata: &Metadata,
) -> Result<RecoveredJobs, Refusal> {
    let table = table(metadata)?;
    let (name, key) = (quoted(&table.logical_name), quoted(&table.primary_id));
    let mut statement = connection.prepare(&format!(
        "SELECT DISTINCT emulator_lane FROM main.{name} WHERE emulator_ready IS NOT NULL \
         ORDER BY emulator_lane"
    ))?;
    let lanes = statement
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut statement = connection.prepare(&format!(
        "SELECT {key}, emulator_job FROM main.{name} WHERE statecode = 2 ORDER BY sequence"
    ))?;
    let mut rows = statement.query([])?;
    let mut running = Vec::new();
    while let Some(row) = rows.next()? {
        let id = cell::guid(row.get_ref(0)?)?;
        let form: String = row.get(1)?;
        running.push((id, read_form(id, &form)?.attempts));
    }
    Ok(RecoveredJobs {
        lanes,
        running,
        due: next_due(connection, metadata)?,
    })
}

/// When the first of the suspended jobs is ready again.
pub(super) fn next_due(
    connection: &Connection,
    metadata: &Metadata,
) -> Result<Option<Timestamp>, Refusal> {
    let table = table(metadata)?;
    let sql = format!(
        "SELECT emulator_due FROM main.{} WHERE emulator_due IS NOT NULL \
         ORDER BY emulator_due LIMIT 1",
        quoted(&table.logical_name)
    );
    let due: Option<i64> = connection
        .prepare_cached(&sql)?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(due.and_then(|at| Timestamp::from_microsecond(at).ok()))
}
