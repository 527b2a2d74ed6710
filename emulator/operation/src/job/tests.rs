//! Tests of the state machine of system jobs.

mod table;
mod walk;

use super::record::record;
use super::wish::{JobRefused, Wish, delete, wish};
use super::*;
use crate::fault::code;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + seconds).unwrap()
}

fn rules(assignments: &[&str]) -> Rules {
    let mut rules = Rules::default();
    for assignment in assignments {
        rules.set_assignment(assignment).unwrap();
    }
    rules
}

fn faulted(attempt: u32, again: Retry) -> JobSignal {
    JobSignal::Faulted {
        attempt,
        fault: Fault::new(code::ISV_ABORTED, "It failed."),
        again,
    }
}

fn job(state: State, attempts: u32, retries: u32) -> Job {
    Job {
        state,
        attempts,
        retries,
        started: (attempts > 0).then(|| at(100)),
    }
}

fn running(attempts: u32, retries: u32) -> Job {
    let cancel = CancelWish::NotAsked;
    job(State::Running { cancel }, attempts, retries)
}

#[test]
fn a_transient_failure_is_retried_as_often_as_the_rule_says_and_ever_later() {
    let rules = rules(&[
        "job_retries=3",
        "job_retry_delay=PT10S",
        "backoff_cap=PT25S",
    ]);
    let mut waits = Vec::new();
    let mut now = at(0);
    let mut job = Job::new();
    loop {
        job = step(&job, JobSignal::Start, now, &rules).unwrap();
        let attempt = job.attempts;
        job = step(&job, faulted(attempt, Retry::Transient), now, &rules).unwrap();
        let State::Suspended { until } = job.state else {
            break;
        };
        waits.push(until.duration_since(now).as_secs());
        now = until;
        job = step(&job, JobSignal::Due, now, &rules).unwrap();
    }
    assert_eq!(waits, [10, 20, 25]);
    let shown = record(&job);
    assert_eq!((shown.pair, shown.retrycount), ((3, 31), 3));
    assert_eq!(shown.message, Some("It failed."));
}

#[test]
fn an_interrupted_attempt_is_no_retry() {
    let rules = rules(&["job_retries=0"]);
    let job = step(
        &running(1, 0),
        JobSignal::Interrupted { attempt: 1 },
        at(1),
        &rules,
    )
    .unwrap();
    assert_eq!((record(&job).pair, record(&job).retrycount), ((0, 0), 0));
    let again = step(&job, JobSignal::Start, at(2), &rules).unwrap();
    let late = step(&again, JobSignal::Succeeded { attempt: 1 }, at(3), &rules);
    assert_eq!(late, Err(JobIgnored::NotRunning(1)));
    assert!(step(&again, JobSignal::Succeeded { attempt: 2 }, at(3), &rules).is_ok());
}

#[test]
fn the_row_says_how_long_the_latest_attempt_took_and_what_went_wrong() {
    let long = "é".repeat(100_001);
    let signal = JobSignal::Faulted {
        attempt: 2,
        fault: Fault::new(-7, long),
        again: Retry::Permanent,
    };
    let ended = at(100) + Duration::from_millis(1250);
    let job = step(&running(2, 1), signal, ended, &Rules::default()).unwrap();
    let shown = record(&job);
    assert_eq!(shown.executiontimespan, 1.25);
    assert_eq!(
        (shown.startedon, shown.completedon),
        (Some(at(100)), Some(ended))
    );
    assert_eq!(shown.errorcode, Some(-7));
    assert_eq!(shown.message.unwrap().chars().count(), 100_000);
}

#[test]
fn only_a_rule_keeps_open_jobs_from_being_deleted() {
    let strict = rules(&["job_delete=completed"]);
    let done = running(1, 0).done(JobOutcome::Succeeded, at(101));
    for job in [Job::new(), running(1, 0)] {
        assert_eq!(delete(&job, &Rules::default()), Ok(()));
        assert_eq!(delete(&job, &strict), Err(JobRefused::Delete));
    }
    assert_eq!(delete(&done, &strict), Ok(()));
}

#[test]
fn a_refusal_is_the_platform_s() {
    let refused = |refused: JobRefused| Fault::from(refused).hex();
    assert_eq!(refused(JobRefused::ToComplete), "0x80044165");
    assert_eq!(refused(JobRefused::ToReady), "0x80044166");
    assert_eq!(refused(JobRefused::ToSuspended), "0x80044167");
    assert_eq!(refused(JobRefused::Pause), "0x80044f01");
    assert_eq!(refused(JobRefused::Delete), "0x8004416a");
}

#[test]
fn the_stored_form_is_read_as_it_was_written() {
    let jobs = [
        Job::new(),
        job(State::Suspended { until: at(5) }, 1, 1),
        running(2, 1),
        running(1, 0).done(JobOutcome::Failed(Fault::new(-1, "no")), at(9)),
        running(1, 0).done(JobOutcome::Canceled, at(9)),
    ];
    let lines: Vec<String> = jobs
        .iter()
        .map(|job| serde_json::to_string(job).unwrap())
        .collect();
    for (line, job) in lines.iter().zip(&jobs) {
        assert_eq!(serde_json::from_str::<Job>(line).unwrap(), *job);
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("stored_jobs", lines.join("\n"));
    });
}
