//! Scripts: barriers at the start and the end of operations, and outcomes.

use dataverse_operation::outcome::Outcome;
use dataverse_operation::phase::Phase;
use insta::assert_snapshot;
use jiff::SignedDuration;

use super::super::remaining_work::{RemainingWork, remaining_work_of_call};
use super::super::script::{Answer, Script};
use super::harness::{FAILS, Organization, SUCCEEDS, start};
use dataverse_runtime::activity::Class;
use dataverse_runtime::clock::{Mode, To};

#[tokio::test]
async fn an_operation_starts_and_finishes_when_released() {
    let organization = Organization::new(Mode::Manual);
    organization.script(SUCCEEDS, r#"{"start":"released","finish":"released"}"#);
    let id = organization.submit(1, SUCCEEDS).await;
    organization.pass(5).await;
    organization.release(id).await;
    organization.pass(5).await;
    organization.release(id).await;
    assert!(organization.engine.holds().release(id).is_err());
    assert_snapshot!(organization.trace(), @r"
     0s  #1 (0, 0)
     5s  #1 (2, 20)
    10s  #1 (3, 30)
    ");
}

#[tokio::test]
async fn an_operation_starts_and_finishes_after_polls() {
    let organization = Organization::new(Mode::Manual);
    organization.script(SUCCEEDS, r#"{"start":{"polls":1},"finish":{"polls":2}}"#);
    let id = organization.submit(1, SUCCEEDS).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(match organization.phase(id) {
            Some(Phase::Waiting(_)) => "waiting",
            Some(Phase::Running(_)) => "running",
            Some(Phase::Done(_)) => "done",
            other => panic!("{other:?}"),
        });
        organization.poll(id).await;
    }
    assert_eq!(seen, ["waiting", "running", "running", "done"]);
}

#[tokio::test]
async fn an_operation_starts_and_finishes_after_durations() {
    let organization = Organization::new(Mode::Manual);
    let behavior = r#"{"start":{"after":"PT3S"},"finish":{"after":"PT4S"}}"#;
    organization.script(FAILS, behavior);
    organization.rule("max_retries=1");
    organization.submit(1, FAILS).await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert_snapshot!(organization.trace(), @r"
     0s  #1 (0, 0)
     3s  #1 (2, 20)
     7s  #1 (0, 0)
     9s  #1 (2, 20)
    13s  #1 (3, 31)
    ");
}

#[tokio::test]
async fn a_held_attempt_is_out_of_time_when_the_clock_gets_there_and_not_by_itself() {
    let organization = Organization::new(Mode::Manual);
    organization.script(SUCCEEDS, r#"{"finish":"released"}"#);
    organization.rule("retry_policy=none");
    let id = organization.submit(1, SUCCEEDS).await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert!(matches!(organization.phase(id), Some(Phase::Running(_))));
    organization.pass(119).await;
    assert!(matches!(organization.phase(id), Some(Phase::Running(_))));
    organization.pass(1).await;
    assert!(matches!(organization.phase(id), Some(Phase::Done(_))));
    assert!(organization.engine.holds().release(id).is_err());
}

#[tokio::test]
async fn each_attempt_has_its_own_outcome_and_the_last_one_repeats() {
    let organization = Organization::new(Mode::Manual);
    let behavior =
        r#"{"outcomes":[{"fail":{"code":1,"message":"once"}},"never",{"return":{"A":7}}]}"#;
    organization.script(SUCCEEDS, behavior);
    let id = organization.submit(1, SUCCEEDS).await;
    organization.clock.advance(To::Idle).await.unwrap();
    assert_snapshot!(organization.trace(), @r"
      0s  #1 (0, 0)
      0s  #1 (2, 20)
      0s  #1 (0, 0)
      2s  #1 (2, 20)
    122s  #1 (0, 0)
    126s  #1 (2, 20)
    126s  #1 (3, 30)
    ");
    let Some(Phase::Done(done)) = organization.phase(id) else {
        panic!("not done");
    };
    let Outcome::Succeeded(outputs) = done.outcome else {
        panic!("it did not succeed");
    };
    assert_eq!(outputs.exact, r#"{"A":7}"#);
}

#[tokio::test]
async fn an_automatic_clock_runs_through_all_retries_but_not_past_a_hold() {
    let organization = Organization::new(Mode::Auto);
    organization.script(SUCCEEDS, r#"{"finish":"released"}"#);
    let held = organization.submit(1, SUCCEEDS).await;
    organization.submit(2, FAILS).await;
    assert!(matches!(organization.phase(held), Some(Phase::Running(_))));
    assert_snapshot!(organization.trace(), @r"
     0s  #1 (0, 0)
     0s  #1 (2, 20)
     0s  #2 (0, 0)
     0s  #2 (2, 20)
     0s  #2 (0, 0)
     2s  #2 (2, 20)
     2s  #2 (0, 0)
     6s  #2 (2, 20)
     6s  #2 (0, 0)
    14s  #2 (2, 20)
    14s  #2 (3, 31)
    ");
}

#[tokio::test]
async fn a_synchronous_call_is_held_up_by_durations_and_outcomes_alone() {
    let organization = Organization::new(Mode::Auto);
    let (clock, activity) = (&organization.clock, &organization.activity);
    let deadline = start() + SignedDuration::from_secs(120);
    let lead = async |script: &str| {
        let script = Script::parse(script.as_bytes()).unwrap();
        let work = activity.guard(Class::Busy);
        let lead = remaining_work_of_call(&script, clock, deadline, &work).await;
        assert_eq!(work.class(), Class::Busy);
        lead
    };
    let own = lead(r#"{"start":"released","finish":"released"}"#).await;
    assert!(matches!(own, RemainingWork::Perform(Answer::Own)));
    assert_eq!(clock.now(), start());
    let later = lead(r#"{"finish":{"after":"PT5S"},"outcomes":[{"return":{"A":7}}]}"#).await;
    assert!(matches!(
        later,
        RemainingWork::Perform(Answer::Prescribed(_))
    ));
    assert_eq!(clock.now(), start() + SignedDuration::from_secs(5));
    let fails = lead(r#"{"outcomes":[{"fail":{"code":-1,"message":"no"}}]}"#).await;
    assert!(matches!(fails, RemainingWork::Fail(fault) if fault.code == -1));
    assert!(matches!(
        lead(r#"{"outcomes":["never"]}"#).await,
        RemainingWork::TimeOut
    ));
    assert_eq!(clock.now(), deadline);
}
