//! Resuming the work of an earlier engine, after a clean stop or a crash.

use axum::http::StatusCode;
use insta::assert_snapshot;
use uuid::Uuid;

use super::harness::{FAILS, Organization, STUCK, SUCCEEDS, sink};
use dataverse_runtime::activity::Pending;
use dataverse_runtime::clock::{Mode, To};
use dataverse_store::AfterTry;

#[tokio::test]
async fn a_stopped_engine_leaves_nothing_running() {
    let organization = Organization::new(Mode::Manual);
    organization.script(SUCCEEDS, r#"{"finish":"released"}"#);
    organization.submit(1, SUCCEEDS).await;
    organization.submit(2, FAILS).await;
    organization.begin(3, STUCK, None).await;
    let Organization {
        activity, engine, ..
    } = organization;
    engine.shutdown().await;
    // Writes that the writer has received are still committed.
    while activity.pending() != Pending::default() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_engine_stops_with_its_handle() {
    let organization = Organization::new(Mode::Manual);
    organization.script(SUCCEEDS, r#"{"start":"released"}"#);
    organization.submit(1, SUCCEEDS).await;
    let Organization {
        activity, engine, ..
    } = organization;
    assert_eq!(activity.pending().release, 1);
    drop(engine);
    while activity.pending() != Pending::default() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_was_unfinished_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let organization = Organization::lasting(&folder.path().join("rows.db"));
    organization.script(SUCCEEDS, r#"{"finish":"released"}"#);
    organization.rule("concurrency=1");
    organization.submit(1, FAILS).await;
    organization.submit(2, SUCCEEDS).await;
    organization.submit(3, SUCCEEDS).await;
    organization.submit(4, FAILS).await;
    organization.cancel(Uuid::from_u128(4)).await;
    let organization = organization.reopen().await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert_snapshot!(organization.trace(), @r"
     0s  #1 (0, 0)
     0s  #1 (2, 20)
     0s  #1 (0, 0)
     0s  #2 (0, 0)
     0s  #2 (2, 20)
     0s  #3 (0, 0)
     0s  #4 (0, 0)
     0s  #4 (2, 22)
     0s  #2 (0, 0)
     0s  #3 (2, 20)
     0s  #3 (3, 30)
     1s  #4 (3, 32)
     2s  #1 (2, 20)
     2s  #1 (0, 0)
     2s  #2 (2, 20)
     2s  #2 (3, 30)
     6s  #1 (2, 20)
     6s  #1 (0, 0)
    14s  #1 (2, 20)
    14s  #1 (3, 31)
    ");
}

#[tokio::test]
async fn a_priority_outlives_the_engine() {
    let folder = tempfile::tempdir().unwrap();
    let organization = Organization::lasting(&folder.path().join("rows.db"));
    organization.script(SUCCEEDS, r#"{"start":"released"}"#);
    for number in 1..=3 {
        organization.submit(number, SUCCEEDS).await;
    }
    organization.prioritize(3, Some(1)).await;
    organization.prioritize(2, Some(8)).await;
    let organization = organization
        .reopen_with(&["concurrency=1", "dispatch_order=priority"])
        .await;
    organization.settle().await;
    assert_eq!(organization.turns(), "#2 #3 #1");
}

#[tokio::test]
async fn a_callback_that_was_not_marked_is_delivered_again() {
    let folder = tempfile::tempdir().unwrap();
    let organization = Organization::lasting(&folder.path().join("rows.db"));
    let (url, mut bodies) = sink(|| StatusCode::OK).await;
    organization.lose_tries();
    organization.begin(1, SUCCEEDS, Some(url)).await;
    organization.settle().await;
    let organization = organization.reopen().await;
    organization.settle().await;
    assert_eq!(bodies.recv().await, bodies.recv().await);
    assert!(bodies.is_empty());
    assert_eq!(organization.tries(), [AfterTry::Finished]);
}

#[tokio::test]
async fn rows_that_expired_meanwhile_are_swept_at_once_and_the_next_when_they_expire() {
    let folder = tempfile::tempdir().unwrap();
    let organization = Organization::lasting(&folder.path().join("rows.db"));
    let first = organization.submit(1, SUCCEEDS).await;
    organization.pass(10).await;
    let second = organization.submit(2, SUCCEEDS).await;
    let organization = organization.reopen_after(90 * 86400 - 10).await;
    organization.settle().await;
    assert!(organization.phase(first).is_none());
    assert!(organization.phase(second).is_some());
    organization.pass(10).await;
    assert!(organization.phase(second).is_none());
}
