//! The rows of background operations: submitted, signalled, cancelled.
//!
//! A phase is loaded, `dataverse_operation` computes the next one, and the result is stored, all of
//! it inside one change. Nothing here decides what a phase becomes.

use dataverse_operation::cancel::cancel;
use dataverse_operation::lifetime::{Expiry, expiry};
use dataverse_operation::phase::Phase;
use dataverse_operation::record::{Record, record};
use dataverse_operation::rules::{AsyncProtocol, PartitionIdWhenUnset, RunAsForm, TtlSeconds};
use dataverse_operation::step::{Signal, Step, step, submit};
use dataverse_protocol::monitor;
use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{ErrorCode, OptionalExtension, params};
use uuid::Uuid;

use crate::cell::whole_seconds;
use crate::change::Outcome;
use crate::due_effect::EffectKind;
use crate::edit::Edit;
use crate::form;
use crate::read::{self, StoreError};
use crate::refusal::{Refusal, Staleness};
use crate::schema::{CREATED_COLUMN, quoted};
use crate::statements::Statement;
use crate::submission::{Submission, protocol};
use dataverse_model::Provenance;

/// The members of a stored operation that a step needs.
#[derive(Debug)]
pub(super) struct StoredOperation {
    pub(super) phase: Phase,
    pub(super) sequence: i64,
    pub(super) name: String,
    pub(super) callback: Option<String>,
    pub(super) protocol: AsyncProtocol,
    /// The stored text, which most steps do not parse.
    pub(super) provenance: String,
    created: Timestamp,
    ttl: Option<TtlSeconds>,
}

/// An operation after a step.
#[derive(Debug)]
pub(super) struct Advanced {
    pub(super) phase: Phase,
    pub(super) version: i64,
    pub(super) protocol: AsyncProtocol,
}

impl StoredOperation {
    /// Parses the stored provenance; `operation` is named in the error.
    pub(super) fn provenance(&self, operation: Uuid) -> Result<Provenance, Refusal> {
        let stored = ValueRef::from(self.provenance.as_str());
        form::read("provenance", operation, stored).map_err(|error| internal(&error))
    }

    /// The address of the operation's status monitor, with the organization's own origin.
    pub(super) fn location(&self, operation: Uuid) -> Result<String, Refusal> {
        let origin = self.provenance(operation)?.origin;
        Ok(match self.protocol {
            AsyncProtocol::Dataverse => monitor::location(&origin, operation),
            AsyncProtocol::OData => monitor::odata_location(&origin, operation),
        })
    }
}

impl Edit<'_> {
    /// Inserts a new operation, which waits for its first attempt.
    pub(super) fn submit(&mut self, submission: &Submission) -> Result<Outcome, Refusal> {
        let limit = self.rules.queue_limit.get();
        if self.waiting.saturating_add_signed(self.effects.waiting) >= u64::from(limit) {
            return Err(Refusal::QueueFull { limit });
        }
        self.shadow(self.operations)?;
        let (phase, effects) = submit();
        let version = self.versions.next(self.now);
        let expires = self.expires(&phase, self.now, Some(self.rules.default_ttl));
        let provenance = form::write(&submission.provenance)?;
        self.insert_operation(submission, &provenance, &phase, version, expires)?;
        self.effects.waiting += 1;
        let stored = StoredOperation {
            phase: phase.clone(),
            sequence: version,
            name: submission.name.clone(),
            callback: submission.callback.clone(),
            protocol: submission.task.protocol(),
            provenance,
            created: self.now,
            ttl: Some(self.rules.default_ttl),
        };
        self.release(submission.id, &stored, effects)?;
        Ok(Outcome::Moved { phase, version })
    }

    fn insert_operation(
        &mut self,
        submission: &Submission,
        provenance: &str,
        phase: &Phase,
        version: i64,
        expires: Option<i64>,
    ) -> Result<(), Refusal> {
        let shown = record(phase, self.rules);
        let (state, status) = shown.status.pair();
        let now = whole_seconds(self.now);
        let Provenance {
            caller,
            on_behalf_by,
            ..
        } = &submission.provenance;
        let on_behalf_by = on_behalf_by.as_ref().map(Uuid::as_bytes);
        let run_as = match self.rules.run_as_form {
            RunAsForm::Plain => caller.to_string(),
            RunAsForm::Braces => caller.braced().to_string(),
        };
        let partition = match self.rules.partition_id_when_unset {
            PartitionIdWhenUnset::Null => None,
            PartitionIdWhenUnset::Id => Some(submission.id.to_string()),
        };
        let mut statement =
            self.connection
                .prepare_for(self.operations, Statement::Submit, || self.submit_sql())?;
        let done = statement.execute(params![
            submission.id.as_bytes(),
            submission.name,
            submission.display_name,
            submission.input_memo,
            state,
            status,
            shown.retrycount,
            shown.outputparameters,
            run_as,
            self.rules.default_ttl.get(),
            partition,
            now,
            caller.as_bytes(),
            on_behalf_by,
            now,
            caller.as_bytes(),
            on_behalf_by,
            version,
            version,
            form::write(phase)?,
            version,
            submission.name,
            submission.callback,
            expires,
            provenance,
            submission.task.protocol().text(),
            submission.task.exact(),
        ]);
        match done {
            Ok(_) => {
                self.made(self.operations, submission.id);
                Ok(())
            }
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                Err(Refusal::Duplicate {
                    table: self.operations.logical_name.clone(),
                    id: submission.id,
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    fn submit_sql(&self) -> String {
        format!(
            "INSERT INTO {} ({}, name, displayname, inputparameters, \
             backgroundoperationstatecode, backgroundoperationstatuscode, retrycount, \
             outputparameters, runas, ttlinseconds, partitionid, createdon, createdby, \
             createdonbehalfby, modifiedon, modifiedby, modifiedonbehalfby, versionnumber, {CREATED_COLUMN}, emulator_phase, emulator_open, \
             emulator_name, emulator_callback, emulator_expiry, emulator_provenance, emulator_protocol, emulator_task) \
             VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            self.target(self.operations),
            quoted(&self.operations.primary_id)
        )
    }

    /// Applies a signal to an operation. If the phase has no use for it, the whole change is
    /// refused.
    pub(super) fn signal(&mut self, operation: Uuid, signal: Signal) -> Result<Outcome, Refusal> {
        let Advanced { phase, version, .. } = self.advance(operation, signal)?;
        Ok(Outcome::Moved { phase, version })
    }

    /// Applies a signal, and tells under which protocol.
    pub(super) fn advance(&mut self, operation: Uuid, signal: Signal) -> Result<Advanced, Refusal> {
        let stale = |reason| Refusal::Stale { operation, reason };
        let stored = self
            .stored(operation)?
            .ok_or_else(|| stale(Staleness::Gone))?;
        let protocol = stored.protocol;
        match step(&stored.phase, signal, self.now, &self.rules.under(protocol)) {
            Step::Moved { phase, effects } => {
                let version = self.store_phase(operation, &stored, &phase)?;
                self.release(operation, &stored, effects)?;
                Ok(Advanced {
                    phase,
                    version,
                    protocol,
                })
            }
            Step::Ignored(ignored) => Err(stale(Staleness::Ignored(ignored))),
        }
    }

    /// Applies a request to cancel an operation.
    pub(super) fn cancel(&mut self, operation: Uuid) -> Result<Outcome, Refusal> {
        let stored = self.stored(operation)?.ok_or_else(|| Refusal::NotFound {
            table: self.operations.logical_name.clone(),
            id: operation,
        })?;
        let rules = self.rules.under(stored.protocol);
        match cancel(&stored.phase, self.now, &rules)? {
            Step::Moved { phase, effects } => {
                self.pull(self.operations, operation)?;
                let version = self.store_phase(operation, &stored, &phase)?;
                self.release(operation, &stored, effects)?;
                Ok(Outcome::Moved { phase, version })
            }
            Step::Ignored(_) => Ok(Outcome::Unchanged {
                phase: stored.phase,
            }),
        }
    }

    pub(super) fn stored(&self, operation: Uuid) -> Result<Option<StoredOperation>, Refusal> {
        let text = || {
            format!(
                "SELECT emulator_phase, emulator_open, emulator_name, emulator_callback, createdon, \
                 ttlinseconds, emulator_provenance, emulator_protocol FROM {} \
                 WHERE {} = ?1 AND emulator_phase IS NOT NULL",
                quoted(&self.operations.logical_name),
                quoted(&self.operations.primary_id)
            )
        };
        let mut statement = self
            .connection
            .prepare_for(self.operations, Statement::Step, text)?;
        let mut rows = statement.query([operation.as_bytes()])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(StoredOperation {
            phase: read::stored_phase(operation, row.get_ref(0)?)
                .map_err(|error| internal(&error))?,
            sequence: row.get::<_, Option<i64>>(1)?.unwrap_or_default(),
            name: row.get(2)?,
            callback: row.get(3)?,
            created: instant(row.get(4)?),
            ttl: row.get::<_, Option<u32>>(5)?.and_then(TtlSeconds::new),
            provenance: row.get(6)?,
            protocol: protocol(row.get_ref(7)?.as_str().ok()),
        }))
    }

    fn store_phase(
        &mut self,
        operation: Uuid,
        stored: &StoredOperation,
        phase: &Phase,
    ) -> Result<i64, Refusal> {
        let version = self.versions.next(self.now);
        let expires = self.expires(phase, stored.created, stored.ttl);
        let open = phase.is_open().then_some(stored.sequence);
        self.effects.waiting += i64::from(phase.is_waiting());
        self.effects.waiting -= i64::from(stored.phase.is_waiting());
        let Record {
            status,
            retrycount,
            starttime,
            endtime,
            outputparameters,
            errorcode,
            errormessage,
        } = record(phase, self.rules);
        let (state, status) = status.pair();
        let text = || {
            format!(
                "UPDATE {} SET backgroundoperationstatecode = ?2, \
                 backgroundoperationstatuscode = ?3, retrycount = ?4, starttime = ?5, \
                 endtime = ?6, outputparameters = ?7, errorcode = ?8, errormessage = ?9, \
                 modifiedon = ?10, versionnumber = ?11, emulator_phase = ?12, \
                 emulator_open = ?13, emulator_expiry = ?14 WHERE {} = ?1",
                self.target(self.operations),
                quoted(&self.operations.primary_id)
            )
        };
        let mut statement =
            self.connection
                .prepare_for(self.operations, Statement::StorePhase, text)?;
        statement.execute(params![
            operation.as_bytes(),
            state,
            status,
            retrycount,
            starttime.map(whole_seconds),
            endtime.map(whole_seconds),
            outputparameters,
            errorcode,
            errormessage,
            whole_seconds(self.now),
            version,
            form::write(phase)?,
            open,
            expires,
        ])?;
        Ok(version)
    }

    /// The expiry of the row in microseconds since 1970; recorded if it is the earliest of the
    /// change.
    fn expires(
        &mut self,
        phase: &Phase,
        created: Timestamp,
        ttl: Option<TtlSeconds>,
    ) -> Option<i64> {
        let Expiry::At(at) = expiry(phase, created, self.now, ttl?, self.rules) else {
            return None;
        };
        let at = at.as_microsecond();
        self.expires_at(at);
        Some(at)
    }

    /// Releases the priority of an operation that is not completed, for the queue (U-23).
    pub(super) fn hand_on_priority(&mut self, id: Uuid) -> Result<(), Refusal> {
        let text = || {
            format!(
                "SELECT priority FROM {} WHERE {} = ?1 AND emulator_open IS NOT NULL",
                quoted(&self.operations.logical_name),
                quoted(&self.operations.primary_id)
            )
        };
        let priority: Option<Option<i32>> = self
            .connection
            .prepare_for(self.operations, Statement::Priority, text)?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?;
        if let Some(priority) = priority {
            let priority = priority.unwrap_or_default();
            self.effects
                .due
                .push((id, EffectKind::Prioritized { priority }));
        }
        Ok(())
    }

    /// Computes the expiry again after columns of the row were changed directly. A row that was
    /// inserted directly has no phase and expires like that of a waiting operation.
    pub(super) fn refresh_expiry(&mut self, id: Uuid) -> Result<(), Refusal> {
        let text = || {
            format!(
                "SELECT emulator_phase, createdon, ttlinseconds FROM {} WHERE {} = ?1",
                quoted(&self.operations.logical_name),
                quoted(&self.operations.primary_id)
            )
        };
        let (phase, created, ttl) = {
            let mut statement =
                self.connection
                    .prepare_for(self.operations, Statement::Lifetime, text)?;
            let mut rows = statement.query([id.as_bytes()])?;
            let Some(row) = rows.next()? else {
                return Ok(());
            };
            let phase = match row.get_ref(0)? {
                ValueRef::Null => submit().0,
                stored => read::stored_phase(id, stored).map_err(|error| internal(&error))?,
            };
            let created = row
                .get::<_, Option<i64>>(1)?
                .map_or(self.now, |at| instant(Some(at)));
            (
                phase,
                created,
                row.get::<_, Option<u32>>(2)?.and_then(TtlSeconds::new),
            )
        };
        let expires = self.expires(&phase, created, ttl);
        let text = || {
            format!(
                "UPDATE {} SET emulator_expiry = ?2 WHERE {} = ?1",
                self.target(self.operations),
                quoted(&self.operations.primary_id)
            )
        };
        self.connection
            .prepare_for(self.operations, Statement::StoreExpiry, text)?
            .execute(params![id.as_bytes(), expires])?;
        Ok(())
    }
}

fn instant(seconds: Option<i64>) -> Timestamp {
    seconds
        .and_then(|at| Timestamp::from_second(at).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

pub(super) fn internal(error: &StoreError) -> Refusal {
    Refusal::Internal(error.to_string())
}
