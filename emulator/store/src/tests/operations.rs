//! Background operations: submitted, signalled, cancelled, expired, recovered.

use dataverse_operation::attempt::Attempt;
use dataverse_operation::fault::Fault;
use dataverse_operation::outcome::Outputs;
use dataverse_operation::status::Status;
use dataverse_operation::step::Signal;
use jiff::SignedDuration;
use rusqlite::Connection;

use super::*;
use crate::{AfterTry, CallbackDue, CallbackId, EffectKind, Submission, Submitted, Task};

const FIRST: Attempt = Attempt::FIRST;

fn task() -> Task {
    Task::Message {
        exact: r#"{"message":{}}"#.to_owned(),
    }
}

pub(super) fn submission(number: u128, callback: Option<&str>) -> Write {
    Write::Submit(Box::new(Submission {
        id: id(number),
        name: "sample_Export".into(),
        display_name: "Export".into(),
        task: task(),
        input_memo: Some(r#"[{"Key":"A","Value":1}]"#.into()),
        callback: callback.map(str::to_owned),
        provenance: provenance(),
    }))
}

pub(super) fn signal(number: u128, signal: Signal) -> Write {
    Write::Signal {
        operation: id(number),
        signal,
    }
}

pub(super) fn start(number: u128) -> Write {
    signal(number, Signal::Start { attempt: FIRST })
}

pub(super) fn succeed(number: u128) -> Write {
    finish(number, r#"[{"Key":"Out","Value":1}]"#, Vec::new())
}

fn succeed_with_work(number: u128, work: Write) -> Write {
    finish(number, r#"[{"Key":"Out","Value":1}]"#, vec![work])
}

pub(super) fn finish(number: u128, memo: &str, work: Vec<Write>) -> Write {
    Write::Finish {
        operation: id(number),
        attempt: FIRST,
        outputs: Outputs {
            exact: r#"{"Out":1}"#.into(),
            memo: memo.into(),
        },
        work,
    }
}

impl World {
    pub(super) fn effects(&mut self) -> Vec<EffectKind> {
        let mut effects = Vec::new();
        while let Ok(released) = self.released.try_recv() {
            assert_eq!(released.guard.class(), Class::Busy);
            effects.push(released.effect);
        }
        effects
    }

    /// The due callbacks of a lane.
    pub(super) async fn callbacks(&self, lane: &str) -> Vec<CallbackDue> {
        let next = Write::NextCallbacks {
            lane: lane.to_owned(),
            after: CallbackId::default(),
            most: 10,
        };
        match self.write(next).await {
            Ok(Outcome::CallbacksDue { due }) => due,
            other => panic!("{other:?}"),
        }
    }

    fn status(&self, number: u128) -> (i64, i64) {
        let row = self.row("backgroundoperation", id(number)).unwrap();
        let code = |name: &str| row.attributes[name].as_integer().unwrap();
        (
            code("backgroundoperationstatecode"),
            code("backgroundoperationstatuscode"),
        )
    }
}

#[tokio::test]
async fn a_submission_is_a_row_and_waits() {
    let mut world = World::new();
    let outcome = world.write(submission(1, None)).await.unwrap();
    let row = world.row("backgroundoperation", id(1)).unwrap();
    let expected = values([
        ("name", "sample_Export".into()),
        ("displayname", "Export".into()),
        ("inputparameters", r#"[{"Key":"A","Value":1}]"#.into()),
        ("runas", id(0xCA11).to_string().into()),
        ("retrycount", Value::Integer(0)),
        ("ttlinseconds", Value::Integer(7_776_000)),
        ("backgroundoperationstatecode", Value::OptionSet(0)),
        ("backgroundoperationstatuscode", Value::OptionSet(0)),
        ("createdon", world.now.into()),
        ("modifiedon", world.now.into()),
        ("starttime", Value::Null),
        ("outputparameters", Value::Null),
        ("errorcode", Value::Null),
        ("partitionid", Value::Null),
        ("versionnumber", Value::BigInt(outcome.version().unwrap())),
    ]);
    for (name, value) in &expected {
        assert_eq!(row.attributes[name], *value, "{name}");
    }
    for (name, user) in [
        ("createdby", 0xCA11),
        ("modifiedby", 0xCA11),
        ("createdonbehalfby", 0xDE1),
        ("modifiedonbehalfby", 0xDE1),
    ] {
        assert_eq!(row.attributes[name].as_guid(), Some(id(user)), "{name}");
    }
    let effects = world.effects();
    let expires = world.now + SignedDuration::from_secs(7_776_000);
    assert_eq!(
        effects,
        [
            EffectKind::Enqueue {
                sequence: outcome.version().unwrap(),
                attempt: FIRST,
                name: "sample_Export".into()
            },
            EffectKind::ExpiryMoved { at: expires },
        ]
    );
    let again = world.write(submission(1, None)).await.unwrap_err();
    assert_eq!(
        again,
        Refusal::Duplicate {
            table: "backgroundoperation".into(),
            id: id(1)
        }
    );
    world.write(submission(2, None)).await.unwrap();
    assert_eq!(world.effects().len(), 1, "a later expiry is not told");
}

#[tokio::test]
async fn the_work_of_an_attempt_and_its_end_are_one_change() {
    let mut world = World::new();
    world
        .write(submission(1, Some("https://sink.example/?sig=a%2Fb")))
        .await
        .unwrap();
    world.write(start(1)).await.unwrap();
    assert_eq!(world.status(1), (2, 20));
    let effects = world.effects();
    let Some(EffectKind::Run { submitted, .. }) = effects.last() else {
        panic!("{effects:?}")
    };
    let expected = Submitted {
        name: "sample_Export".to_owned(),
        task: task(),
        provenance: provenance(),
    };
    assert_eq!(**submitted, expected);

    world
        .write(succeed_with_work(1, insert("annotation", 5, [])))
        .await
        .unwrap();
    assert_eq!(world.status(1), (3, 30));
    assert!(world.row("annotation", id(5)).is_some());
    let effects = world.effects();
    let [
        EffectKind::CallbackDue { lane },
        EffectKind::Ended {
            status: Status::Succeeded,
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    let callbacks = world.callbacks(lane).await;
    let [callback] = callbacks.as_slice() else {
        panic!("{callbacks:?}")
    };
    assert_eq!(callback.url, "https://sink.example/?sig=a%2Fb");
    assert_eq!(
        callback.payload,
        format!(
            "{{\"location\":\"https://org.example/api/backgroundoperation/{id}\",\
             \"backgroundOperationId\":\"{id}\",\"backgroundOperationStateCode\":3,\
             \"backgroundOperationStatusCode\":30}}",
            id = id(1)
        )
    );
    let stale = world
        .write(succeed_with_work(1, insert("annotation", 6, [])))
        .await
        .unwrap_err();
    assert!(matches!(stale, Refusal::Stale { .. }), "{stale}");
    assert_eq!(
        world.row("annotation", id(6)),
        None,
        "the late work is discarded whole"
    );
    assert_eq!(world.effects(), []);
}

#[tokio::test]
async fn a_success_that_becomes_a_failure_drops_its_work() {
    let world = World::new();
    world.write(submission(1, None)).await.unwrap();
    world.write(start(1)).await.unwrap();
    let too_long = "x".repeat(1_048_577);
    let work = vec![insert("annotation", 5, [])];
    world.write(finish(1, &too_long, work)).await.unwrap();
    assert_eq!(world.status(1), (3, 31));
    assert_eq!(world.row("annotation", id(5)), None);
}

#[tokio::test]
async fn a_fault_is_retried_and_shown_only_at_the_end() {
    let mut world = World::new();
    world.write(submission(1, None)).await.unwrap();
    world.write(start(1)).await.unwrap();
    world.effects();
    let fault = Fault::new(-2_147_220_891, "no");
    world
        .write(signal(
            1,
            Signal::Faulted {
                attempt: FIRST,
                fault,
            },
        ))
        .await
        .unwrap();
    let effects = world.effects();
    let [EffectKind::WakeAt { at, .. }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(*at, world.now + SignedDuration::from_secs(2));
    let row = world.row("backgroundoperation", id(1)).unwrap();
    assert_eq!(row.attributes["retrycount"], Value::Integer(1));
    assert_eq!(row.attributes["errormessage"], Value::Null);
}

#[tokio::test]
async fn cancelling_is_idempotent_and_refused_at_the_end() {
    let mut world = World::new();
    world
        .write(submission(1, Some("https://sink.example/")))
        .await
        .unwrap();
    let cancel = || Write::Cancel { operation: id(1) };
    world.write(cancel()).await.unwrap();
    assert_eq!(world.status(1), (2, 22));
    let again = world.write(cancel()).await.unwrap();
    assert!(matches!(again, Outcome::Unchanged { .. }), "{again:?}");
    world.effects();
    world.now += SignedDuration::from_secs(1);
    world.write(signal(1, Signal::CancelDue)).await.unwrap();
    assert_eq!(world.status(1), (3, 32));
    assert_eq!(world.effects().len(), 2, "a callback and the end");
    let refused = world.write(cancel()).await.unwrap_err();
    assert!(matches!(refused, Refusal::CancelRefused(_)), "{refused}");
    let unknown = world
        .write(Write::Cancel { operation: id(9) })
        .await
        .unwrap_err();
    assert!(matches!(unknown, Refusal::NotFound { .. }), "{unknown}");
}

#[tokio::test]
async fn a_deleted_operation_ends_silently() {
    let mut world = World::new();
    world
        .write(submission(1, Some("https://sink.example/")))
        .await
        .unwrap();
    world.write(start(1)).await.unwrap();
    world.effects();
    world.write(delete("backgroundoperation", 1)).await.unwrap();
    assert_eq!(world.effects(), [EffectKind::Gone]);
    let late = world
        .write(succeed_with_work(1, insert("annotation", 5, [])))
        .await
        .unwrap_err();
    assert!(
        matches!(
            late,
            Refusal::Stale {
                reason: crate::Staleness::Gone,
                ..
            }
        ),
        "{late}"
    );
    assert_eq!(world.effects(), []);
}

#[tokio::test]
async fn a_row_made_by_hand_is_inert() {
    let mut world = World::new();
    let by_hand = [
        ("name", "by hand".into()),
        ("backgroundoperationstatuscode", Value::OptionSet(20)),
    ];
    world
        .write(insert("backgroundoperation", 1, by_hand))
        .await
        .unwrap();
    assert_eq!(world.effects(), []);
    assert_eq!(world.store.view().unwrap().phase(id(1)).unwrap(), None);
    assert!(matches!(
        world.write(start(1)).await,
        Err(Refusal::Stale { .. })
    ));
    // A changed `ttlinseconds` moves the expiry of both kinds of row.
    world
        .write(update(
            "backgroundoperation",
            1,
            [("ttlinseconds", Value::Integer(60))],
        ))
        .await
        .unwrap();
    let at = world.now + SignedDuration::from_secs(60);
    assert_eq!(world.effects(), [EffectKind::ExpiryMoved { at }]);
}

#[tokio::test]
async fn what_has_expired_is_swept_and_the_callback_stays() {
    let mut world = World::new();
    world
        .write(submission(1, Some("https://sink.example/")))
        .await
        .unwrap();
    world.write(start(1)).await.unwrap();
    world.write(succeed(1)).await.unwrap();
    world.now += SignedDuration::from_secs(60);
    world.write(submission(2, None)).await.unwrap();
    world.now += SignedDuration::from_secs(7_776_000 - 60);
    let swept = world.write(Write::Expire).await.unwrap();
    let next = Some(world.now + SignedDuration::from_secs(60));
    assert_eq!(swept, Outcome::Expired { removed: 1, next });
    assert_eq!(world.row("backgroundoperation", id(1)), None);
    assert!(world.row("backgroundoperation", id(2)).is_some());
    let callbacks = world.callbacks("https://sink.example").await;
    assert_eq!(callbacks.len(), 1);
    let tried = Write::CallbackTried {
        callback: callbacks[0].id,
        then: AfterTry::Finished,
    };
    world.write(tried).await.unwrap();
    assert!(world.callbacks("https://sink.example").await.is_empty());
}

#[tokio::test]
async fn the_queue_is_bounded() {
    let mut world = World::new();
    let mut rules = Rules::default();
    rules.set("queue_limit", "2").unwrap();
    world.rules = Arc::new(rules);
    world.write(submission(1, None)).await.unwrap();
    world.write(submission(2, None)).await.unwrap();
    let full = world.write(submission(3, None)).await.unwrap_err();
    assert_eq!(full, Refusal::QueueFull { limit: 2 });
    world.write(start(1)).await.unwrap();
    world.write(submission(3, None)).await.unwrap();
    world.write(delete("backgroundoperation", 2)).await.unwrap();
    world.write(submission(4, None)).await.unwrap();
    assert!(world.write(submission(5, None)).await.is_err());
}

#[tokio::test]
async fn a_file_gives_back_what_was_unfinished() {
    let folder = tempfile::tempdir().unwrap();
    let place = DatabaseLocation::File(folder.path().join("organization.db"));
    let version = {
        let (world, recovered) = World::open(&place).unwrap();
        assert!(recovered.operations.is_empty() && recovered.remembered.is_empty());
        for number in 1..=4 {
            world
                .write(submission(number, Some("https://sink.example/")))
                .await
                .unwrap();
        }
        world.write(start(2)).await.unwrap();
        world.write(start(3)).await.unwrap();
        world.write(succeed(3)).await.unwrap();
        let remember = |value: &str| Write::Remember {
            key: "clock".into(),
            value: value.into(),
        };
        world.write(remember("first")).await.unwrap();
        world.write(remember("2026-01-02T03:04:05Z")).await.unwrap();
        world
            .write(update("backgroundoperation", 4, []))
            .await
            .unwrap()
            .version()
            .unwrap()
    };
    let (world, recovered) = World::open(&place).unwrap();
    let unfinished: Vec<_> = recovered
        .operations
        .iter()
        .map(|found| found.operation)
        .collect();
    assert_eq!(
        unfinished,
        [id(1), id(2), id(4)],
        "in the order of the queue"
    );
    let phases: Vec<_> = recovered
        .operations
        .iter()
        .map(|found| dataverse_operation::record::status(&found.phase, &world.rules))
        .collect();
    assert_eq!(
        phases,
        [
            Status::WaitingForResources,
            Status::InProgress,
            Status::WaitingForResources
        ]
    );
    assert_eq!(recovered.remembered["clock"], "2026-01-02T03:04:05Z");
    assert_eq!(recovered.remembered.len(), 1);
    let [lane] = recovered.callbacks.as_slice() else {
        panic!("{:?}", recovered.callbacks)
    };
    assert_eq!(world.callbacks(lane).await[0].operation, id(3));
    assert_eq!(
        recovered.next_expiry,
        Some(world.now + SignedDuration::from_secs(7_776_000))
    );
    let next = world.write(insert("account", 1, [])).await.unwrap();
    assert!(next.version() > Some(version), "versions go on rising");
    let file = folder.path().join("organization.db");
    let ended = Connection::open(file)
        .unwrap()
        .query_row(
            "SELECT count(*), min(status) FROM emulator_completion_log",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
        )
        .unwrap();
    assert_eq!(ended, (1, 30));
}
