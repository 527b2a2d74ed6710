//! System jobs, callbacks and completion events in their lanes.

use std::collections::HashMap;

use axum::http::StatusCode;
use dataverse_operation::fault::code;
use uuid::Uuid;

use super::handlers::{
    BREAKS, BUSY, CALLS, HANGS, LEAVES, LEAVES_TOO_MUCH, LEFT, LISTENS, NOTHING, REFUSES, job_of,
};
use super::harness::{FAILS, Organization, SUCCEEDS, mute_sink, sink};
use super::ledger::Ledger;
use dataverse_runtime::activity::Pending;
use dataverse_runtime::clock::{Mode, To};
use dataverse_store::{CompletionEvent, Write};

const HOST: &str = "https://host.example";
const OTHER: &str = "https://other.example";

fn job(number: u128, lane: &str, script: &str) -> Write {
    Ledger::job(Uuid::from_u128(number), lane, script)
}

#[tokio::test]
async fn a_job_is_executed_and_shows_how_it_ended() {
    let organization = Organization::new(Mode::Manual);
    for (number, script) in [(1, NOTHING), (2, REFUSES), (3, BREAKS)] {
        organization.write(job(number, "", script)).await;
    }
    organization.settle().await;
    assert_eq!(organization.job(1), "3/30 retries 0");
    assert_eq!(organization.job(2), "3/31 retries 0 error 0x80040265");
    assert_eq!(organization.job(3), "3/31 retries 0 error 0x80040216");
    assert_eq!(organization.activity.pending(), Pending::default());
}

#[tokio::test]
async fn what_stays_of_a_failed_job_is_committed_with_its_end() {
    let organization = Organization::new(Mode::Manual);
    for (number, script) in [(1, LEAVES), (2, LEAVES_TOO_MUCH)] {
        organization.write(job(number, "", script)).await;
    }
    organization.settle().await;
    assert_eq!(organization.job(1), "3/31 retries 0 error 0x80040265");
    assert_eq!(organization.job(LEFT), "3/30 retries 0");
    assert_eq!(organization.job(2), "3/31 retries 0 error 0x80040265");
}

#[tokio::test]
async fn a_failure_of_the_moment_is_tried_again_later() {
    let organization = Organization::new(Mode::Manual);
    organization.write(job(1, HOST, BUSY)).await;
    organization.settle().await;
    assert_eq!(organization.job(1), "1/10 retries 1");
    assert_eq!(organization.activity.pending().time, 1);
    organization.pass(1).await;
    assert_eq!(organization.job(1), "1/10 retries 1");
    organization.pass(1).await;
    assert_eq!(organization.job(1), "3/31 retries 1 error 0x80040265");
    assert_eq!(organization.handlers.performed()[&Uuid::from_u128(1)], 2);
    assert_eq!(organization.activity.pending(), Pending::default());
}

#[tokio::test]
async fn ten_thousand_jobs_of_one_lane_all_run_and_no_more_than_its_slots_at_once() {
    const JOBS: u128 = 10_000;
    let organization = Organization::new(Mode::Manual);
    for hundred in 0..JOBS / 100 {
        let some = (1..=100).map(|number| job(hundred * 100 + number, HOST, NOTHING));
        organization.write_all(some.collect()).await;
    }
    organization.settle().await;
    let performed = organization.handlers.performed();
    assert_eq!(performed.len(), 10_000);
    assert!(performed.values().all(|attempts| *attempts == 1));
    assert!(organization.handlers.most_at_once() <= 16);
    assert_eq!(organization.jobs_in(3, 30), 10_000);
    assert_eq!(organization.activity.pending(), Pending::default());
}

#[tokio::test]
async fn a_lane_that_is_stuck_holds_up_no_other() {
    let organization = Organization::new(Mode::Manual);
    let stuck = (1..=100).map(|number| job(number, HOST, CALLS)).collect();
    organization.write_all(stuck).await;
    let live = (101..=200).map(|number| job(number, OTHER, NOTHING));
    organization.write_all(live.collect()).await;
    while organization.jobs_in(3, 30) < 100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(organization.jobs_in(2, 20), 16);
    assert_eq!(organization.jobs_in(0, 0), 84);
    // Queued work that waits for calls does not keep the clock from advancing.
    organization
        .until(Pending {
            network: 17,
            ..Pending::default()
        })
        .await;
    organization.pass(1).await;
    while organization.jobs_in(3, 30) < 200 {
        organization.handlers.answer();
        tokio::task::yield_now().await;
    }
    organization.settle().await;
}

#[tokio::test]
async fn more_slots_are_used_at_once() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("job_concurrency=1");
    let calls = (1..=3).map(|number| job(number, HOST, CALLS)).collect();
    organization.write_all(calls).await;
    while organization.jobs_in(2, 20) < 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(organization.jobs_in(0, 0), 2);
    organization.rule("job_concurrency=3");
    while organization.jobs_in(2, 20) < 3 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn code_that_does_not_return_has_failed_after_the_limit() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("job_concurrency=1");
    organization.write(job(1, "", HANGS)).await;
    organization.write(job(2, "", NOTHING)).await;
    while organization.jobs_in(2, 20) < 1 || organization.handlers.performed().is_empty() {
        tokio::task::yield_now().await;
    }
    organization
        .clock
        .pass(jiff::SignedDuration::from_secs(120));
    while organization.jobs_in(3, 31) < 1 {
        tokio::task::yield_now().await;
    }
    let worker = code::SANDBOX_WORKER_PLUGIN_EXECUTE_TIMEOUT;
    assert_eq!(
        organization.job(1),
        format!("3/31 retries 0 error {worker:#010x}")
    );
    // When the job returns, its slot is free and its result is ignored.
    assert_eq!(organization.job(2), "0/0 retries 0");
    organization.handlers.answer();
    organization.settle().await;
    assert_eq!(organization.jobs_in(3, 31), 1);
    assert_eq!(organization.job(2), "3/30 retries 0");
}

#[tokio::test]
async fn code_of_a_job_is_told_when_it_has_failed_without_it() {
    let organization = Organization::new(Mode::Manual);
    organization.write(job(1, "", LISTENS)).await;
    while organization.handlers.performed().is_empty() {
        tokio::task::yield_now().await;
    }
    organization
        .clock
        .pass(jiff::SignedDuration::from_secs(120));
    organization.settle().await;
    assert_eq!(organization.jobs_in(3, 31), 1);
    assert_eq!(organization.activity.pending(), Pending::default());
}

#[tokio::test]
async fn a_job_whose_row_is_gone_is_not_executed_any_more() {
    let organization = Organization::new(Mode::Manual);
    organization.write(job(1, HOST, BUSY)).await;
    organization.settle().await;
    organization
        .write(Ledger::job_deletion(Uuid::from_u128(1)))
        .await;
    organization.settle().await;
    assert_eq!(organization.activity.pending(), Pending::default());
    organization.clock.advance(To::Idle).await.unwrap();
    assert_eq!(organization.handlers.performed()[&Uuid::from_u128(1)], 1);
}

#[tokio::test]
async fn the_end_of_an_operation_is_raised_once_and_becomes_a_job() {
    let organization = Organization::new(Mode::Manual);
    organization.hear(CompletionEvent::Subscribed);
    let done = organization.submit(1, SUCCEEDS).await;
    organization.hear(CompletionEvent::Unsubscribed);
    organization.submit(2, SUCCEEDS).await;
    organization.settle().await;
    let raised = organization.handlers.raised();
    let facts: Vec<_> = raised
        .iter()
        .map(|event| (event.operation, event.name.as_str(), event.status))
        .collect();
    assert_eq!(facts, [(done, SUCCEEDS, 30)]);
    assert_eq!(organization.job(job_of(done).as_u128()), "3/30 retries 0");
}

#[tokio::test]
async fn every_end_of_many_operations_is_raised_once() {
    let organization = Organization::new(Mode::Manual);
    organization.hear(CompletionEvent::Subscribed);
    organization.rule("max_retries=0");
    for number in 1..=1_000 {
        let api = if number % 3 == 0 { FAILS } else { SUCCEEDS };
        organization.begin(number, api, None).await;
    }
    organization.settle().await;
    let mut raised: HashMap<Uuid, u32> = HashMap::new();
    for event in organization.handlers.raised() {
        *raised.entry(event.operation).or_default() += 1;
    }
    assert_eq!(raised.len(), 1_000);
    assert!(raised.values().all(|times| *times == 1));
    assert_eq!(organization.jobs_in(3, 30), 1_000);
}

#[tokio::test]
async fn an_event_that_cannot_be_raised_is_tried_again_and_then_left_for_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let organization = Organization::lasting(&folder.path().join("rows.db"));
    organization.hear(CompletionEvent::Subscribed);
    organization.handlers.refuse_to_raise(3);
    let done = organization.submit(1, SUCCEEDS).await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert_eq!(organization.handlers.raised().len(), 3);
    assert_eq!(organization.jobs_in(3, 30), 0);
    let organization = organization.reopen().await;
    organization.settle().await;
    assert_eq!(organization.handlers.raised().len(), 1);
    assert_eq!(organization.job(job_of(done).as_u128()), "3/30 retries 0");
    // The lane has been removed meanwhile.
    let organization = organization.reopen().await;
    organization.settle().await;
    assert!(organization.handlers.raised().is_empty());
}

#[tokio::test]
async fn jobs_go_on_where_they_were_when_the_organization_was_closed() {
    let folder = tempfile::tempdir().unwrap();
    let organization = Organization::lasting(&folder.path().join("rows.db"));
    organization.rule("job_concurrency=1");
    organization.write(job(1, OTHER, BUSY)).await;
    organization.settle().await;
    for number in 2..=3 {
        organization.write(job(number, HOST, CALLS)).await;
    }
    while organization.handlers.performed().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(organization.job(1), "1/10 retries 1");
    assert_eq!(organization.job(2), "2/20 retries 0");
    assert_eq!(organization.job(3), "0/0 retries 0");
    let organization = organization.reopen().await;
    while organization.handlers.performed().len() < 2 {
        tokio::task::yield_now().await;
    }
    organization.handlers.answer();
    organization.settle().await;
    assert_eq!(organization.job(1), "1/10 retries 1");
    assert_eq!(organization.job(2), "3/30 retries 0");
    assert_eq!(organization.job(3), "3/30 retries 0");
    organization.pass(2).await;
    assert_eq!(organization.job(1), "3/31 retries 1 error 0x80040265");
}

#[tokio::test]
async fn callbacks_to_a_host_that_does_not_answer_hold_up_no_other_and_wait_in_the_database() {
    let organization = Organization::new(Mode::Manual);
    let (mute, answers) = mute_sink().await;
    let (live, mut bodies) = sink(|| StatusCode::OK).await;
    for number in 1..=100 {
        organization
            .begin(number, SUCCEEDS, Some(mute.clone()))
            .await;
    }
    for number in 101..=200 {
        organization
            .begin(number, SUCCEEDS, Some(live.clone()))
            .await;
    }
    for _ in 0..100 {
        bodies.recv().await.unwrap();
    }
    // Two calls and one guard for the queued callbacks, which are in the database only.
    let stuck = Pending {
        network: 3,
        ..Pending::default()
    };
    organization.until(stuck).await;
    assert_eq!(organization.tries().len(), 100);
    answers.close();
    organization.settle().await;
    assert_eq!(organization.tries().len(), 200);
}

#[tokio::test]
async fn events_that_wait_for_another_try_do_not_stop_an_automatic_clock() {
    let organization = Organization::new(Mode::Auto);
    organization.hear(CompletionEvent::Subscribed);
    // More than are raised at once: the others wait for those that wait for a retry.
    organization.handlers.refuse_to_raise(32);
    // All in one change: the clock moves as soon as no work is busy.
    let operations =
        (1..=40).map(|number| Ledger::submission(Uuid::from_u128(number), SUCCEEDS, None));
    organization.write_all(operations.collect()).await;
    while organization.jobs_in(3, 30) < 40 {
        tokio::task::yield_now().await;
    }
    assert_eq!(organization.handlers.raised().len(), 72);
}
