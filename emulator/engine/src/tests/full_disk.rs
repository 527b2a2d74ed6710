//! A disk without room: every change of the engine fails at least once, and nothing is forgotten.

use axum::http::StatusCode;
use insta::assert_snapshot;
use uuid::Uuid;

use super::handlers::{BUSY, NOTHING};
use super::harness::{FAILS, Organization, SUCCEEDS, sink};
use super::ledger::Ledger;
use dataverse_runtime::activity::Pending;
use dataverse_runtime::clock::{Mode, To};
use dataverse_store::{AfterTry, CompletionEvent};

#[tokio::test]
async fn an_operation_has_all_its_attempts_and_one_callback() {
    let organization = Organization::new(Mode::Manual);
    organization.fill_disk();
    let (url, mut bodies) = sink(|| StatusCode::OK).await;
    organization.begin(1, FAILS, Some(url)).await;
    organization.settle().await;
    organization.clock.advance(To::Idle).await.unwrap();
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
    assert!(bodies.recv().await.is_some());
    assert!(bodies.is_empty());
    assert_eq!(organization.tries(), [AfterTry::Finished]);
    assert!(organization.changes() > 16, "{}", organization.changes());
    assert_eq!(organization.activity.pending(), Pending::default());
}

#[tokio::test]
async fn a_success_stays_a_success() {
    let organization = Organization::new(Mode::Manual);
    organization.fill_disk();
    organization.submit(1, SUCCEEDS).await;
    assert_snapshot!(organization.trace(), @r"
      0s  #1 (0, 0)
      0s  #1 (2, 20)
      0s  #1 (3, 30)
    ");
}

#[tokio::test]
async fn a_time_limit_and_a_cancellation_end_their_operations() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("retry_policy=none");
    organization.fill_disk();
    organization.script(SUCCEEDS, r#"{"start":{"after":"PT5S"}}"#);
    organization.submit(1, SUCCEEDS).await;
    organization.cancel(Uuid::from_u128(1)).await;
    organization.script(FAILS, r#"{"outcomes":["never"]}"#);
    organization.submit(2, FAILS).await;
    organization.clock.advance(To::Idle).await.unwrap();
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
async fn jobs_are_started_woken_and_ended_and_events_are_raised() {
    let organization = Organization::new(Mode::Manual);
    organization.fill_disk();
    for (number, script) in [(1, NOTHING), (2, BUSY)] {
        let job = Ledger::job(Uuid::from_u128(number), "", script);
        organization.write(job).await;
    }
    organization.hear(CompletionEvent::Subscribed);
    organization.begin(3, SUCCEEDS, None).await;
    organization.settle().await;
    assert_eq!(organization.job(1), "3/30 retries 0");
    assert_eq!(organization.job(2), "1/10 retries 1");
    organization.clock.advance(To::Idle).await.unwrap();
    assert_eq!(organization.job(2), "3/31 retries 1 error 0x80040265");
    assert_eq!(organization.activity.pending(), Pending::default());
}
