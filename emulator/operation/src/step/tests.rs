//! Tests of `step` and `cancel`: single rules here, combinations in the submodules.

mod random;
mod table;
mod walk;

use super::*;
use crate::cancel::{CancelRefused, cancel};
use crate::fault::code;

/// The instant this many seconds after the start of the tests.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + seconds).unwrap()
}

fn attempt(number: u8) -> Attempt {
    Attempt::try_from(number).unwrap()
}

fn rules(assignments: &[&str]) -> Rules {
    let mut rules = Rules::default();
    for assignment in assignments {
        rules.set_assignment(assignment).unwrap();
    }
    rules
}

fn outputs() -> Outputs {
    Outputs {
        exact: r#"{"Sum":3}"#.to_owned(),
        memo: r#"[{"Key":"Sum","Value":3}]"#.to_owned(),
    }
}

fn moved(step: Step) -> (Phase, Vec<Effect>) {
    match step {
        Step::Moved { phase, effects } => (phase, effects),
        Step::Ignored(why) => panic!("nothing changed: {why}"),
    }
}

/// The phase in which attempt `number` runs from second 100; the first attempt started at second 0.
fn running(number: u8, cancel: CancelWish) -> Phase {
    Phase::Running(Running {
        attempt: attempt(number),
        starts: Starts {
            first: at(if number == 1 { 100 } else { 0 }),
            latest: at(100),
        },
        deadline: at(220),
        cancel,
    })
}

fn faulted(number: u8, code: i32) -> Signal {
    Signal::Faulted {
        attempt: attempt(number),
        fault: Fault::new(code, "It failed."),
    }
}

fn succeeded_with(outputs: Outputs) -> Signal {
    Signal::Succeeded {
        attempt: Attempt::FIRST,
        outputs,
    }
}

fn timed_out(number: u8) -> Signal {
    Signal::TimedOut {
        attempt: attempt(number),
        plug_in: "Contoso.Slow".to_owned(),
    }
}

fn outcome(phase: &Phase) -> Option<&Outcome> {
    match phase {
        Phase::Done(done) => Some(&done.outcome),
        _ => None,
    }
}

/// The second at which a retry is due; `None` if there is none.
fn retry_due(phase: &Phase) -> Option<i64> {
    match phase {
        Phase::Waiting(Waiting {
            ready: Ready::At { due, .. },
            ..
        }) => Some(due.as_second() - at(0).as_second()),
        _ => None,
    }
}

/// The phase after the first attempt failed with this code at second 110.
fn after_fault(code: i32, assignments: &[&str]) -> Phase {
    let phase = running(1, CancelWish::NotAsked);
    moved(step(&phase, faulted(1, code), at(110), &rules(assignments))).0
}

#[test]
fn every_error_is_retried_by_default() {
    assert_eq!(retry_due(&after_fault(code::ISV_ABORTED, &[])), Some(112));
    assert_eq!(retry_due(&after_fault(code::ACCESS_DENIED, &[])), Some(112));
}

#[test]
fn transient_only_retries_what_may_pass() {
    let policy = &["retry_policy=transient_only"];
    assert_eq!(retry_due(&after_fault(code::ISV_ABORTED, policy)), None);
    assert_eq!(
        retry_due(&after_fault(code::SQL_TIMEOUT, policy)),
        Some(112)
    );
    let phase = running(1, CancelWish::NotAsked);
    let (after, _) = moved(step(&phase, timed_out(1), at(220), &rules(policy)));
    assert_eq!(retry_due(&after), Some(222), "a time-out is transient");
    let interrupted = Signal::Interrupted {
        attempt: Attempt::FIRST,
    };
    let (after, _) = moved(step(&phase, interrupted, at(110), &rules(policy)));
    assert_eq!(retry_due(&after), Some(112), "so is the end of a process");
}

#[test]
fn no_error_is_retried_when_the_policy_is_none() {
    let after = after_fault(code::SQL_TIMEOUT, &["retry_policy=none"]);
    assert!(matches!(outcome(&after), Some(Outcome::Failed(_))));
}

#[test]
fn the_number_of_retries_is_a_rule() {
    for retries in 0..=3_u8 {
        let rules = rules(&[&format!("max_retries={retries}")]);
        let started = (1..=4).filter(|&number| {
            let phase = running(number, CancelWish::NotAsked);
            let signal = faulted(number, code::ISV_ABORTED);
            retry_due(&moved(step(&phase, signal, at(110), &rules)).0).is_some()
        });
        assert_eq!(started.count(), usize::from(retries));
    }
}

#[test]
fn the_execution_limit_is_a_rule() {
    let (phase, _) = submit();
    let start = Signal::Start {
        attempt: Attempt::FIRST,
    };
    for (assignment, deadline) in [
        ("execution_limit=PT2M", 120),
        ("execution_limit=PT1H", 3600),
    ] {
        let (_, effects) = moved(step(&phase, start.clone(), at(0), &rules(&[assignment])));
        let run = Effect::Run {
            attempt: Attempt::FIRST,
            deadline: at(deadline),
        };
        assert_eq!(effects, [run]);
    }
}

#[test]
fn the_error_of_a_time_out_is_a_rule() {
    for (choice, code, text) in [
        (
            "worker_execute",
            -2_146_954_991,
            "Didn't receive a response from the Contoso.Slow plug-in within the 2:20-minute limit.",
        ),
        (
            "worker",
            -2_147_204_749,
            "The plug-in execution failed because the operation has timed-out at the Sandbox Worker.",
        ),
    ] {
        let rules = rules(&[&format!("time_out_code={choice}")]);
        let phase = running(4, CancelWish::NotAsked);
        let (after, _) = moved(step(&phase, timed_out(4), at(220), &rules));
        assert_eq!(
            outcome(&after),
            Some(&Outcome::Failed(
                Fault::new(code, text).with_http_status(504)
            ))
        );
    }
}

#[test]
fn how_a_canceled_success_ends_is_a_rule() {
    let phase = running(1, CancelWish::Asked);
    for (assignment, expected) in [
        (
            "canceled_success_ends=succeeded",
            Outcome::Succeeded(outputs()),
        ),
        ("canceled_success_ends=canceled", Outcome::Canceled),
    ] {
        let signal = succeeded_with(outputs());
        let (after, _) = moved(step(&phase, signal, at(110), &rules(&[assignment])));
        assert_eq!(outcome(&after), Some(&expected));
    }
}

#[test]
fn how_a_canceled_error_ends_is_a_rule() {
    let phase = running(1, CancelWish::Asked);
    let failed = Outcome::Failed(Fault::new(code::ISV_ABORTED, "It failed."));
    for (assignment, expected) in [
        ("canceled_error_ends=failed", failed),
        ("canceled_error_ends=canceled", Outcome::Canceled),
    ] {
        let signal = faulted(1, code::ISV_ABORTED);
        let (after, _) = moved(step(&phase, signal, at(110), &rules(&[assignment])));
        assert_eq!(outcome(&after), Some(&expected));
    }
}

#[test]
fn an_interrupted_attempt_is_an_error_or_runs_again() {
    let phase = running(4, CancelWish::NotAsked);
    let signal = || Signal::Interrupted {
        attempt: Attempt::LAST,
    };
    let (after, _) = moved(step(&phase, signal(), at(110), &rules(&[])));
    let Some(Outcome::Failed(fault)) = outcome(&after) else {
        panic!("no retry is left, so it has failed: {after:?}");
    };
    assert_eq!(fault.code, -2_147_220_956);

    let rerun = rules(&["interrupted_attempt=rerun"]);
    let (after, effects) = moved(step(&phase, signal(), at(110), &rerun));
    let attempt = Attempt::LAST;
    assert_eq!(effects, [Effect::Enqueue { attempt }]);
    let (after, _) = moved(step(&after, Signal::Start { attempt }, at(130), &rerun));
    let Phase::Running(again) = after else {
        panic!("it runs again: {after:?}");
    };
    assert_eq!((again.starts.first, again.starts.latest), (at(0), at(130)));
}

#[test]
fn a_canceled_attempt_that_counts_as_not_executed_ends_canceled() {
    let phase = running(1, CancelWish::Asked);
    let signal = Signal::Interrupted {
        attempt: Attempt::FIRST,
    };
    let rerun = rules(&["interrupted_attempt=rerun"]);
    let (after, _) = moved(step(&phase, signal, at(110), &rerun));
    assert_eq!(outcome(&after), Some(&Outcome::Canceled));
}

#[test]
fn outputs_that_do_not_fit_fail_the_operation_or_are_cut_off() {
    let long = || Outputs {
        exact: "{}".to_owned(),
        memo: "a".repeat(memo::MAX_LENGTH + 1),
    };
    let phase = running(1, CancelWish::NotAsked);
    let fail = rules(&["output_overflow=fail"]);
    let (after, _) = moved(step(&phase, succeeded_with(long()), at(110), &fail));
    let Some(Outcome::Failed(fault)) = outcome(&after) else {
        panic!("it has failed without a retry: {after:?}");
    };
    assert_eq!(fault.code, code::STRING_LENGTH_TOO_LONG);

    let truncate = rules(&["output_overflow=truncate"]);
    let (after, _) = moved(step(&phase, succeeded_with(long()), at(110), &truncate));
    let Some(Outcome::Succeeded(kept)) = outcome(&after) else {
        panic!("it has succeeded: {after:?}");
    };
    assert_eq!(
        (kept.exact.as_str(), kept.memo.len()),
        ("{}", memo::MAX_LENGTH)
    );
}

#[test]
fn when_a_cancellation_settles_is_a_rule() {
    let (phase, _) = submit();
    for (assignment, second) in [
        ("cancel_settles_after=PT1S", 1),
        ("cancel_settles_after=PT0S", 0),
        ("cancel_settles_after=P1D", 86_400),
    ] {
        let (_, effects) = moved(cancel(&phase, at(0), &rules(&[assignment])).unwrap());
        assert_eq!(effects, [Effect::SettleCancelAt { at: at(second) }]);
    }
}

#[test]
fn a_late_cancellation_is_refused_in_the_platform_s_words() {
    assert_eq!(
        CancelRefused.to_string(),
        "Canceling background operation is not allowed after it is in terminal state."
    );
}

#[test]
fn an_instant_beyond_the_end_of_time_is_the_end_of_time() {
    assert_eq!(
        later(Timestamp::MAX, Duration::from_secs(1)),
        Timestamp::MAX
    );
    assert_eq!(later(at(0), Duration::MAX), Timestamp::MAX);
}
