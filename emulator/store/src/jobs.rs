//! The rows of system jobs: inserted, signalled, ended, deleted.
//!
//! A job is loaded, `dataverse_operation` computes the next state, and the result is stored, all of
//! it inside one change. Nothing here decides what becomes of a job; `turns` decides which job runs
//! next.

use std::sync::Arc;

use dataverse_operation::job::record::{JobRecord, record};
use dataverse_operation::job::wish::{Wish, delete, wish};
use dataverse_operation::job::{Job, JobOutcome as Ending, JobSignal, State, step};
use jiff::Timestamp;
use rusqlite::{ErrorCode, OptionalExtension, params};
use uuid::Uuid;

use crate::cell::whole_seconds;
use crate::change::Outcome;
use crate::due_effect::EffectKind;
use crate::edit::Edit;
use crate::form;
use crate::operations::internal;
use crate::refusal::{Refusal, Staleness};
use crate::schema::{CREATED_COLUMN, quoted};
use crate::statements::Statement;
use crate::submission::{BULK_DELETE, JobSubmission, KeepJob};
use dataverse_model::metadata::{EngineTable, Metadata, Table};

/// `primaryentitytype` of a job without a row that it regards.
const NO_TABLE: &str = "none";

/// The members of a stored job that a step of its state machine needs.
pub(super) struct StoredJob {
    pub(super) job: Job,
    sequence: i64,
    lane: String,
    keep: KeepJob,
    /// `operationtype`.
    operation_type: i32,
}

/// The table of system jobs.
///
/// # Errors
/// The metadata does not define it.
pub(super) fn table(metadata: &Metadata) -> Result<&Arc<Table>, Refusal> {
    metadata
        .tables()
        .find(|table| table.engine == Some(EngineTable::SystemJobs))
        .ok_or_else(|| Refusal::Internal("no table keeps system jobs".to_owned()))
}

impl Edit<'_> {
    pub(super) fn jobs(&self) -> Result<Arc<Table>, Refusal> {
        table(&self.metadata).map(Arc::clone)
    }

    /// Inserts a new job, which is ready from the commit on (PL-020).
    pub(super) fn insert_job(&mut self, submission: &JobSubmission) -> Result<Outcome, Refusal> {
        let table = self.jobs()?;
        self.shadow(&table)?;
        let version = self.versions.next(self.now);
        let starts = submission.starts.filter(|starts| *starts > self.now);
        let job = starts.map_or_else(Job::new, Job::waiting);
        let shown = record(&job);
        let (state, status) = shown.pair;
        let now = whole_seconds(self.now);
        let provenance = &submission.provenance;
        let on_behalf_by = provenance.on_behalf_by.as_ref().map(Uuid::as_bytes);
        let regarding = submission.regarding.as_ref().filter(|reference| {
            table
                .columns
                .get("regardingobjectid")
                .is_some_and(|column| {
                    let mut targets = column.targets().iter();
                    targets.any(|target| target.table == reference.table)
                })
        });
        let about = submission.regarding.as_ref();
        let mut statement = self
            .connection
            .prepare_for(&table, Statement::SubmitJob, || self.job_sql(&table))?;
        let inserted = statement.execute(params![
            submission.id.as_bytes(),
            submission.work.name(),
            submission.work.operation_type(),
            submission.message,
            about.map_or(NO_TABLE, |reference| reference.table.as_str()),
            regarding.map(|reference| reference.id.into_bytes()),
            regarding.map(|reference| &reference.table),
            provenance.correlation.as_bytes(),
            now,
            provenance.request.map(Uuid::into_bytes),
            provenance.depth,
            submission.work.step().map(Uuid::into_bytes),
            provenance.caller.as_bytes(),
            now,
            version,
            state,
            status,
            shown.retrycount,
            shown.executiontimespan,
            form::write(&job)?,
            submission.lane,
            form::write(provenance)?,
            submission.keep.stored(),
            submission.context,
            on_behalf_by,
            starts.is_none().then_some(version),
            starts.map(micros),
            shown.postponeuntil.map(whole_seconds),
        ]);
        match inserted {
            Ok(_) => self.made(&table, submission.id),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                return Err(Refusal::Duplicate {
                    table: table.logical_name.clone(),
                    id: submission.id,
                });
            }
            Err(error) => return Err(error.into()),
        }
        match starts {
            None => self.ready(submission.id, &submission.lane),
            Some(_) => self.effects.dues_moved = true,
        }
        Ok(Outcome::Written { version })
    }

    fn job_sql(&self, table: &Table) -> String {
        format!(
            "INSERT INTO {} ({}, name, operationtype, messagename, primaryentitytype, \
             regardingobjectid, regardingobjectid_type, correlationid, correlationupdatedtime, \
             requestid, depth, owningextensionid, createdby, modifiedby, ownerid, ownerid_type, owninguser, \
             owningbusinessunit, createdonbehalfby, modifiedonbehalfby, createdon, modifiedon, versionnumber, {CREATED_COLUMN}, sequence, emulator_ready, \
             emulator_due, postponeuntil, statecode, statuscode, retrycount, executiontimespan, iswaitingforevent, \
             emulator_job, emulator_lane, emulator_provenance, emulator_keep, emulator_context) \
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?13,?13,'systemuser',?13, \
             (SELECT businessunitid FROM systemuser WHERE systemuserid = ?13), ?25,?25, \
             ?14,?14,?15,?15,?15,?26,?27,?28,?16,?17,?18,?19,0,?20,?21,?22,?23,?24)",
            self.target(table),
            quoted(&table.primary_id)
        )
    }

    /// Applies a signal to a job. If the job has no use for the signal, the whole change is
    /// refused. A job that has succeeded goes if its row does not stay (PL-0E7).
    pub(super) fn job_signal(&mut self, id: Uuid, signal: JobSignal) -> Result<Outcome, Refusal> {
        let (stored, version) = self.move_job(id, signal)?;
        let has_succeeded = matches!(
            stored.job.state,
            State::Done {
                outcome: Ending::Succeeded,
                ..
            }
        );
        match stored.keep {
            KeepJob::UntilSuccess if has_succeeded => {
                let table = self.jobs()?;
                self.remove(&table, id)?;
                Ok(Outcome::Deleted)
            }
            KeepJob::Always | KeepJob::UntilSuccess => Ok(Outcome::Written { version }),
        }
    }

    pub(super) fn move_job(
        &mut self,
        id: Uuid,
        signal: JobSignal,
    ) -> Result<(StoredJob, i64), Refusal> {
        let stale = |reason| Refusal::StaleJob { job: id, reason };
        let table = self.jobs()?;
        let stored = self
            .stored_job(&table, id)?
            .ok_or_else(|| stale(Staleness::Gone))?;
        let job = step(&stored.job, signal, self.now, self.rules)
            .map_err(|ignored| stale(Staleness::IgnoredJob(ignored)))?;
        let version = self.store_job(&table, id, &stored, &job)?;
        Ok((StoredJob { job, ..stored }, version))
    }

    /// Applies a client's request to cancel, resume, postpone or pause a job (PL-022).
    pub(super) fn job_wish(&mut self, id: Uuid, wanted: Wish) -> Result<Outcome, Refusal> {
        let table = self.jobs()?;
        let stored = self
            .stored_job(&table, id)?
            .ok_or_else(|| Refusal::NotFound {
                table: table.logical_name.clone(),
                id,
            })?;
        let job = wish(&stored.job, wanted, self.now, self.rules)?;
        self.pull(&table, id)?;
        let version = self.store_job(&table, id, &stored, &job)?;
        Ok(Outcome::Written { version })
    }

    /// A job whose row is deleted before it is completed does not run; the end of a running attempt
    /// is dropped.
    pub(super) fn forget_job(&mut self, table: &Arc<Table>, id: Uuid) -> Result<(), Refusal> {
        if let Some(stored) = self.stored_job(table, id)? {
            delete(&stored.job, self.rules)?;
            self.effects.dues_moved |= matches!(stored.job.state, State::Suspended { .. });
        }
        Ok(())
    }

    fn stored_job(&self, table: &Arc<Table>, id: Uuid) -> Result<Option<StoredJob>, Refusal> {
        let text = || {
            format!(
                "SELECT emulator_job, sequence, emulator_lane, emulator_keep, operationtype \
                 FROM {} WHERE {} = ?1",
                quoted(&table.logical_name),
                quoted(&table.primary_id)
            )
        };
        let found = self
            .connection
            .prepare_for(table, Statement::JobStep, text)?
            .query_row([id.as_bytes()], |row| {
                let job = form::read("system job", id, row.get_ref(0)?);
                Ok((job, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })
            .optional()?;
        found
            .map(|(job, sequence, lane, keep, operation_type)| {
                Ok(StoredJob {
                    job: job.map_err(|error| internal(&error))?,
                    sequence,
                    lane,
                    keep: KeepJob::read(keep),
                    operation_type,
                })
            })
            .transpose()
    }

    fn store_job(
        &mut self,
        table: &Arc<Table>,
        id: Uuid,
        stored: &StoredJob,
        job: &Job,
    ) -> Result<i64, Refusal> {
        let version = self.versions.next(self.now);
        let JobRecord {
            pair: (state, status),
            retrycount,
            postponeuntil,
            startedon,
            completedon,
            executiontimespan,
            errorcode,
            message,
        } = record(job);
        let due = match job.state {
            State::Suspended { until } => Some(micros(until)),
            State::Ready | State::Running { .. } | State::Done { .. } => None,
        };
        // A completed job is not executed again, so its context is not needed any more.
        let text = || {
            format!(
                "UPDATE {} SET statecode = ?2, statuscode = ?3, retrycount = ?4, \
                 postponeuntil = ?5, startedon = ?6, completedon = ?7, executiontimespan = ?8, \
                 errorcode = ?9, message = ?10, friendlymessage = ?10, modifiedon = ?11, \
                 versionnumber = ?12, emulator_job = ?13, emulator_ready = ?14, \
                 emulator_due = ?15, emulator_context = \
                 CASE ?2 WHEN 3 THEN NULL ELSE emulator_context END WHERE {} = ?1",
                self.target(table),
                quoted(&table.primary_id)
            )
        };
        let mut statement = self
            .connection
            .prepare_for(table, Statement::StoreJob, text)?;
        statement.execute(params![
            id.as_bytes(),
            state,
            status,
            retrycount,
            postponeuntil.map(whole_seconds),
            startedon.map(whole_seconds),
            completedon.map(whole_seconds),
            executiontimespan,
            errorcode,
            message,
            whole_seconds(self.now),
            version,
            form::write(job)?,
            matches!(job.state, State::Ready).then_some(stored.sequence),
            due,
        ])?;
        drop(statement);
        if stored.operation_type == BULK_DELETE {
            self.show_in_bulk_deletion(id, (state, status))?;
        }
        let is_suspended = |job: &Job| matches!(job.state, State::Suspended { .. });
        self.effects.dues_moved |= is_suspended(&stored.job) || is_suspended(job);
        if matches!(job.state, State::Ready) {
            self.ready(id, &stored.lane);
        }
        Ok(version)
    }

    fn ready(&mut self, id: Uuid, lane: &str) {
        let lane = lane.to_owned();
        self.effects.due.push((id, EffectKind::JobReady { lane }));
    }
}

/// Microseconds since 1970, rounded up: a job is never due before its instant.
fn micros(instant: Timestamp) -> i64 {
    let down = instant.as_microsecond();
    down + i64::from(instant.subsec_nanosecond() % 1000 > 0)
}
