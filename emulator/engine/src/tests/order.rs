//! The order of operations: slots, queue, priorities, and that a run repeats exactly.

use insta::assert_snapshot;

use super::harness::{FAILS, Organization, SUCCEEDS};
use dataverse_runtime::clock::{Mode, To};

#[tokio::test]
async fn no_more_operations_run_than_there_are_slots_and_the_first_goes_first() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("concurrency=2");
    organization.script(SUCCEEDS, r#"{"finish":{"after":"PT10S"}}"#);
    for number in 1..=5 {
        organization.submit(number, SUCCEEDS).await;
        organization.pass(1).await;
    }
    organization.clock.advance(To::Idle).await.unwrap();
    assert_snapshot!(organization.trace(), @r"
     0s  #1 (0, 0)
     0s  #1 (2, 20)
     1s  #2 (0, 0)
     1s  #2 (2, 20)
     2s  #3 (0, 0)
     3s  #4 (0, 0)
     4s  #5 (0, 0)
    10s  #1 (3, 30)
    10s  #3 (2, 20)
    11s  #2 (3, 30)
    11s  #4 (2, 20)
    20s  #3 (3, 30)
    20s  #5 (2, 20)
    21s  #4 (3, 30)
    30s  #5 (3, 30)
    ");
}

#[tokio::test]
async fn more_slots_are_used_at_once() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("concurrency=1");
    organization.script(SUCCEEDS, r#"{"finish":"released"}"#);
    for number in 1..=3 {
        organization.submit(number, SUCCEEDS).await;
    }
    assert_eq!(organization.activity.pending().release, 1);
    organization.rule("concurrency=2");
    organization.settle().await;
    assert_eq!(organization.activity.pending().release, 2);
}

/// The operations in the order of their starts, under rule `order`, which is changed to `then`
/// while they wait. The fourth has the highest priority; the fifth gets one and loses it again.
async fn turns(order: &str, then: &str) -> String {
    let organization = Organization::new(Mode::Manual);
    organization.rule("concurrency=1");
    organization.rule(&format!("dispatch_order={order}"));
    organization.script(SUCCEEDS, r#"{"finish":{"after":"PT10S"}}"#);
    for number in 1..=5 {
        organization.submit(number, SUCCEEDS).await;
    }
    for (number, priority) in [
        (3, Some(2)),
        (4, Some(9)),
        (5, Some(10)),
        (5, None),
        (1, Some(1)),
    ] {
        organization.prioritize(number, priority).await;
    }
    organization.pass(10).await;
    organization.rule(&format!("dispatch_order={then}"));
    organization.clock.advance(To::Idle).await.unwrap();
    organization.turns()
}

#[tokio::test]
async fn a_priority_counts_if_the_rule_says_so_and_from_then_on() {
    assert_eq!(turns("fifo", "fifo").await, "#1 #2 #3 #4 #5");
    assert_eq!(turns("priority", "priority").await, "#1 #4 #3 #2 #5");
    assert_eq!(turns("fifo", "priority").await, "#1 #2 #4 #3 #5");
    assert_eq!(turns("priority", "fifo").await, "#1 #4 #2 #3 #5");
}

#[tokio::test]
async fn a_priority_is_that_of_the_retries_too() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("concurrency=1");
    organization.rule("max_retries=1");
    organization.rule("dispatch_order=priority");
    organization.script(SUCCEEDS, r#"{"finish":{"after":"PT3S"}}"#);
    organization.submit(1, FAILS).await;
    organization.prioritize(1, Some(1)).await;
    organization.submit(2, SUCCEEDS).await;
    organization.submit(3, SUCCEEDS).await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert_eq!(organization.turns(), "#1 #2 #1 #3");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_repeats_exactly() {
    let mut traces = Vec::new();
    for _ in 0..2 {
        let organization = Organization::new(Mode::Manual);
        organization.rule("concurrency=2");
        organization.script(SUCCEEDS, r#"{"start":{"after":"PT2S"}}"#);
        for number in 1..=6 {
            let custom_api = if number % 2 == 0 { SUCCEEDS } else { FAILS };
            organization.submit(number, custom_api).await;
        }
        organization.clock.advance(To::Idle).await.unwrap();
        traces.push(organization.trace());
    }
    assert_eq!(traces[0], traces[1]);
    assert_eq!(traces[0].matches("(3, 30)").count(), 3);
    assert_eq!(traces[0].matches("(3, 31)").count(), 3);
}
