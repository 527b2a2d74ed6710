//! The effects of an operation's step: collected inside the change, released after its commit.
//!
//! The end of an operation writes the completion log, the callback and the event in the same
//! change, so neither a crash nor the deletion of the row loses them.

use dataverse_operation::phase::Phase;
use dataverse_operation::rules::{AsyncProtocol, CallbackOnCanceled};
use dataverse_operation::status::Status;
use dataverse_operation::step::{Completion, Effect};
use dataverse_protocol::callback::{Notice, payload};
use dataverse_protocol::monitor::Failure;
use dataverse_runtime::way_out::Verb;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::cell;
use crate::change::{AfterTry, CallbackId, Outcome};
use crate::due_effect::{CallbackDue, EffectKind};
use crate::edit::Edit;
use crate::operations::{StoredOperation, internal};
use crate::read;
use crate::refusal::Refusal;

impl Edit<'_> {
    /// Collects the effects of a step. `stored` is the operation before the step.
    pub(super) fn release(
        &mut self,
        operation: Uuid,
        stored: &StoredOperation,
        effects: Vec<Effect>,
    ) -> Result<(), Refusal> {
        for effect in effects {
            let due = match effect {
                Effect::Run { attempt, deadline } => {
                    let found = read::submitted(self.connection, self.operations, operation);
                    let found = found.map_err(|error| internal(&error))?;
                    let submitted =
                        found.expect("the phase of this operation has just been stored");
                    EffectKind::Run {
                        attempt,
                        deadline,
                        submitted: Box::new(submitted),
                    }
                }
                Effect::Enqueue { attempt } => EffectKind::Enqueue {
                    sequence: stored.sequence,
                    attempt,
                    name: stored.name.clone(),
                },
                Effect::WakeAt { at, attempt } => EffectKind::WakeAt {
                    at,
                    sequence: stored.sequence,
                    attempt,
                    name: stored.name.clone(),
                },
                Effect::SettleCancelAt { at } => EffectKind::SettleCancelAt { at },
                Effect::Complete(completion) => {
                    self.complete(operation, stored, &completion)?;
                    EffectKind::Ended {
                        status: completion.status,
                    }
                }
            };
            self.effects.due.push((operation, due));
        }
        Ok(())
    }

    fn complete(
        &mut self,
        operation: Uuid,
        stored: &StoredOperation,
        completion: &Completion,
    ) -> Result<(), Refusal> {
        let (_, status) = completion.status.pair();
        let attempt = match &stored.phase {
            Phase::Waiting(phase) => phase.attempt,
            Phase::Running(phase) => phase.attempt,
            Phase::Canceling(phase) => phase.attempt,
            Phase::Done(phase) => phase.attempt,
        };
        let now = self.now.as_microsecond();
        self.connection
            .prepare_cached(
                "INSERT INTO main.emulator_completion_log (operation, attempt, status, at) \
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![operation.as_bytes(), attempt.number(), status, now])?;
        self.note_callback(operation, stored, completion)?;
        self.note_event(operation, stored, completion.status)
    }

    fn note_callback(
        &mut self,
        operation: Uuid,
        stored: &StoredOperation,
        completion: &Completion,
    ) -> Result<(), Refusal> {
        let (state, status) = completion.status.pair();
        let now = self.now.as_microsecond();
        let is_called_back = self.is_called_back(stored.protocol, completion.status);
        let (Some(url), true) = (&stored.callback, is_called_back) else {
            return Ok(());
        };
        let (verb, payload) = match stored.protocol {
            AsyncProtocol::Dataverse => {
                let payload = payload(&Notice {
                    location: &stored.location(operation)?,
                    operation,
                    state,
                    status,
                    failure: completion.fault.as_ref().map(|fault| Failure {
                        code: fault.code,
                        message: &fault.message,
                    }),
                });
                (Verb::Post, payload)
            }
            AsyncProtocol::OData => (Verb::Get, String::new()),
        };
        let lane = authority(url);
        self.connection
            .prepare_cached(
                "INSERT INTO main.emulator_callback (operation, url, payload, tries, due, lane, verb) \
                 VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6)",
            )?
            .execute(params![
                operation.as_bytes(),
                url,
                payload,
                now,
                lane,
                verb.as_str()
            ])?;
        self.effects
            .due
            .push((operation, EffectKind::CallbackDue { lane }));
        Ok(())
    }

    /// The first callbacks of a lane after `after`, at most `most`.
    pub(super) fn next_callbacks(
        &self,
        lane: &str,
        after: CallbackId,
        most: u32,
    ) -> Result<Outcome, Refusal> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, operation, url, payload, tries, due, verb FROM main.emulator_callback \
             WHERE lane = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
        )?;
        let due = statement.query_map(params![lane, after.0, most], callback)?;
        let due = due.collect::<Result<_, _>>()?;
        Ok(Outcome::CallbacksDue { due })
    }

    fn is_called_back(&self, protocol: AsyncProtocol, status: Status) -> bool {
        let rules = self.rules.under(protocol);
        status != Status::Canceled || rules.callback_on_canceled == CallbackOnCanceled::Send
    }

    /// Counts a try of a callback, or deletes the callback if it is finished. A callback that does
    /// not exist was finished before.
    pub(super) fn callback_tried(
        &mut self,
        callback: CallbackId,
        then: AfterTry,
    ) -> Result<Outcome, Refusal> {
        match then {
            AfterTry::Finished => self
                .connection
                .prepare_cached("DELETE FROM main.emulator_callback WHERE id = ?1")?
                .execute([callback.0])?,
            AfterTry::Again(at) => self
                .connection
                .prepare_cached(
                    "UPDATE main.emulator_callback SET tries = tries + 1, due = ?2 WHERE id = ?1",
                )?
                .execute(params![callback.0, at.as_microsecond()])?,
        };
        Ok(Outcome::Kept)
    }
}

/// The lanes with unfinished callbacks.
pub(super) fn callback_lanes(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT DISTINCT lane FROM main.emulator_callback ORDER BY lane")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// The lane of a callback: scheme and authority of its URL, in lower case, so callbacks to the same
/// receiver share a bound. Serves as a queue name only; a malformed URL is harmless.
fn authority(url: &str) -> String {
    let rest = url.find("://").map_or(0, |at| at + 3);
    let end = url[rest..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| rest + at);
    url[..end].to_ascii_lowercase()
}

fn callback(row: &Row<'_>) -> rusqlite::Result<CallbackDue> {
    let due = Timestamp::from_microsecond(row.get(5)?);
    Ok(CallbackDue {
        id: CallbackId(row.get(0)?),
        operation: cell::guid(row.get_ref(1)?)?,
        url: row.get(2)?,
        verb: match row.get_ref(6)?.as_str_or_null()? {
            Some("GET") => Verb::Get,
            _ => Verb::Post,
        },
        payload: row.get(3)?,
        tries: row.get(4)?,
        due: due.unwrap_or(Timestamp::UNIX_EPOCH),
    })
}
