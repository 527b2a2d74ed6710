//! Tests of the columns under each rule.

use super::*;
use crate::attempt::Attempt;
use crate::fault::Fault;
use crate::outcome::Outputs;
use crate::phase::{Canceling, Done, Ready, Running, Starts, Waiting};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).unwrap()
}

fn rules(assignments: &[&str]) -> Rules {
    let mut rules = Rules::default();
    for assignment in assignments {
        rules.set_assignment(assignment).unwrap();
    }
    rules
}

/// The attempts up to this one have run: the first from second 0, this one from second 50.
fn ran(number: u8) -> Ran {
    Ran::Until {
        attempt: Attempt::try_from(number).unwrap(),
        starts: Starts {
            first: at(0),
            latest: at(50),
        },
    }
}

fn between_attempts() -> Phase {
    Phase::Waiting(Waiting {
        attempt: Attempt::try_from(3).unwrap(),
        ready: Ready::At {
            due: at(60),
            after: Fault::access_denied(),
        },
        ran: ran(2),
    })
}

fn done(outcome: Outcome) -> Phase {
    Phase::Done(Done {
        outcome,
        ended: at(70),
        attempt: Attempt::LAST,
        ran: ran(4),
    })
}

fn succeeded(memo: &str) -> Phase {
    done(Outcome::Succeeded(Outputs {
        exact: "{}".to_owned(),
        memo: memo.to_owned(),
    }))
}

#[test]
fn an_accepted_operation_is_ready_and_empty() {
    let (phase, _) = crate::step::submit();
    assert_eq!(
        record(&phase, &Rules::default()),
        Record {
            status: Status::WaitingForResources,
            retrycount: 0,
            starttime: None,
            endtime: None,
            outputparameters: None,
            errorcode: None,
            errormessage: None,
        }
    );
}

#[test]
fn a_failed_operation_shows_its_error_and_no_outputs() {
    let phase = done(Outcome::Failed(Fault::access_denied()));
    assert_eq!(
        record(&phase, &Rules::default()),
        Record {
            status: Status::Failed,
            retrycount: 3,
            starttime: Some(at(0)),
            endtime: Some(at(70)),
            outputparameters: None,
            errorcode: Some(-2_147_187_707),
            errormessage: Some("Access is denied."),
        }
    );
}

#[test]
fn a_succeeded_operation_shows_its_outputs_and_no_error() {
    let memo = r#"[{"Key":"Sum","Value":3}]"#;
    let phase = succeeded(memo);
    let record = record(&phase, &Rules::default());
    assert_eq!(record.status, Status::Succeeded);
    assert_eq!(record.outputparameters, Some(memo));
    assert_eq!((record.errorcode, record.errormessage), (None, None));
}

#[test]
fn between_attempts_the_row_is_ready_or_locked() {
    let phase = between_attempts();
    for (assignment, expected) in [
        ("between_attempts=ready", Status::WaitingForResources),
        ("between_attempts=locked", Status::InProgress),
    ] {
        assert_eq!(status(&phase, &rules(&[assignment])), expected);
    }
    let (accepted, _) = crate::step::submit();
    assert_eq!(
        status(&accepted, &rules(&["between_attempts=locked"])),
        Status::WaitingForResources,
        "before the first attempt it is ready in any case"
    );
}

#[test]
fn a_retry_counts_when_it_is_scheduled_or_when_it_starts() {
    let canceling = Phase::Canceling(Canceling {
        settles_at: at(61),
        attempt: Attempt::try_from(3).unwrap(),
        ran: ran(2),
    });
    let running = Phase::Running(Running {
        attempt: Attempt::try_from(3).unwrap(),
        starts: Starts {
            first: at(0),
            latest: at(60),
        },
        deadline: at(180),
        cancel: CancelWish::NotAsked,
    });
    for (assignment, waiting, canceled, started) in [
        ("retry_count_moves=at_scheduling", 2, 2, 2),
        ("retry_count_moves=at_start", 1, 1, 2),
    ] {
        let rules = rules(&[assignment]);
        assert_eq!(record(&between_attempts(), &rules).retrycount, waiting);
        assert_eq!(record(&canceling, &rules).retrycount, canceled);
        assert_eq!(record(&running, &rules).retrycount, started);
    }
}

#[test]
fn starttime_is_the_first_or_the_latest_start() {
    for (assignment, second) in [
        ("start_time_is=first_start", 0),
        ("start_time_is=latest_start", 50),
    ] {
        let rules = rules(&[assignment]);
        for phase in [between_attempts(), done(Outcome::Canceled)] {
            assert_eq!(record(&phase, &rules).starttime, Some(at(second)));
        }
    }
}

#[test]
fn unset_outputs_are_null_or_an_empty_array() {
    let unset = [
        between_attempts(),
        done(Outcome::Canceled),
        done(Outcome::Failed(Fault::access_denied())),
        succeeded("[]"),
    ];
    for phase in unset {
        let shown = |assignment| record(&phase, &rules(&[assignment])).outputparameters;
        assert_eq!(shown("outputs_when_unset=null"), None);
        assert_eq!(shown("outputs_when_unset=empty_array"), Some("[]"));
    }
}

#[test]
fn an_error_text_longer_than_its_column_is_cut_off() {
    let fault = Fault::invalid_plugin_execution("a".repeat(memo::MAX_LENGTH + 1));
    let phase = done(Outcome::Failed(fault));
    let shown = record(&phase, &Rules::default()).errormessage.unwrap();
    assert_eq!(shown.len(), memo::MAX_LENGTH);
}
