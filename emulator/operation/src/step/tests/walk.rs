//! All orders of signals and cancellations of an operation, under all rules that affect them.
//!
//! From each reachable phase the walk tries a cancellation and every signal of every attempt, both
//! early and at the instant at which it is due, and follows every change.

use super::*;
use crate::record::{Record, record};

/// Most reruns of an interrupted attempt in one walk, so that it ends.
const RERUNS: u32 = 1;

/// A phase with the history of its walk.
#[derive(Clone)]
struct Life {
    phase: Phase,
    now: Timestamp,
    runs: u32,
    reruns: u32,
    completions: u32,
    canceled: bool,
}

/// A signal or a cancellation.
#[derive(Clone, Debug)]
enum Input {
    Signal(Signal),
    Cancel,
}

impl Input {
    fn waits_for_an_instant(&self) -> bool {
        matches!(
            self,
            Self::Signal(Signal::Start { .. } | Signal::TimedOut { .. } | Signal::CancelDue)
        )
    }
}

struct Walk<'rules> {
    rules: &'rules Rules,
    inputs: &'rules [Input],
    views: Vec<Rules>,
    ends: u32,
}

#[test]
fn every_life_keeps_the_promises() {
    let (mut ends, inputs) = (0, inputs());
    for rules in variants(&[
        &["max_retries=0", "max_retries=1", "max_retries=3"],
        &[
            "retry_policy=all",
            "retry_policy=transient_only",
            "retry_policy=none",
        ],
        &[
            "canceled_success_ends=succeeded",
            "canceled_success_ends=canceled",
        ],
        &["canceled_error_ends=failed", "canceled_error_ends=canceled"],
        &["interrupted_attempt=error", "interrupted_attempt=rerun"],
    ]) {
        let mut walk = Walk {
            rules: &rules,
            inputs: &inputs,
            views: views(&rules),
            ends: 0,
        };
        let (phase, effects) = submit();
        assert_eq!(
            effects,
            [Effect::Enqueue {
                attempt: Attempt::FIRST
            }]
        );
        walk.follow(&Life {
            phase,
            now: at(0),
            runs: 0,
            reruns: 0,
            completions: 0,
            canceled: false,
        });
        assert!(walk.ends > 0, "no life came to an end under {rules:?}");
        ends += walk.ends;
    }
    assert!(ends > 10_000, "the walk has become narrow: {ends} lives");
}

/// Rules for every combination of one assignment from each group.
fn variants(groups: &[&[&str]]) -> Vec<Rules> {
    groups.iter().fold(vec![Rules::default()], |all, group| {
        all.iter()
            .flat_map(|rules| {
                group.iter().map(|assignment| {
                    let mut rules = rules.clone();
                    rules.set_assignment(assignment).unwrap();
                    rules
                })
            })
            .collect()
    })
}

/// The same rules under every rule that affects the columns of a phase.
fn views(rules: &Rules) -> Vec<Rules> {
    [
        "between_attempts=locked",
        "retry_count_moves=at_start",
        "start_time_is=latest_start",
        "outputs_when_unset=empty_array",
    ]
    .iter()
    .map(|assignment| {
        let mut view = rules.clone();
        view.set_assignment(assignment).unwrap();
        view
    })
    .chain([rules.clone()])
    .collect()
}

impl Walk<'_> {
    fn follow(&mut self, life: &Life) {
        for view in &self.views {
            check_record(&life.phase, &record(&life.phase, view));
        }
        let early = later(life.now, Duration::from_secs(1));
        let due = due(&life.phase).filter(|due| *due > early);
        for input in self.inputs {
            self.happen(life, input, early);
            if let (Some(due), true) = (due, input.waits_for_an_instant()) {
                self.happen(life, input, due);
            }
        }
    }

    fn happen(&mut self, life: &Life, input: &Input, now: Timestamp) {
        let step = match input {
            Input::Signal(signal) => step(&life.phase, signal.clone(), now, self.rules),
            Input::Cancel => match cancel(&life.phase, now, self.rules) {
                Ok(step) => step,
                Err(CancelRefused) => {
                    assert!(
                        matches!(life.phase, Phase::Done(_)),
                        "only what is done refuses"
                    );
                    return;
                }
            },
        };
        let Step::Moved { phase, effects } = step else {
            return;
        };
        let is_done = matches!(life.phase, Phase::Done(_));
        assert!(!is_done, "{input:?} moved what was done");
        if let (Input::Signal(signal), Some(current)) = (input, current(&life.phase))
            && let Some(spoken_of) = signal.attempt()
        {
            assert_eq!(spoken_of, current, "a stale attempt moved {:?}", life.phase);
        }
        let mut next = Life {
            phase,
            now,
            canceled: life.canceled || matches!(input, Input::Cancel),
            ..life.clone()
        };
        next.perform(&effects);
        next.check();
        match next.phase {
            Phase::Done(_) => {
                self.ends += 1;
                self.follow(&next);
            }
            _ if next.reruns <= RERUNS => self.follow(&next),
            _ => {}
        }
    }
}

impl Life {
    fn perform(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Run { attempt, deadline } => {
                    assert!(!self.canceled, "attempt {attempt} starts after a cancel");
                    assert!(*deadline > self.now);
                    self.runs += 1;
                }
                Effect::Enqueue { .. } => {
                    assert!(!self.canceled, "enqueued after a cancel");
                    self.reruns += 1;
                }
                Effect::WakeAt { at, .. } => {
                    assert!(!self.canceled, "scheduled after a cancel");
                    assert!(*at > self.now);
                }
                Effect::SettleCancelAt { at } => assert!(self.canceled && *at > self.now),
                Effect::Complete(completion) => {
                    self.completions += 1;
                    let shown = record(&self.phase, &Rules::default());
                    assert_eq!(completion.status, shown.status);
                    assert_eq!(
                        completion.fault.as_ref().map(|fault| fault.code),
                        shown.errorcode
                    );
                }
            }
        }
    }

    fn check(&self) {
        assert!(self.runs <= 4 + self.reruns, "{} runs", self.runs);
        let done = u32::from(matches!(self.phase, Phase::Done(_)));
        assert_eq!(
            self.completions, done,
            "announced once, and if and only if done"
        );
    }
}

fn check_record(phase: &Phase, record: &Record<'_>) {
    let (state, status) = record.status.pair();
    assert!(Status::from_pair(state, status).is_some());
    assert!((0..=3).contains(&record.retrycount));
    let done = matches!(phase, Phase::Done(_));
    assert_eq!(state == 3, done);
    assert_eq!(record.endtime.is_some(), done);
    let failed = record.status == Status::Failed;
    assert_eq!(record.errorcode.is_some(), failed);
    assert_eq!(record.errormessage.is_some(), failed);
    if record.status != Status::Succeeded {
        assert!(matches!(record.outputparameters, None | Some("[]")));
    }
    if matches!(
        record.status,
        Status::InProgress | Status::Succeeded | Status::Failed
    ) {
        assert!(record.starttime.is_some(), "it has started: {phase:?}");
    }
    if let (Some(start), Some(end)) = (record.starttime, record.endtime) {
        assert!(start <= end);
    }
    if record.starttime.is_none() {
        assert_eq!(record.retrycount, 0);
    }
}

/// The attempt whose turn it is.
fn current(phase: &Phase) -> Option<Attempt> {
    match phase {
        Phase::Waiting(waiting) => Some(waiting.attempt),
        Phase::Running(running) => Some(running.attempt),
        Phase::Canceling(_) | Phase::Done(_) => None,
    }
}

/// The instant at which the phase changes without an outside event; `None` if there is none.
fn due(phase: &Phase) -> Option<Timestamp> {
    match phase {
        Phase::Waiting(waiting) => match &waiting.ready {
            Ready::Immediately => None,
            Ready::At { due, .. } => Some(*due),
        },
        Phase::Running(running) => Some(running.deadline),
        Phase::Canceling(canceling) => Some(canceling.settles_at),
        Phase::Done(_) => None,
    }
}

fn inputs() -> Vec<Input> {
    let of_attempt = |number| {
        let attempt = attempt(number);
        [
            Signal::Start { attempt },
            Signal::Succeeded {
                attempt,
                outputs: Outputs::default(),
            },
            faulted(number, code::ISV_ABORTED),
            faulted(number, code::SQL_TIMEOUT),
            timed_out(number),
            Signal::Interrupted { attempt },
        ]
    };
    (1..=4)
        .flat_map(of_attempt)
        .chain([Signal::CancelDue])
        .map(Input::Signal)
        .chain([Input::Cancel])
        .collect()
}
