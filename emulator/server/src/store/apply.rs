//! Applies a change write by write.

use dataverse_operation::outcome::Outcome as Ending;
use dataverse_operation::phase::Phase;
use dataverse_operation::step::Signal;
use rusqlite::params;

use crate::store::change::{Outcome, Refusal, Write};
use crate::store::edit::Edit;

impl Edit<'_> {
    /// All writes of a change, or the first refusal.
    ///
    /// The success of an attempt comes first, wherever it stands: when the step makes a failure of
    /// it, the other writes are that attempt's work and are dropped.
    pub(super) fn apply(&mut self, writes: &[Write]) -> Result<Vec<Outcome>, Refusal> {
        let success = writes.iter().position(is_success);
        let mut ending = match success {
            Some(at) => Some(self.write(&writes[at])?),
            None => None,
        };
        let work = match &ending {
            Some(outcome) if is_failure(outcome) => Work::Dropped,
            Some(_) | None => Work::Kept,
        };
        let mut outcomes = Vec::with_capacity(writes.len());
        for (at, write) in writes.iter().enumerate() {
            let outcome = match (ending.take_if(|_| success == Some(at)), work) {
                (Some(outcome), _) => outcome,
                (None, Work::Dropped) if is_work(write) => Outcome::Dropped,
                (None, Work::Dropped | Work::Kept) => self.write(write)?,
            };
            outcomes.push(outcome);
        }
        self.check_references()?;
        Ok(outcomes)
    }

    /// One write.
    pub(super) fn write(&mut self, write: &Write) -> Result<Outcome, Refusal> {
        match write {
            Write::Insert { table, id, values } => self.insert(table, *id, values),
            Write::Update {
                table,
                id,
                values,
                expect,
            } => self.update(table, *id, values, *expect),
            Write::Delete { table, id, expect } => self.delete(table, *id, *expect),
            Write::Submit(submission) => self.submit(submission),
            Write::Signal { operation, signal } => self.signal(*operation, signal.clone()),
            Write::Cancel { operation } => self.cancel(*operation),
            Write::CallbackTried { callback, then } => self.callback_tried(*callback, *then),
            Write::ExpireOperations => self.expire(),
            Write::Remember { key, value } => self.remember(key, value),
        }
    }

    fn remember(&mut self, key: &str, value: &str) -> Result<Outcome, Refusal> {
        self.connection
            .prepare_cached(
                "INSERT INTO main.emulator_state (key, value) VALUES (?1, ?2) \
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![key, value])?;
        Ok(Outcome::Kept)
    }
}

/// What becomes of the rows an attempt wrote.
#[derive(Debug, Clone, Copy)]
enum Work {
    Kept,
    Dropped,
}

const fn is_success(write: &Write) -> bool {
    matches!(
        write,
        Write::Signal {
            signal: Signal::Succeeded { .. },
            ..
        }
    )
}

fn is_failure(outcome: &Outcome) -> bool {
    let Outcome::Moved {
        phase: Phase::Done(done),
        ..
    } = outcome
    else {
        return false;
    };
    matches!(done.outcome, Ending::Failed(_))
}

/// Whether an attempt may have done it, as against what the engine does.
pub(super) const fn is_work(write: &Write) -> bool {
    match write {
        Write::Insert { .. }
        | Write::Update { .. }
        | Write::Delete { .. }
        | Write::Submit(_)
        | Write::Cancel { .. } => true,
        Write::Signal { .. }
        | Write::CallbackTried { .. }
        | Write::ExpireOperations
        | Write::Remember { .. } => false,
    }
}
