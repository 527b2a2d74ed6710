//! Operations whose row is deleted before they are completed (BG-07B).

use dataverse_operation::phase::Phase;

use super::harness::{FAILS, Organization, STUCK, SUCCEEDS};
use dataverse_runtime::activity::Pending;
use dataverse_runtime::clock::{Mode, To};

#[tokio::test]
async fn nothing_waits_for_an_operation_whose_row_is_deleted() {
    for behavior in [
        r#"{"start":"released"}"#,
        r#"{"start":{"after":"PT9S"}}"#,
        r#"{"finish":"released"}"#,
        r#"{"finish":{"polls":2}}"#,
        r#"{"finish":{"after":"PT9S"}}"#,
        r#"{"outcomes":["never"]}"#,
    ] {
        let organization = Organization::new(Mode::Manual);
        organization.rule("concurrency=1");
        organization.script(SUCCEEDS, behavior);
        let id = organization.submit(1, SUCCEEDS).await;
        let before = organization.trace();
        assert_ne!(
            organization.activity.pending(),
            Pending::default(),
            "{behavior}"
        );
        organization.delete(id).await;
        assert_eq!(
            organization.activity.pending(),
            Pending::default(),
            "{behavior}"
        );
        assert!(organization.engine.holds().release(id).is_err());
        assert_eq!(organization.trace(), before, "{behavior}");
        let next = organization.submit(2, FAILS).await;
        assert!(
            matches!(organization.phase(next), Some(Phase::Waiting(_))),
            "its slot is free: {behavior}"
        );
        assert!(organization.trace().contains("#2 (2, 20)"), "{behavior}");
    }
}

#[tokio::test]
async fn an_operation_whose_row_is_deleted_leaves_the_queue_and_is_not_retried() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("concurrency=1");
    organization.script(SUCCEEDS, r#"{"finish":"released"}"#);
    let retried = organization.submit(1, FAILS).await;
    let holder = organization.submit(2, SUCCEEDS).await;
    let queued = organization.submit(3, FAILS).await;
    organization.delete(retried).await;
    organization.delete(queued).await;
    let before = organization.trace();
    organization.release(holder).await;
    organization.clock.advance(To::Idle).await.unwrap();
    let after = organization.trace();
    assert_eq!(after.strip_prefix(&before), Some("  0s  #2 (3, 30)\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_is_deleted_as_its_attempt_starts_leaves_nothing_behind() {
    for number in 0..64 {
        let organization = Organization::new(Mode::Manual);
        organization.script(SUCCEEDS, r#"{"finish":"released"}"#);
        let id = organization.begin(number, SUCCEEDS, None).await;
        organization.delete(id).await;
        assert_eq!(organization.activity.pending(), Pending::default());
    }
}

#[tokio::test]
async fn code_that_runs_when_its_row_is_deleted_goes_on_to_an_end_that_nobody_hears_of() {
    let organization = Organization::new(Mode::Manual);
    organization.rule("concurrency=1");
    let id = organization.begin(1, STUCK, None).await;
    while !matches!(organization.phase(id), Some(Phase::Running(_))) {
        tokio::task::yield_now().await;
    }
    let running = Pending {
        busy: 1,
        ..Pending::default()
    };
    organization.until(running).await;
    organization.delete_unsettled(id).await;
    organization.until(running).await;
    let before = organization.trace();
    let next = organization.begin(2, FAILS, None).await;
    organization.until(running).await;
    assert!(
        !organization.trace().contains("#2 (2, 20)"),
        "it keeps its slot"
    );
    organization.let_go();
    organization.settle().await;
    let after = organization.trace();
    assert!(!after[before.len()..].contains("#1"), "{after}");
    assert!(after.contains("#2 (2, 20)"), "{after}");
    assert!(organization.phase(next).is_some());
}
