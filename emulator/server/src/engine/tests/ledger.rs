//! Operations kept in memory by the same transition function as in the store.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;

use dataverse_operation::cancel::cancel;
use dataverse_operation::lifetime::{Expiry, expiry};
use dataverse_operation::phase::Phase;
use dataverse_operation::record::status;
use dataverse_operation::rules::Rules;
use dataverse_operation::step::{self, Effect, Step};
use jiff::Timestamp;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::harness::start;
use crate::activity::{Class, Guard};
use crate::store::{
    AfterTry, CallbackDue, CallbackId, Change, Committed, Outcome, Recovered, Refusal, Released,
    ReleasedEffect, Staleness, Unfinished, Work, Write,
};

/// Operations in memory.
#[derive(Default)]
pub(super) struct Ledger {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    operations: BTreeMap<Uuid, Operation>,
    callbacks: BTreeMap<CallbackId, CallbackDue>,
    released: Option<mpsc::UnboundedSender<Released>>,
    loses_tries: bool,
    trace: String,
}

struct Operation {
    phase: Phase,
    custom_api: &'static str,
    callback: Option<String>,
    modified: Timestamp,
}

impl Ledger {
    /// What is unfinished, and where what becomes due is released from now on.
    pub(super) fn recover(&self) -> (Recovered, mpsc::UnboundedReceiver<Released>) {
        let mut kept = self.kept.lock().unwrap();
        let (released, releases) = mpsc::unbounded_channel();
        kept.released = Some(released);
        kept.loses_tries = false;
        let operations = kept
            .operations
            .iter()
            .filter(|(_, operation)| !matches!(operation.phase, Phase::Done(_)))
            .map(|(id, operation)| Unfinished {
                operation: *id,
                sequence: sequence(*id),
                custom_api: operation.custom_api.to_owned(),
                phase: operation.phase.clone(),
            })
            .collect();
        let callbacks = kept.callbacks.values().cloned().collect();
        let recovered = Recovered {
            operations,
            callbacks,
            remembered: BTreeMap::new(),
            next_expiry: None,
        };
        (recovered, releases)
    }

    pub(super) fn submit(
        &self,
        id: Uuid,
        custom_api: &'static str,
        callback: Option<String>,
        guard: &Guard,
        now: Timestamp,
    ) {
        let mut kept = self.kept.lock().unwrap();
        let (phase, effects) = step::submit();
        let operation = Operation {
            phase,
            custom_api,
            callback,
            modified: now,
        };
        kept.operations.insert(id, operation);
        kept.note(id, now);
        self.release(&mut kept, id, effects, guard, now);
    }

    pub(super) fn cancel(&self, id: Uuid, guard: &Guard, now: Timestamp, rules: &Rules) {
        let mut kept = self.kept.lock().unwrap();
        let step = cancel(&kept.operations[&id].phase, now, rules).unwrap();
        self.apply(&mut kept, id, step, guard, now).unwrap();
    }

    pub(super) fn delete(&self, id: Uuid) {
        self.kept.lock().unwrap().operations.remove(&id);
    }

    pub(super) fn phase(&self, id: Uuid) -> Option<Phase> {
        let kept = self.kept.lock().unwrap();
        kept.operations
            .get(&id)
            .map(|operation| operation.phase.clone())
    }

    pub(super) fn trace(&self) -> String {
        self.kept.lock().unwrap().trace.clone()
    }

    pub(super) fn lose_tries(&self) {
        self.kept.lock().unwrap().loses_tries = true;
    }

    pub(super) fn callbacks_due(&self) -> usize {
        self.kept.lock().unwrap().callbacks.len()
    }

    pub(super) fn commit(&self, change: Change) -> Result<Committed, Refusal> {
        let mut kept = self.kept.lock().unwrap();
        let mut outcomes = Vec::new();
        for write in change.writes {
            outcomes.push(match write {
                Write::Signal { operation, signal } => {
                    let Some(found) = kept.operations.get(&operation) else {
                        let reason = Staleness::Gone;
                        return Err(Refusal::Stale { operation, reason });
                    };
                    let step = step::step(&found.phase, signal, change.now, &change.rules);
                    self.apply(&mut kept, operation, step, &change.guard, change.now)?
                }
                Write::CallbackTried { callback, then } => {
                    if then == AfterTry::Finished && !kept.loses_tries {
                        kept.callbacks.remove(&callback);
                    }
                    Outcome::Kept
                }
                Write::ExpireOperations => kept.expire(change.now, &change.rules),
                other => unreachable!("the engine does not write {other:?}"),
            });
        }
        Ok(Committed { outcomes })
    }

    fn apply(
        &self,
        kept: &mut Kept,
        id: Uuid,
        step: Step,
        guard: &Guard,
        now: Timestamp,
    ) -> Result<Outcome, Refusal> {
        match step {
            Step::Ignored(ignored) => Err(Refusal::Stale {
                operation: id,
                reason: Staleness::Ignored(ignored),
            }),
            Step::Moved { phase, effects } => {
                let operation = kept.operations.get_mut(&id).unwrap();
                operation.phase = phase.clone();
                operation.modified = now;
                kept.note(id, now);
                self.release(kept, id, effects, guard, now);
                Ok(Outcome::Moved { phase, version: 1 })
            }
        }
    }

    fn release(
        &self,
        kept: &mut Kept,
        id: Uuid,
        effects: Vec<Effect>,
        guard: &Guard,
        now: Timestamp,
    ) {
        let sequence = sequence(id);
        let custom_api = kept.operations[&id].custom_api.to_owned();
        let released = kept.released.clone().unwrap();
        let send = |effect| {
            let guard = guard.follow(Class::Busy);
            let operation = id;
            // The engine may have been shut down.
            let _ = released.send(Released {
                operation,
                effect,
                guard,
            });
        };
        for effect in effects {
            match effect {
                Effect::Run { attempt, deadline } => {
                    let work = Work {
                        custom_api: custom_api.clone(),
                        request_exact: String::new(),
                        caller: Uuid::nil(),
                        origin: String::new(),
                        correlation: Uuid::nil(),
                    };
                    send(ReleasedEffect::Run {
                        attempt,
                        deadline,
                        work: Box::new(work),
                    });
                }
                Effect::Enqueue { attempt } => send(ReleasedEffect::Enqueue {
                    sequence,
                    attempt,
                    custom_api: custom_api.clone(),
                }),
                Effect::WakeAt { at, attempt } => send(ReleasedEffect::WakeAt {
                    at,
                    sequence,
                    attempt,
                    custom_api: custom_api.clone(),
                }),
                Effect::SettleCancelAt { at } => send(ReleasedEffect::SettleCancelAt { at }),
                Effect::Complete(completion) => {
                    if let Some(url) = kept.operations[&id].callback.clone() {
                        let due = CallbackDue {
                            id: CallbackId(sequence),
                            operation: id,
                            url,
                            payload: format!(r#"{{"backgroundOperationId":"{id}"}}"#),
                            tries: 0,
                            due: now,
                        };
                        kept.callbacks.insert(due.id, due.clone());
                        send(ReleasedEffect::Callback(due));
                    }
                    send(ReleasedEffect::Ended {
                        status: completion.status,
                    });
                    if let Some(at) = kept.next_expiry(&Rules::default()) {
                        send(ReleasedEffect::ExpiryMoved { at });
                    }
                }
            }
        }
    }
}

impl Kept {
    fn note(&mut self, id: Uuid, now: Timestamp) {
        let after = now.duration_since(start()).as_secs();
        let (state, code) = status(&self.operations[&id].phase, &Rules::default()).pair();
        let number = id.as_u128();
        writeln!(self.trace, "{after:>3}s  #{number} ({state}, {code})").unwrap();
    }

    fn expiries(&self, rules: &Rules) -> Vec<(Timestamp, Uuid)> {
        self.operations
            .iter()
            .filter_map(|(id, operation)| {
                let modified = operation.modified;
                match expiry(
                    &operation.phase,
                    modified,
                    modified,
                    rules.default_ttl,
                    rules,
                ) {
                    Expiry::Held => None,
                    Expiry::At(at) => Some((at, *id)),
                }
            })
            .collect()
    }

    fn next_expiry(&self, rules: &Rules) -> Option<Timestamp> {
        self.expiries(rules).into_iter().map(|(at, _)| at).min()
    }

    /// One at a time, so that the sweeper has to come again.
    fn expire(&mut self, now: Timestamp, rules: &Rules) -> Outcome {
        let expired = self.expiries(rules).into_iter().find(|(at, _)| *at <= now);
        if let Some((_, id)) = expired {
            self.operations.remove(&id);
        }
        Outcome::Expired {
            removed: usize::from(expired.is_some()),
            next: self.next_expiry(rules),
        }
    }
}

fn sequence(id: Uuid) -> i64 {
    i64::try_from(id.as_u128()).unwrap()
}
