//! Completion events: due, raised once, subject to the rule `event_on`.

use dataverse_operation::attempt::Attempt;
use dataverse_operation::fault::Fault;
use dataverse_operation::step::Signal;

use super::jobs::{TABLE, job};
use super::operations::{signal, start, submission, succeed};
use super::*;
use crate::{EffectKind, EventDue, EventId};

impl World {
    async fn events(&self, after: i64) -> Vec<EventDue> {
        let after = EventId(after);
        match self.write(Write::NextEvents { after, most: 10 }).await {
            Ok(Outcome::EventsDue { events }) => events,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_end_that_somebody_hears_is_an_event_until_it_is_raised() {
    let mut world = World::new();
    for number in 1..=2 {
        world.write(submission(number, None)).await.unwrap();
        world.write(start(number)).await.unwrap();
    }
    world.write(succeed(1)).await.unwrap();
    assert!(world.events(0).await.is_empty(), "no step is registered");
    world.event = CompletionEvent::Subscribed;
    world.due();
    world.write(succeed(2)).await.unwrap();
    assert!(world.due().contains(&EffectKind::EventDue));
    // The event outlives the row of its operation.
    world.write(delete("backgroundoperation", 2)).await.unwrap();
    let events = world.events(0).await;
    let expected = EventDue {
        id: events[0].id,
        operation: id(2),
        name: "sample_Export".to_owned(),
        location: events[0].location.clone(),
        state: 3,
        status: 30,
        provenance: provenance(),
        callback: crate::CalledBack::No,
    };
    assert_eq!(events, [expected]);
    assert!(events[0].location.starts_with("https://org.example/"));
    assert!(events[0].location.contains(&id(2).to_string()));
    let event = events[0].id;
    assert!(world.events(event.0).await.is_empty());
    let raise = |number| vec![Write::EventRaised { event }, job(number)];
    world.commit(raise(1)).await.unwrap();
    let twice = world.commit(raise(2)).await;
    assert_eq!(twice, Err(Refusal::StaleEvent { event }));
    assert!(world.row(TABLE, id(2)).is_none());
}

#[tokio::test]
async fn which_ends_are_raised_is_a_rule() {
    for (rule, raised) in [("all", 3), ("not_canceled", 2), ("succeeded", 1)] {
        let mut world = World::new();
        let mut rules = Rules::default();
        rules.set("event_on", rule).unwrap();
        rules.set("max_retries", "0").unwrap();
        rules.set("canceled_error_ends", "canceled").unwrap();
        world.rules = Arc::new(rules);
        world.event = CompletionEvent::Subscribed;
        for number in 1..=3 {
            world.write(submission(number, None)).await.unwrap();
            world.write(start(number)).await.unwrap();
        }
        let operation = id(3);
        world.write(Write::Cancel { operation }).await.unwrap();
        world.write(succeed(1)).await.unwrap();
        for number in 2..=3 {
            let failed = signal(
                number,
                Signal::Faulted {
                    attempt: Attempt::FIRST,
                    fault: Fault::invalid_plugin_execution("It failed."),
                },
            );
            world.write(failed).await.unwrap();
        }
        assert_eq!(world.events(0).await.len(), raised, "{rule}");
    }
}
