//! A disk without room: every change of the engine fails at least once, and nothing is forgotten. What happens is what
//! happens with room, since the tests of ends hold that.

use axum::http::StatusCode;
use uuid::Uuid;

use super::ends::{is_retried, succeeds, times_out_beside_a_canceled_one};
use super::handlers::{BUSY, NOTHING};
use super::harness::{Organization, SUCCEEDS, sink};
use super::ledger::Ledger;
use dataverse_runtime::activity::Pending;
use dataverse_runtime::clock::{Mode, To};
use dataverse_store::{AfterTry, CompletionEvent};

/// Runs a course with room and without, and holds that all phases are the same; the organization without room.
async fn without_room(course: impl AsyncFn(&Organization)) -> Organization {
    let (roomy, full) = (
        Organization::new(Mode::Manual),
        Organization::new(Mode::Manual),
    );
    course(&roomy).await;
    full.fill_disk();
    course(&full).await;
    assert_eq!(full.trace(), roomy.trace());
    assert_eq!(full.activity.pending(), Pending::default());
    full
}

#[tokio::test]
async fn an_operation_has_all_its_attempts_and_one_callback() {
    let full = without_room(async |organization| {
        let (url, mut bodies) = sink(|| StatusCode::OK).await;
        is_retried(organization, Some(url)).await;
        assert!(bodies.recv().await.is_some());
        assert!(bodies.is_empty());
    });
    let full = full.await;
    assert_eq!(full.tries(), [AfterTry::Finished]);
    assert!(full.changes() > 16, "{}", full.changes());
}

#[tokio::test]
async fn a_success_stays_a_success() {
    let course = async |organization: &Organization| {
        succeeds(organization).await;
    };
    without_room(course).await;
}

#[tokio::test]
async fn a_time_limit_and_a_cancellation_end_their_operations() {
    without_room(times_out_beside_a_canceled_one).await;
}

#[tokio::test]
async fn jobs_are_started_woken_and_ended_and_events_are_raised() {
    let course = async |organization: &Organization| {
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
    };
    without_room(course).await;
}
