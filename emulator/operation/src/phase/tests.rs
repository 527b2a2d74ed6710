//! Tests of the stored form of a phase.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::outcome::Outputs;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).unwrap()
}

fn ran(number: u8) -> Ran {
    Ran::Until {
        attempt: Attempt::try_from(number).unwrap(),
        starts: Starts {
            first: at(0),
            latest: at(9),
        },
    }
}

fn done(outcome: Outcome, ran: Ran) -> Phase {
    Phase::Done(Done {
        outcome,
        ended: at(10),
        attempt: match ran {
            Ran::Never => Attempt::FIRST,
            Ran::Until { attempt, .. } => attempt,
        },
        ran,
    })
}

fn one_of_each() -> Vec<(&'static str, Phase)> {
    let waiting = |attempt, ready, ran| {
        Phase::Waiting(Waiting {
            attempt,
            ready,
            ran,
        })
    };
    let running = |cancel| {
        Phase::Running(Running {
            attempt: Attempt::FIRST,
            starts: Starts {
                first: at(0),
                latest: at(0),
            },
            deadline: at(120),
            cancel,
        })
    };
    let due = Ready::At {
        due: at(11),
        after: Fault::invalid_plugin_execution("It failed."),
    };
    let outputs = Outputs {
        exact: r#"{"Sum":3}"#.to_owned(),
        memo: r#"[{"Key":"Sum","Value":3}]"#.to_owned(),
    };
    let canceling = Phase::Canceling(Canceling {
        settles_at: at(1),
        attempt: Attempt::FIRST,
        ran: Ran::Never,
    });
    vec![
        (
            "accepted",
            waiting(Attempt::FIRST, Ready::Immediately, Ran::Never),
        ),
        ("waiting for a retry", waiting(Attempt::LAST, due, ran(3))),
        ("running", running(CancelWish::NotAsked)),
        ("asked to cancel", running(CancelWish::Asked)),
        ("canceling", canceling),
        ("succeeded", done(Outcome::Succeeded(outputs), ran(1))),
        (
            "failed",
            done(Outcome::Failed(Fault::access_denied()), ran(4)),
        ),
        ("canceled", done(Outcome::Canceled, Ran::Never)),
    ]
}

#[test]
fn the_stored_form_is_stable() {
    let mut text = String::new();
    for (name, phase) in one_of_each() {
        writeln!(text, "{name}\n  {}", serde_json::to_string(&phase).unwrap()).unwrap();
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("stored_phases", text);
    });
}

#[test]
fn what_is_stored_is_read_back() {
    for (name, phase) in one_of_each() {
        let stored = serde_json::to_string(&phase).unwrap();
        assert_eq!(
            serde_json::from_str::<Phase>(&stored).unwrap(),
            phase,
            "{name}"
        );
    }
}

#[test]
fn a_phase_with_an_unknown_member_is_refused() {
    for stored in [
        r#"{"waiting":{"attempt":1,"ready":"immediately","ended":"2026-01-01T00:00:00Z"}}"#,
        r#"{"waiting":{"attempt":5,"ready":"immediately"}}"#,
        r#"{"paused":{}}"#,
    ] {
        assert!(serde_json::from_str::<Phase>(stored).is_err(), "{stored}");
    }
}

proptest! {
    #[test]
    fn no_text_and_no_instant_is_lost(
        message in any::<String>(),
        exact in any::<String>(),
        memo in any::<String>(),
        nanosecond in Timestamp::MIN.as_nanosecond()..=Timestamp::MAX.as_nanosecond(),
        code in any::<i32>(),
        status in proptest::option::of(100..600_u16),
    ) {
        let instant = Timestamp::from_nanosecond(nanosecond).unwrap();
        let starts = Starts { first: instant, latest: instant };
        let mut fault = Fault::new(code, message);
        fault.http_status = status;
        for outcome in [Outcome::Failed(fault), Outcome::Succeeded(Outputs { exact, memo })] {
            let phase = Phase::Done(Done {
                outcome,
                ended: instant,
                attempt: Attempt::LAST,
                ran: Ran::Until { attempt: Attempt::LAST, starts },
            });
            let stored = serde_json::to_string(&phase).unwrap();
            prop_assert_eq!(serde_json::from_str::<Phase>(&stored).unwrap(), phase);
        }
    }
}
