//! Applies a change write by write.

use dataverse_operation::phase::Phase;
use dataverse_operation::step::Signal;
use uuid::Uuid;

use crate::change::{Outcome, Write};
use crate::edit::Edit;
use crate::operations::Advanced;
use crate::recover;
use crate::refusal::Refusal;

impl Edit<'_> {
    /// Applies all writes of a change in their order; stops at the first refusal.
    pub(super) fn apply(&mut self, writes: &[Write]) -> Result<Vec<Outcome>, Refusal> {
        let outcomes = writes
            .iter()
            .map(|write| self.write(write))
            .collect::<Result<_, _>>()?;
        self.check_references()?;
        Ok(outcomes)
    }

    /// Ends a successful attempt and applies the row changes of the attempt. Drops the row changes
    /// where the step turns the success into a failure, or into a cancellation that leaves nothing.
    fn finish(
        &mut self,
        operation: Uuid,
        signal: Signal,
        work: &[Write],
    ) -> Result<Outcome, Refusal> {
        let Advanced {
            phase,
            version,
            protocol,
        } = self.advance(operation, signal)?;
        let rules = self.rules.under(protocol);
        if matches!(&phase, Phase::Done(done) if done.outcome.keeps_changes(&rules)) {
            for write in work {
                self.write(write)?;
            }
        }
        Ok(Outcome::Moved { phase, version })
    }

    /// Applies one write.
    pub(super) fn write(&mut self, write: &Write) -> Result<Outcome, Refusal> {
        match write {
            Write::Insert { table, id, values } => {
                let table = self.current(table)?;
                self.insert(&table, *id, values)
            }
            Write::Update {
                table,
                id,
                values,
                expect,
            } => {
                let table = self.current(table)?;
                self.update(&table, *id, values, *expect)
            }
            Write::Delete { table, id, expect } => {
                let table = self.current(table)?;
                self.delete(&table, *id, *expect)
            }
            Write::Submit(submission) => self.submit(submission),
            Write::Signal { operation, signal } => self.signal(*operation, signal.clone()),
            Write::Finish {
                operation,
                attempt,
                outputs,
                work,
            } => {
                let signal = Signal::Succeeded {
                    attempt: *attempt,
                    outputs: outputs.clone(),
                };
                self.finish(*operation, signal, work)
            }
            Write::Cancel { operation } => self.cancel(*operation),
            Write::CallbackTried { callback, then } => self.callback_tried(*callback, *then),
            Write::Job(submission) => self.insert_job(submission),
            Write::JobWish { job, wish } => self.job_wish(*job, *wish),
            Write::JobSignal { job, signal } => self.job_signal(*job, signal.clone()),
            Write::StartJobs { lane, most } => self.start_jobs(lane, *most),
            Write::NextCallbacks { lane, after, most } => self.next_callbacks(lane, *after, *most),
            Write::WakeJobs => self.wake_jobs(),
            Write::NextEvents { after, most } => self.next_events(*after, *most),
            Write::EventRaised { event } => self.event_raised(*event),
            Write::Define(definition) => self.define(definition),
            Write::Expire => self.expire(),
            Write::Remember { key, value } => self.remember(key, value),
        }
    }

    fn remember(&mut self, key: &str, value: &str) -> Result<Outcome, Refusal> {
        recover::remember(self.connection, key, value)?;
        Ok(Outcome::Kept)
    }
}

/// Whether a write may be part of a request's or an attempt's own work. Signals, sweeps, queries of
/// the engine and definitions may not.
pub(super) const fn is_work(write: &Write) -> bool {
    match write {
        Write::Insert { .. }
        | Write::Update { .. }
        | Write::Delete { .. }
        | Write::Submit(_)
        | Write::Cancel { .. }
        | Write::Job(_)
        | Write::JobWish { .. } => true,
        Write::Signal { .. }
        | Write::Finish { .. }
        | Write::CallbackTried { .. }
        | Write::JobSignal { .. }
        | Write::NextCallbacks { .. }
        | Write::StartJobs { .. }
        | Write::WakeJobs
        | Write::NextEvents { .. }
        | Write::EventRaised { .. }
        | Write::Define(_)
        | Write::Expire
        | Write::Remember { .. } => false,
    }
}
