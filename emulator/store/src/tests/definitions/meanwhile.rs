//! Definitions during concurrent reads, writes and units of work.

use super::*;

const DEFINITIONS: u128 = 24;
const REQUESTS: u128 = 60;

/// The number of rows of a table, read with all of its current columns.
fn all(world: &World, table: &str) -> usize {
    let bound = bind(
        &Query::new(table),
        &world.store.metadata(),
        &context(world.now),
    );
    let mut view = world.store.view().unwrap();
    let rows = view.query(&bound.unwrap(), Names::Wanted, &Limit::Unlimited);
    rows.unwrap().entities.len()
}

async fn writes(world: Arc<World>, task: u128) {
    for number in 0..REQUESTS {
        let key = 1000 * task + number;
        let name = [("name", format!("n{number}").into())];
        let write = world.insert_now("account", key, name);
        world.write(write).await.unwrap();
        world
            .write(update("account", key, [("name", "again".into())]))
            .await
            .unwrap();
        if number % 3 == 0 {
            world.write(delete("account", key)).await.unwrap();
        }
    }
}

async fn reads(world: Arc<World>) {
    for number in 0..2 * REQUESTS {
        all(&world, "account");
        all(&world, "contact");
        assert!(world.row("account", id(u128::MAX - number)).is_none());
        tokio::task::yield_now().await;
    }
}

async fn unites(world: Arc<World>, task: u128) {
    for number in 0..REQUESTS / 2 {
        let key = 1000 * task + number;
        let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
        let metadata = Arc::clone(unit.view().metadata());
        let account = metadata.table("account").unwrap();
        let insert = Write::Insert {
            table: Arc::clone(account),
            id: id(key),
            values: values([("name", "united".into())]),
        };
        unit.apply(insert, world.now).unwrap();
        tokio::task::yield_now().await;
        let bound = bind(&Query::new("account"), &metadata, &context(world.now)).unwrap();
        let rows = unit
            .view_mut()
            .query(&bound, Names::Wanted, &Limit::Unlimited);
        assert!(
            rows.unwrap()
                .entities
                .iter()
                .any(|row| row.id == Some(id(key)))
        );
        world.commit(unit.into_writes()).await.unwrap();
    }
}

async fn defines(world: Arc<World>) {
    for number in 0..DEFINITIONS {
        let (pen, motto) = (format!("new_pen{number}"), format!("new_motto{number}"));
        world
            .commit(vec![
                define_table(table(&pen, [lookup(&pen, "owner", &["account"])])),
                define_column("account", text(&motto)),
            ])
            .await
            .unwrap();
        let key = 1_000_000 + number;
        let account = world.insert_now("account", key, [(&motto, "Ink".into())]);
        let pen_row = world.insert_now(&pen, key, [("owner", reference("account", key))]);
        world.commit(vec![account, pen_row]).await.unwrap();
        assert_eq!(world.count("account", &motto, "ink"), 1);
        assert_eq!(all(&world, &pen), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_request_fails_while_tables_change() {
    let world = Arc::new(World::new());
    let tasks = [
        tokio::spawn(defines(Arc::clone(&world))),
        tokio::spawn(writes(Arc::clone(&world), 1)),
        tokio::spawn(writes(Arc::clone(&world), 2)),
        tokio::spawn(unites(Arc::clone(&world), 3)),
        tokio::spawn(unites(Arc::clone(&world), 4)),
        tokio::spawn(reads(Arc::clone(&world))),
        tokio::spawn(reads(Arc::clone(&world))),
    ];
    for task in tasks {
        task.await.unwrap();
    }
    let written = 2 * (REQUESTS - REQUESTS / 3) + REQUESTS;
    assert_eq!(all(&world, "account") as u128, written + DEFINITIONS);
}

#[tokio::test]
async fn a_unit_goes_on_with_the_tables_it_began_with() {
    let world = World::new();
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    let old = Arc::clone(unit.view().metadata());
    unit.apply(insert("account", 1, [("name", "before".into())]), world.now)
        .unwrap();
    world
        .commit(vec![
            define_column("account", text("new_motto")),
            define_table(table("pen", [lookup("pen", "owner", &["account"])])),
        ])
        .await
        .unwrap();
    unit.apply(insert("account", 2, [("name", "after".into())]), world.now)
        .unwrap();
    unit.apply(
        update("account", 1, [("name", "updated".into())]),
        world.now,
    )
    .unwrap();
    assert!(Arc::ptr_eq(unit.view().metadata(), &old));
    let query = world.bind(&Query::new("account")).unwrap();
    let rows = unit
        .view_mut()
        .query(&query, Names::Wanted, &Limit::Unlimited)
        .unwrap();
    assert_eq!(names(&rows), ["updated", "after"]);
    assert!(!rows.entities[0].attributes.contains_key("new_motto"));
    world.commit(unit.into_writes()).await.unwrap();
    let now = world.store.metadata();
    let view = world.store.view().unwrap();
    let account = now.table("account").unwrap();
    let row = view
        .retrieve(account, id(2), &Columns::All, Names::Wanted)
        .unwrap()
        .unwrap();
    assert_eq!(row.attributes["name"], "after".into());
    assert_eq!(row.attributes["new_motto"], Value::Null);
}

#[tokio::test]
async fn the_next_unit_of_a_connection_has_the_table_as_it_is_then() {
    let world = World::new();
    for number in 0..3 {
        let motto = format!("new_motto{number}");
        world
            .write(define_column("account", text(&motto)))
            .await
            .unwrap();
        let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
        let write = world.insert_now("account", number, [(&motto, "Ink".into())]);
        unit.apply(write, world.now).unwrap();
        let metadata = Arc::clone(unit.view().metadata());
        let account = metadata.table("account").unwrap();
        let row = unit
            .view()
            .retrieve(account, id(number), &Columns::All, Names::Wanted)
            .unwrap()
            .unwrap();
        assert_eq!(row.attributes[motto.as_str()], "Ink".into());
        // The unit's connection returns to the pool with its shadow; nothing is committed.
        drop(unit);
        assert_eq!(all(&world, "account"), 0);
    }
}

#[tokio::test]
async fn a_unit_may_meet_a_table_as_it_was_and_as_it_is() {
    let world = World::new();
    world
        .write(define_column("account", text("new_motto")))
        .await
        .unwrap();
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    for number in 0..4 {
        let write = match number % 2 {
            0 => insert("account", number, [("name", "was".into())]),
            _ => world.insert_now("account", number, [("new_motto", "is".into())]),
        };
        unit.apply(write, world.now).unwrap();
    }
    let metadata = world.store.metadata();
    let bound = bind(&Query::new("account"), &metadata, &context(world.now)).unwrap();
    let rows = unit
        .view_mut()
        .query(&bound, Names::Wanted, &Limit::Unlimited)
        .unwrap();
    assert_eq!(names(&rows), ["was", "-", "was", "-"]);
    world.commit(unit.into_writes()).await.unwrap();
    assert_eq!(world.count("account", "new_motto", "is"), 2);
}

#[tokio::test]
async fn the_writer_holds_an_older_unit_against_the_tables_of_now() {
    let world = World::new();
    world.write(insert("account", 1, [])).await.unwrap();
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    unit.apply(delete("account", 1), world.now).unwrap();
    let pen = table("pen", [lookup("pen", "owner", &["account"])]);
    world.write(define_table(pen)).await.unwrap();
    let owner = [("owner", reference("account", 1))];
    world
        .write(world.insert_now("pen", 1, owner))
        .await
        .unwrap();
    let refused = world.commit(unit.into_writes()).await.unwrap_err();
    assert!(matches!(refused, Refusal::Restricted { .. }), "{refused}");
}

#[tokio::test]
async fn a_unit_takes_no_definition() {
    let world = World::new();
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    let refused = unit.apply(define_table(table("pen", [])), world.now);
    assert_eq!(refused, Err(Refusal::NotInUnit));
}
