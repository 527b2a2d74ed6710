//! The whole transition table, as a Markdown snapshot for review.
//!
//! Instants are seconds; the latest attempt began at second 100.

use std::fmt::Write as _;

use super::*;

/// The rules that affect a transition, each with its other values.
const ALTERNATIVES: [&str; 3] = [
    "job_retries=0",
    "job_retry_delay=PT1M",
    "running_job_cancel=refuse",
];

fn situations() -> Vec<(&'static str, Job, i64)> {
    let suspended = || job(State::Suspended { until: at(102) }, 1, 1);
    let canceling = State::Running {
        cancel: CancelWish::Asked,
    };
    vec![
        ("Ready for its first attempt", Job::new(), 100),
        ("Waiting for a retry that is not due", suspended(), 101),
        ("Waiting for a retry that is due", suspended(), 102),
        ("Ready for its second attempt", job(State::Ready, 1, 1), 102),
        ("In progress, a retry is left", running(1, 0), 101),
        ("In progress, no retry is left", running(2, 1), 101),
        ("Canceling", job(canceling, 1, 0), 101),
        (
            "Done",
            running(1, 0).done(JobOutcome::Succeeded, at(101)),
            102,
        ),
    ]
}

#[test]
fn the_transition_table() {
    let default = Rules::default();
    let mut document = String::from("# Transitions of a system job\n\n## By default\n");
    for (title, job, now) in situations() {
        write!(
            document,
            "\n### {title}\n\nThe row shows {}.\n\n",
            row(&job)
        )
        .unwrap();
        document.push_str(&section(&happenings(&job, at(now), &default)));
    }
    for assignment in ALTERNATIVES {
        let rules = rules(&[assignment]);
        write!(document, "\n## With `{assignment}`\n").unwrap();
        for (title, job, now) in situations() {
            let before = happenings(&job, at(now), &default);
            let mut after = happenings(&job, at(now), &rules);
            after.retain(|happening| !before.contains(happening));
            if !after.is_empty() {
                write!(document, "\n### {title}\n\n{}", section(&after)).unwrap();
            }
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../../snapshots" }, {
        insta::assert_snapshot!("job_transitions", document);
    });
}

/// Each signal and wish with its result.
fn happenings(job: &Job, now: Timestamp, rules: &Rules) -> Vec<(String, Result<String, String>)> {
    let attempt = job.attempts;
    let signals = [
        ("start", JobSignal::Start),
        ("due", JobSignal::Due),
        ("success", JobSignal::Succeeded { attempt }),
        ("transient error", faulted(attempt, Retry::Transient)),
        ("lasting error", faulted(attempt, Retry::Permanent)),
        ("interruption", JobSignal::Interrupted { attempt }),
        (
            "success of another attempt",
            JobSignal::Succeeded { attempt: 9 },
        ),
    ];
    let wishes = [
        ("**cancel**", Wish::Cancel),
        ("**resume**", Wish::Resume),
        ("**postpone**", Wish::Postpone { until: at(200) }),
        ("**pause**", Wish::Pause),
    ];
    let mut all: Vec<(String, Result<String, String>)> = signals
        .into_iter()
        .map(|(name, signal)| {
            let moved = step(job, signal, now, rules).map_err(|ignored| match ignored {
                JobIgnored::NotDue(due) => {
                    format!("changes nothing, not due before {}", second(due))
                }
                other => format!("changes nothing, {other}"),
            });
            (name.to_owned(), moved.map(|job| row(&job)))
        })
        .collect();
    all.extend(wishes.into_iter().map(|(name, wanted)| {
        let granted = wish(job, wanted, now, rules).map_err(|refused| {
            let fault = Fault::from(refused);
            format!("is refused: {} \"{}\"", fault.hex(), fault.message)
        });
        (name.to_owned(), granted.map(|job| row(&job)))
    }));
    all
}

fn section(happenings: &[(String, Result<String, String>)]) -> String {
    let mut text = String::new();
    for (name, result) in happenings {
        match result {
            Ok(row) => writeln!(text, "- {name} → {row}").unwrap(),
            Err(why) => writeln!(text, "- {name} — {why}").unwrap(),
        }
    }
    text
}

fn second(instant: Timestamp) -> i64 {
    instant.as_second() - at(0).as_second()
}

fn row(job: &Job) -> String {
    let shown = record(job);
    let (state, status) = shown.pair;
    let mut text = format!("{state}/{status}, retries {}", shown.retrycount);
    let instants = [
        ("until", shown.postponeuntil),
        ("start", shown.startedon),
        ("end", shown.completedon),
    ];
    for (name, instant) in instants {
        if let Some(instant) = instant {
            write!(text, ", {name} {}", second(instant)).unwrap();
        }
    }
    if let Some(code) = shown.errorcode {
        write!(text, ", error {code}").unwrap();
    }
    text
}
