//! The ends of operations: success, retries, time-outs, cancellation, expiry, callbacks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use axum::http::StatusCode;
use dataverse_operation::outcome::Outcome;
use dataverse_operation::phase::Phase;
use insta::assert_snapshot;
use jiff::SignedDuration;
use uuid::Uuid;

use super::harness::{
    CONFLICTS, FAILS, LISTENS, LOSES, LOSES_ONCE, Organization, PANICS, STUCK, SUCCEEDS, sink,
};
use dataverse_runtime::activity::Pending;
use dataverse_runtime::clock::{Mode, To};
use dataverse_store::AfterTry;

const BUSY: Pending = Pending {
    busy: 1,
    network: 0,
    time: 0,
    release: 0,
    polls: 0,
    storage: 0,
};

fn outcome(phase: Option<Phase>) -> Outcome {
    match phase {
        Some(Phase::Done(done)) => done.outcome,
        other => panic!("not done: {other:?}"),
    }
}

/// Submits an operation that succeeds.
pub(super) async fn succeeds(organization: &Organization) -> Uuid {
    organization.submit(1, SUCCEEDS).await
}

/// Begins an operation that fails, with a callback or without, and lets it have all its attempts.
pub(super) async fn is_retried(organization: &Organization, callback: Option<String>) {
    organization.begin(1, FAILS, callback).await;
    organization.settle().await;
    organization.clock.advance(To::Idle).await.unwrap();
}

/// An operation is canceled before it starts, and another one runs into its time limit.
pub(super) async fn times_out_beside_a_canceled_one(organization: &Organization) {
    organization.rule("retry_policy=none");
    organization.script(SUCCEEDS, r#"{"start":{"after":"PT5S"}}"#);
    let canceled = succeeds(organization).await;
    organization.cancel(canceled).await;
    organization.script(FAILS, r#"{"outcomes":["never"]}"#);
    organization.submit(2, FAILS).await;
    organization.clock.advance(To::Idle).await.unwrap();
}

#[tokio::test]
async fn a_time_limit_and_a_cancellation_end_their_operations() {
    let organization = Organization::new(Mode::Manual);
    times_out_beside_a_canceled_one(&organization).await;
    assert_snapshot!(organization.trace(), @r"
      0s  #1 (0, 0)
      0s  #1 (2, 22)
      0s  #2 (0, 0)
      0s  #2 (2, 20)
      1s  #1 (3, 32)
    120s  #2 (3, 31)
    ");
}

#[tokio::test]
async fn an_operation_succeeds_with_its_outputs() {
    let organization = Organization::new(Mode::Manual);
    let id = succeeds(&organization).await;
    assert_snapshot!(organization.trace(), @r"
      0s  #1 (0, 0)
      0s  #1 (2, 20)
      0s  #1 (3, 30)
    ");
    let Outcome::Succeeded(outputs) = outcome(organization.phase(id)) else {
        panic!("it did not succeed");
    };
    assert_eq!(outputs.exact, r#"{"Attempt":1}"#);
    assert_eq!(organization.activity.pending(), Pending::default());
}

#[tokio::test]
async fn an_error_is_retried_after_two_four_and_eight_seconds() {
    let organization = Organization::new(Mode::Manual);
    is_retried(&organization, None).await;
    assert_snapshot!(organization.trace(), @r"
     0s  #1 (0, 0)
     0s  #1 (2, 20)
     0s  #1 (0, 0)
     2s  #1 (2, 20)
     2s  #1 (0, 0)
     6s  #1 (2, 20)
     6s  #1 (0, 0)
    14s  #1 (2, 20)
    14s  #1 (3, 31)
    ");
}

#[tokio::test]
async fn a_plug_in_that_panics_is_an_error_like_another() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("retry_policy=none");
    let id = organization.submit(1, PANICS).await;
    let Outcome::Failed(fault) = outcome(organization.phase(id)) else {
        panic!("it did not fail");
    };
    assert_eq!(fault, dataverse_operation::fault::Fault::unexpected());
    assert_eq!(organization.activity.pending(), Pending::default());
}

#[tokio::test]
async fn an_attempt_whose_row_changes_are_refused_fails_for_that_reason() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("max_retries=1");
    let id = organization.submit(1, CONFLICTS).await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert_snapshot!(organization.trace(), @r"
    0s  #1 (0, 0)
    0s  #1 (2, 20)
    0s  #1 (0, 0)
    2s  #1 (2, 20)
    2s  #1 (3, 31)
    ");
    let Outcome::Failed(fault) = outcome(organization.phase(id)) else {
        panic!("it did not fail");
    };
    assert_snapshot!(fault.message, @"there is no row 00000000-0000-0000-0000-00000000dead in table 'backgroundoperation'");
    assert_eq!(organization.performed(), 2);
}

#[tokio::test]
async fn a_message_that_loses_a_row_runs_again_in_the_same_attempt() {
    let organization = Organization::new(Mode::Manual);
    let id = organization.submit(1, LOSES_ONCE).await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert_snapshot!(organization.trace(), @r"
    0s  #1 (0, 0)
    0s  #1 (2, 20)
    0s  #1 (3, 30)
    ");
    let done = outcome(organization.phase(id));
    assert!(matches!(done, Outcome::Succeeded(_)), "{done:?}");
    assert_eq!(organization.performed(), 2);
}

#[tokio::test]
async fn a_message_that_loses_its_row_every_time_fails_after_three_runs() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("max_retries=0");
    let id = organization.submit(1, LOSES).await;
    organization.clock.advance(To::Idle).await.unwrap();
    let done = outcome(organization.phase(id));
    assert!(matches!(done, Outcome::Failed(_)), "{done:?}");
    assert_eq!(organization.performed(), 3);
}

#[tokio::test]
async fn an_attempt_that_never_answers_is_out_of_time_after_two_minutes() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("max_retries=1");
    organization.script(SUCCEEDS, r#"{"outcomes":["never"]}"#);
    let id = organization.submit(1, SUCCEEDS).await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert_snapshot!(organization.trace(), @r"
      0s  #1 (0, 0)
      0s  #1 (2, 20)
    120s  #1 (0, 0)
    122s  #1 (2, 20)
    242s  #1 (3, 31)
    ");
    let Outcome::Failed(fault) = outcome(organization.phase(id)) else {
        panic!("it did not fail");
    };
    assert_snapshot!(fault, @"Didn't receive a response from the sample_SucceedsPlugin plug-in within the 2:20-minute limit. (0x80081111)");
}

#[tokio::test]
async fn code_that_does_not_return_fails_in_time_and_keeps_its_slot() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("concurrency=1");
    organization.rule("retry_policy=none");
    let stuck = organization.begin(1, STUCK, None).await;
    while !matches!(organization.phase(stuck), Some(Phase::Running(_))) {
        tokio::task::yield_now().await;
    }
    organization.until(BUSY).await;
    // An advance of the clock waits for running code; real time does not.
    organization.clock.pass(SignedDuration::from_secs(120));
    while !matches!(organization.phase(stuck), Some(Phase::Done(_))) {
        tokio::task::yield_now().await;
    }
    let next = organization.begin(2, SUCCEEDS, None).await;
    organization.until(BUSY).await;
    assert!(matches!(organization.phase(next), Some(Phase::Waiting(_))));
    organization.let_go();
    organization.settle().await;
    assert_snapshot!(organization.trace(), @r"
      0s  #1 (0, 0)
      0s  #1 (2, 20)
    120s  #1 (3, 31)
    120s  #2 (0, 0)
    120s  #2 (2, 20)
    120s  #2 (3, 30)
    ");
}

#[tokio::test]
async fn code_is_told_when_its_attempt_has_ended_without_it() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("retry_policy=none");
    let listens = organization.begin(1, LISTENS, None).await;
    while !matches!(organization.phase(listens), Some(Phase::Running(_))) {
        tokio::task::yield_now().await;
    }
    organization.until(BUSY).await;
    organization.clock.pass(SignedDuration::from_secs(120));
    organization.settle().await;
    assert!(matches!(organization.phase(listens), Some(Phase::Done(_))));
    assert_eq!(organization.activity.pending(), Pending::default());
}

#[tokio::test]
async fn a_cancelled_operation_that_waits_to_start_never_does() {
    let organization = Organization::new(Mode::Manual);
    organization.script(SUCCEEDS, r#"{"start":"released"}"#);
    let id = organization.submit(1, SUCCEEDS).await;
    organization.cancel(id).await;
    assert_eq!(organization.activity.pending().release, 0);
    organization.pass(60).await;
    assert_snapshot!(organization.trace(), @r"
    0s  #1 (0, 0)
    0s  #1 (2, 22)
    1s  #1 (3, 32)
    ");
}

#[tokio::test]
async fn a_cancelled_operation_that_waits_for_its_retry_never_runs_again() {
    let organization = Organization::new(Mode::Manual);
    let id = organization.submit(1, FAILS).await;
    organization.pass(1).await;
    organization.cancel(id).await;
    organization.pass(60).await;
    assert_snapshot!(organization.trace(), @r"
    0s  #1 (0, 0)
    0s  #1 (2, 20)
    0s  #1 (0, 0)
    1s  #1 (2, 22)
    2s  #1 (3, 32)
    ");
}

#[tokio::test]
async fn a_running_operation_goes_on_when_it_is_cancelled_but_is_not_retried() {
    let organization = Organization::new(Mode::Manual);
    for (number, name) in [(1, SUCCEEDS), (2, FAILS)] {
        organization.script(name, r#"{"finish":"released"}"#);
        let id = organization.submit(number, name).await;
        organization.cancel(id).await;
        organization.release(id).await;
    }
    organization.pass(60).await;
    assert_snapshot!(organization.trace(), @r"
    0s  #1 (0, 0)
    0s  #1 (2, 20)
    0s  #1 (2, 22)
    0s  #1 (3, 30)
    0s  #2 (0, 0)
    0s  #2 (2, 20)
    0s  #2 (2, 22)
    0s  #2 (3, 31)
    ");
}

#[tokio::test]
async fn rows_expire_ninety_days_after_their_end() {
    let organization = Organization::new(Mode::Manual);
    let first = organization.submit(1, SUCCEEDS).await;
    let twin = organization.submit(2, SUCCEEDS).await;
    organization.pass(10).await;
    let second = organization.submit(3, SUCCEEDS).await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert!(organization.phase(first).is_some(), "idle is no expiry");
    organization.pass(90 * 86400 - 11).await;
    assert!(organization.phase(first).is_some());
    organization.pass(1).await;
    assert!(organization.phase(first).is_none());
    assert!(organization.phase(twin).is_none());
    assert!(organization.phase(second).is_some());
    organization.pass(10).await;
    assert!(organization.phase(second).is_none());
    assert_eq!(organization.clock.next_due(), None);
}

#[tokio::test]
async fn the_callback_comes_once_after_the_end_can_be_read() {
    let organization = Organization::new(Mode::Manual);
    let read = organization.reader();
    let (url, mut bodies) = sink(move || {
        let phase = read(Uuid::from_u128(1));
        assert!(matches!(phase, Some(Phase::Done(_))));
        StatusCode::BAD_GATEWAY
    })
    .await;
    organization.begin(1, FAILS, Some(url)).await;
    organization.settle().await;
    assert!(bodies.is_empty(), "not before the last attempt");
    organization.clock.advance(To::Idle).await.unwrap();
    assert_snapshot!(bodies.recv().await.unwrap(), @r#"{"location":"http://organization/api/backgroundoperation/00000000-0000-0000-0000-000000000001","backgroundOperationId":"00000000-0000-0000-0000-000000000001","backgroundOperationStateCode":3,"backgroundOperationStatusCode":31,"backgroundOperationErrorCode":-2147220891,"backgroundOperationErrorMessage":"It failed."}"#);
    assert!(bodies.is_empty(), "a refusal is the receiver's business");
    assert_eq!(organization.tries(), [AfterTry::Finished]);
    let entries = organization.journal.entries();
    let shown: Vec<_> = entries.iter().map(|entry| &**entry).collect();
    let mut shown = serde_json::to_value(shown).unwrap();
    shown[0]["url"] = "<url>".into();
    assert_snapshot!(
        "callback_entry",
        serde_json::to_string_pretty(&shown).unwrap()
    );
}

#[tokio::test]
async fn a_callback_is_tried_once_more_where_the_rule_says_so() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("callback_retry=webhook");
    let status = Arc::new(AtomicU16::new(503));
    let answer = move || StatusCode::from_u16(status.swap(502, Ordering::SeqCst)).unwrap();
    let (url, mut bodies) = sink(answer).await;
    organization.begin(1, SUCCEEDS, Some(url)).await;
    organization.settle().await;
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies.recv().await, bodies.recv().await);
    let again = AfterTry::Again(organization.clock.now());
    assert_eq!(organization.tries(), [again, AfterTry::Finished]);
}
