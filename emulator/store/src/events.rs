//! Due completion events: inserted by the change that ends an operation, deleted by the change that
//! inserts the system jobs of the event (BG-0A0, BG-0A9).
//!
//! An event has its own copy of the facts, so it outlives the row of its operation. How an event is
//! raised is not known here.

use dataverse_operation::rules::EventOn;
use dataverse_operation::status::Status;
use rusqlite::params;
use uuid::Uuid;

use crate::cell;
use crate::change::{CompletionEvent, EventId, Outcome};
use crate::due_effect::{CalledBack, EffectKind, EventDue};
use crate::edit::Edit;
use crate::form;
use crate::operations::{StoredOperation, internal};
use crate::refusal::Refusal;

impl Edit<'_> {
    /// Inserts the completion event for the end of an operation, if a step is registered on it.
    pub(super) fn note_event(
        &mut self,
        operation: Uuid,
        stored: &StoredOperation,
        ended: Status,
    ) -> Result<(), Refusal> {
        if self.event == CompletionEvent::Unsubscribed || !raises(self.rules.event_on, ended) {
            return Ok(());
        }
        let (state, status) = ended.pair();
        self.connection
            .prepare_cached(
                "INSERT INTO main.emulator_event (operation, name, location, state, status, \
                 provenance, has_callback) VALUES (?1,?2,?3,?4,?5,?6,?7)",
            )?
            .execute(params![
                operation.as_bytes(),
                stored.name,
                stored.location(operation)?,
                state,
                status,
                stored.provenance,
                stored.callback.is_some(),
            ])?;
        self.effects.due.push((operation, EffectKind::EventDue));
        Ok(())
    }

    /// The first events after `after`, at most `most`.
    pub(super) fn next_events(&self, after: EventId, most: u32) -> Result<Outcome, Refusal> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, operation, name, location, state, status, provenance, has_callback FROM main.emulator_event WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?;
        let mut rows = statement.query(params![after.0, most])?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            let operation = cell::guid(row.get_ref(1)?)?;
            events.push(EventDue {
                id: EventId(row.get(0)?),
                operation,
                name: row.get(2)?,
                location: row.get(3)?,
                state: row.get(4)?,
                status: row.get(5)?,
                provenance: form::read("provenance", operation, row.get_ref(6)?)
                    .map_err(|error| internal(&error))?,
                callback: match row.get(7)? {
                    true => CalledBack::Yes,
                    false => CalledBack::No,
                },
            });
        }
        Ok(Outcome::EventsDue { events })
    }

    /// Deletes a raised event. An event that does not exist was raised before: the change is
    /// refused, so the event is not raised twice.
    pub(super) fn event_raised(&mut self, event: EventId) -> Result<Outcome, Refusal> {
        let forgotten = self
            .connection
            .prepare_cached("DELETE FROM main.emulator_event WHERE id = ?1")?
            .execute([event.0])?;
        if forgotten == 0 {
            return Err(Refusal::StaleEvent { event });
        }
        Ok(Outcome::Kept)
    }
}

/// Whether the rule `event_on` lets an operation with this end raise the event.
fn raises(rule: EventOn, ended: Status) -> bool {
    match rule {
        EventOn::All => true,
        EventOn::NotCanceled => ended != Status::Canceled,
        EventOn::Succeeded => ended == Status::Succeeded,
    }
}
