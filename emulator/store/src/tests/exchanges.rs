//! Deferred requests: canceled with what they wrote, called back by GET, and read beside the rows of earlier versions.

use dataverse_operation::outcome::Outcome as Ending;
use dataverse_operation::phase::Phase;
use dataverse_operation::rules::AsyncProtocol;
use dataverse_runtime::way_out::Verb;
use rusqlite::Connection;

use super::operations::{finish, start};
use super::*;
use crate::{StoredPhase, Submission, Task};

fn exchange(number: u128) -> Write {
    Write::Submit(Box::new(Submission {
        id: id(number),
        name: "accounts".to_owned(),
        display_name: "POST /accounts".to_owned(),
        task: Task::Exchange {
            exact: "{}".to_owned(),
        },
        input_memo: None,
        callback: Some("https://sink.example/done".to_owned()),
        provenance: provenance(),
    }))
}

fn cancel(number: u128) -> Write {
    Write::Cancel {
        operation: id(number),
    }
}

fn ended(world: &World, number: u128) -> Option<Ending> {
    let stored: StoredPhase = world.store.view().unwrap().phase(id(number)).unwrap()?;
    assert_eq!(stored.protocol, AsyncProtocol::OData);
    match stored.phase {
        Phase::Done(done) => Some(done.outcome),
        _ => None,
    }
}

#[tokio::test]
async fn a_request_that_is_canceled_while_it_runs_leaves_nothing() {
    let mut world = World::new();
    for write in [exchange(1), start(1), cancel(1)] {
        world.write(write).await.unwrap();
    }
    world.effects();
    let work = vec![insert("annotation", 5, [])];
    world.write(finish(1, "", work)).await.unwrap();
    assert_eq!(ended(&world, 1), Some(Ending::Canceled));
    assert_eq!(world.row("annotation", id(5)), None);
    let called_back =
        |effect: &crate::EffectKind| matches!(effect, crate::EffectKind::CallbackDue { .. });
    assert!(
        !world.effects().iter().any(called_back),
        "the submission has no callback"
    );
    let status = world.store.view().unwrap().ended(id(1)).unwrap();
    assert_eq!(status, Some(32));
}

#[tokio::test]
async fn a_response_is_announced_by_a_get_without_a_body() {
    let world = World::new();
    let work = vec![insert("annotation", 5, [])];
    for write in [exchange(1), start(1), finish(1, "", work)] {
        world.write(write).await.unwrap();
    }
    assert!(matches!(ended(&world, 1), Some(Ending::Succeeded(_))));
    assert!(world.row("annotation", id(5)).is_some());
    let callbacks = world.callbacks("https://sink.example").await;
    let [callback] = callbacks.as_slice() else {
        panic!("{callbacks:?}")
    };
    assert_eq!((callback.verb, callback.payload.as_str()), (Verb::Get, ""));
}

#[tokio::test]
async fn a_file_of_an_earlier_version_has_messages_and_posts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    let place = DatabaseLocation::File(path.clone());
    let (world, _) = World::open(&place).unwrap();
    let submission = super::operations::submission(1, Some("https://sink.example/done"));
    for write in [submission, start(1), finish(1, "[]", Vec::new())] {
        world.write(write).await.unwrap();
    }
    world.store.close().await;
    drop(world);
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "ALTER TABLE backgroundoperation DROP COLUMN emulator_protocol; \
             ALTER TABLE emulator_callback DROP COLUMN verb",
        )
        .unwrap();
    let (world, recovered) = World::open(&place).unwrap();
    let stored = world.store.view().unwrap().phase(id(1)).unwrap().unwrap();
    assert_eq!(stored.protocol, AsyncProtocol::Dataverse);
    let submitted = world.store.view().unwrap().submitted(id(1)).unwrap();
    assert!(matches!(submitted.unwrap().task, Task::Message { .. }));
    let callbacks = world.callbacks(&recovered.callbacks[0]).await;
    assert_eq!(callbacks[0].verb, Verb::Post);
}
