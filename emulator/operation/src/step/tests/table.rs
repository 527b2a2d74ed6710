//! The whole transition table, as a Markdown snapshot for review.
//!
//! Instants are seconds; each phase began at second 0 or, after an earlier attempt, at second 100.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::*;
use crate::cancel::cancel;
use crate::phase::Done;
use crate::record::record;

/// A phase, and the instant of the signals.
struct Situation {
    title: &'static str,
    phase: Phase,
    now: i64,
    /// The attempt of the signals, and another one.
    attempts: (u8, u8),
}

/// The rules that affect a transition, each with its other values.
const ALTERNATIVES: [&str; 10] = [
    "max_retries=0",
    "retry_policy=transient_only",
    "retry_policy=none",
    "time_out_code=worker",
    "interrupted_attempt=rerun",
    "canceled_success_ends=canceled",
    "canceled_error_ends=canceled",
    "between_attempts=locked",
    "retry_count_moves=at_start",
    "start_time_is=latest_start",
];

#[test]
fn the_transition_table() {
    let default = Rules::default();
    let mut document = String::from("# Transitions\n\n## By default\n");
    for situation in situations() {
        let row = describe_row(&situation.phase, &default);
        write!(
            document,
            "\n### {}\n\nThe row shows {row}.\n\n",
            situation.title
        )
        .unwrap();
        document.push_str(&section(&situation, &default));
    }
    for assignment in ALTERNATIVES {
        write!(document, "\n## With `{assignment}`\n").unwrap();
        let rules = rules(&[assignment]);
        for situation in situations() {
            document.push_str(&differences(&situation, &default, &rules));
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../../snapshots" }, {
        insta::assert_snapshot!("transitions", document);
    });
}

fn situations() -> Vec<Situation> {
    let first = Ran::Until {
        attempt: Attempt::FIRST,
        starts: Starts {
            first: at(0),
            latest: at(0),
        },
    };
    let retry = || {
        Phase::Waiting(Waiting {
            attempt: attempt(2),
            ready: Ready::At {
                due: at(105),
                after: Fault::invalid_plugin_execution("It failed."),
            },
            ran: first,
        })
    };
    let canceling = |number, ran| {
        Phase::Canceling(Canceling {
            settles_at: at(101),
            attempt: attempt(number),
            ran,
        })
    };
    let situation = |title, phase, now, attempts| Situation {
        title,
        phase,
        now,
        attempts,
    };
    vec![
        situation("Waiting for its first attempt", submit().0, 100, (1, 2)),
        situation("Waiting for a retry that is not due", retry(), 104, (2, 1)),
        situation("Waiting for a retry that is due", retry(), 105, (2, 1)),
        situation(
            "Running its first attempt",
            running(1, CancelWish::NotAsked),
            110,
            (1, 2),
        ),
        situation(
            "Running its first attempt, at the deadline",
            running(1, CancelWish::NotAsked),
            220,
            (1, 2),
        ),
        situation(
            "Running its second attempt",
            running(2, CancelWish::NotAsked),
            110,
            (2, 1),
        ),
        situation(
            "Running its last attempt, at the deadline",
            running(4, CancelWish::NotAsked),
            220,
            (4, 3),
        ),
        situation(
            "Running, asked to cancel, at the deadline",
            running(1, CancelWish::Asked),
            220,
            (1, 2),
        ),
        situation(
            "Canceling before it started",
            canceling(1, Ran::Never),
            100,
            (1, 2),
        ),
        situation(
            "Canceling before it started, at the end",
            canceling(1, Ran::Never),
            101,
            (1, 2),
        ),
        situation(
            "Canceling between two attempts, at the end",
            canceling(2, first),
            101,
            (2, 1),
        ),
        situation("Done", finished(first), 100, (1, 2)),
    ]
}

fn finished(ran: Ran) -> Phase {
    Phase::Done(Done {
        outcome: Outcome::Succeeded(outputs()),
        ended: at(50),
        attempt: Attempt::FIRST,
        ran,
    })
}

/// Each signal and the cancellation, with its result.
fn happenings(situation: &Situation, rules: &Rules) -> Vec<(String, Result<Step, String>)> {
    let (phase, now) = (&situation.phase, at(situation.now));
    let (this, other) = situation.attempts;
    let mut all: Vec<(String, Result<Step, String>)> = [this, other]
        .into_iter()
        .flat_map(signals)
        .chain([("cancellation due".to_owned(), Signal::CancelDue)])
        .map(|(name, signal)| (name, Ok(step(phase, signal, now, rules))))
        .collect();
    let wish = cancel(phase, now, rules).map_err(|refused| refused.to_string());
    all.push(("**cancel**".to_owned(), wish));
    all
}

fn signals(number: u8) -> Vec<(String, Signal)> {
    let attempt = attempt(number);
    let succeeded = Signal::Succeeded {
        attempt,
        outputs: outputs(),
    };
    vec![
        (format!("start {number}"), Signal::Start { attempt }),
        (format!("success {number}"), succeeded),
        (
            format!("error {number}"),
            faulted(number, code::ISV_ABORTED),
        ),
        (format!("time-out {number}"), timed_out(number)),
        (
            format!("interruption {number}"),
            Signal::Interrupted { attempt },
        ),
    ]
}

const HEAD: &str =
    "| what happens | next phase | effects | the row then shows |\n|---|---|---|---|\n";

/// A table of the transitions, then the reasons why other signals are ignored.
fn section(situation: &Situation, rules: &Rules) -> String {
    let mut rows = String::new();
    let mut ignored: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, result) in happenings(situation, rules) {
        match result {
            Ok(Step::Moved { phase, effects }) => {
                rows.push_str(&row(&name, &phase, &effects, rules));
            }
            Ok(Step::Ignored(why)) => ignored
                .entry(format!("changes nothing, {}", reason(why)))
                .or_default()
                .push(name),
            Err(text) => ignored
                .entry(format!("is refused: \"{text}\""))
                .or_default()
                .push(name),
        }
    }
    let mut text = String::new();
    if !rows.is_empty() {
        text = format!("{HEAD}{rows}\n");
    }
    for (why, names) in ignored {
        writeln!(text, "- {} — {why}", names.join(", ")).unwrap();
    }
    text
}

/// Only the rows that differ from those under the default rules.
fn differences(situation: &Situation, default: &Rules, rules: &Rules) -> String {
    let mut rows = String::new();
    let (before, after) = (happenings(situation, default), happenings(situation, rules));
    for ((name, before), (_, after)) in before.into_iter().zip(after) {
        if let (
            Ok(Step::Moved {
                phase: a,
                effects: b,
            }),
            Ok(Step::Moved { phase, effects }),
        ) = (before, after)
        {
            let now = row(&name, &phase, &effects, rules);
            if now != row(&name, &a, &b, default) {
                rows.push_str(&now);
            }
        }
    }
    if rows.is_empty() {
        return rows;
    }
    format!("\n### {}\n\n{HEAD}{rows}", situation.title)
}

fn row(name: &str, phase: &Phase, effects: &[Effect], rules: &Rules) -> String {
    let effects: Vec<String> = effects.iter().map(describe_effect).collect();
    format!(
        "| {name} | {} | {} | {} |\n",
        describe_phase(phase),
        effects.join(", "),
        describe_row(phase, rules)
    )
}

fn second(instant: Timestamp) -> i64 {
    instant.as_second() - at(0).as_second()
}

fn reason(why: Ignored) -> String {
    match why {
        Ignored::NotDue(due) => format!("it is not due before {}", second(due)),
        other => other.to_string(),
    }
}

fn describe_phase(phase: &Phase) -> String {
    match phase {
        Phase::Waiting(waiting) => match &waiting.ready {
            Ready::Immediately => format!("waiting for attempt {}", waiting.attempt),
            Ready::At { due, .. } => format!(
                "waiting for attempt {}, due {}",
                waiting.attempt,
                second(*due)
            ),
        },
        Phase::Running(running) => {
            let wish = match running.cancel {
                CancelWish::NotAsked => "",
                CancelWish::Asked => ", asked to cancel",
            };
            format!("running attempt {}{wish}", running.attempt)
        }
        Phase::Canceling(canceling) => format!("canceling until {}", second(canceling.settles_at)),
        Phase::Done(done) => match &done.outcome {
            Outcome::Succeeded(_) => "done: succeeded".to_owned(),
            Outcome::Failed(fault) => format!("done: failed with {}", fault.hex()),
            Outcome::Canceled => "done: canceled".to_owned(),
        },
    }
}

fn describe_effect(effect: &Effect) -> String {
    match effect {
        Effect::Run { attempt, deadline } => format!("run {attempt} until {}", second(*deadline)),
        Effect::Enqueue { attempt } => format!("enqueue {attempt}"),
        Effect::WakeAt { at, attempt } => format!("wake {attempt} at {}", second(*at)),
        Effect::SettleCancelAt { at } => format!("settle at {}", second(*at)),
        Effect::Complete(completion) => format!("complete {}", completion.status.pair().1),
    }
}

fn describe_row(phase: &Phase, rules: &Rules) -> String {
    let record = record(phase, rules);
    let (state, status) = record.status.pair();
    let mut text = format!("{state}/{status}, retries {}", record.retrycount);
    if let Some(start) = record.starttime {
        write!(text, ", start {}", second(start)).unwrap();
    }
    if let Some(end) = record.endtime {
        write!(text, ", end {}", second(end)).unwrap();
    }
    if let Some(code) = record.errorcode {
        write!(text, ", error {code}").unwrap();
    }
    if record.outputparameters.is_some() {
        text.push_str(", outputs");
    }
    text
}
