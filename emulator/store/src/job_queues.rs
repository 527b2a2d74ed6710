//! The order of system jobs: the queue of each lane, and the jobs that wait for an instant.
//!
//! The table itself is the queue: an engine with a free slot starts the oldest ready jobs, and no
//! job is held in memory before that. Which lane has a slot, and what a job does, is not known
//! here.

use std::sync::Arc;

use dataverse_operation::job::{Job, JobSignal};
use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::cell;
use crate::change::Outcome;
use crate::due_effect::JobCall;
use crate::edit::Edit;
use crate::form;
use crate::jobs::table;
use crate::operations::internal;
use crate::refusal::Refusal;
use crate::schema::quoted;
use crate::statements::Statement;
use dataverse_model::metadata::{Metadata, Table};

/// Most jobs that one change wakes, so that other changes do not wait for long.
const WOKEN_AT_ONCE: usize = 512;

impl Edit<'_> {
    /// Starts the oldest ready jobs of a lane, at most `most`.
    pub(super) fn start_jobs(&mut self, lane: &str, most: u32) -> Result<Outcome, Refusal> {
        let table = self.jobs()?;
        let text = || {
            format!(
                "SELECT {} FROM {} WHERE emulator_lane = ?1 AND emulator_ready IS NOT NULL \
                 ORDER BY emulator_ready LIMIT ?2",
                quoted(&table.primary_id),
                quoted(&table.logical_name)
            )
        };
        let ready: Vec<Uuid> = self
            .connection
            .prepare_for(&table, Statement::ReadyJobs, text)?
            .query_map(params![lane, most], |row| cell::guid(row.get_ref(0)?))?
            .collect::<Result<_, _>>()?;
        let mut calls = Vec::with_capacity(ready.len());
        for id in ready {
            let (stored, _) = self.move_job(id, JobSignal::Start)?;
            calls.push(self.call(&table, id, &stored.job)?);
        }
        Ok(Outcome::JobsStarted { calls })
    }

    fn call(&self, table: &Arc<Table>, id: Uuid, job: &Job) -> Result<JobCall, Refusal> {
        let text = || {
            format!(
                "SELECT owningextensionid, coalesce(name, ''), emulator_provenance, emulator_context \
                 FROM {} WHERE {} = ?1",
                quoted(&table.logical_name),
                quoted(&table.primary_id)
            )
        };
        let mut statement = self
            .connection
            .prepare_for(table, Statement::JobCall, text)?;
        let mut rows = statement.query([id.as_bytes()])?;
        let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        Ok(JobCall {
            job: id,
            step: match row.get_ref(0)? {
                ValueRef::Null => None,
                step => Some(cell::guid(step)?),
            },
            name: row.get(1)?,
            context: row.get(3)?,
            provenance: form::read("provenance", id, row.get_ref(2)?)
                .map_err(|error| internal(&error))?,
            tries: job.attempts.saturating_sub(1),
        })
    }

    /// Makes suspended jobs ready whose instant has come, at most [`WOKEN_AT_ONCE`].
    pub(super) fn wake_jobs(&mut self) -> Result<Outcome, Refusal> {
        let table = self.jobs()?;
        let text = || {
            format!(
                "SELECT {} FROM {} WHERE emulator_due <= ?1 \
                 ORDER BY emulator_due LIMIT {WOKEN_AT_ONCE}",
                quoted(&table.primary_id),
                quoted(&table.logical_name)
            )
        };
        let due: Vec<Uuid> = self
            .connection
            .prepare_for(&table, Statement::DueJobs, text)?
            .query_map([self.now.as_microsecond()], |row| {
                cell::guid(row.get_ref(0)?)
            })?
            .collect::<Result<_, _>>()?;
        for id in due {
            self.move_job(id, JobSignal::Due)?;
        }
        // The engine waits for the next instant, whether or not any job was due.
        self.effects.dues_moved = true;
        Ok(Outcome::Kept)
    }
}

/// System jobs that are not completed, as found when the store is opened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecoveredJobs {
    /// Lanes with at least one ready job.
    pub lanes: Vec<String>,
    /// Jobs whose attempt was running, with the number of that attempt.
    pub running: Vec<(Uuid, u32)>,
    /// The instant at which the first suspended job is ready again.
    pub due: Option<Timestamp>,
}

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
        let job: Job =
            form::read("system job", id, row.get_ref(1)?).map_err(|error| internal(&error))?;
        running.push((id, job.attempts));
    }
    Ok(RecoveredJobs {
        lanes,
        running,
        due: next_due(connection, metadata)?,
    })
}

/// The instant at which the first suspended job is ready again.
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
