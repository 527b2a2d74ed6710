//! Definitions in one group with other changes, and the state after a refused definition.

use futures::future::join_all;

use super::*;

/// Commits changes in few groups: a lock on the database holds the writer up while they arrive.
async fn grouped(world: &World, changes: Vec<Vec<Write>>) -> Vec<Result<Committed, Refusal>> {
    let lock = Connection::open(world.store.path()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let commits = join_all(changes.into_iter().map(|writes| world.commit(writes)));
    let unlock = async { lock.execute_batch("ROLLBACK").unwrap() };
    tokio::join!(commits, unlock).0
}

#[tokio::test]
async fn a_change_that_is_refused_leaves_nothing_of_its_definitions() {
    let world = World::new();
    let (metadata, schema) = (world.store.metadata(), world.schema());
    let pen = || define_table(table("pen", [lookup("pen", "owner", &["account"])]));
    for refused in [
        define_table(table("account", [])),
        define_column("pen", text("name")),
        define_column("pen", text("No Name")),
        define_column("pen", lookup("pen", "ink", &["bottle"])),
        insert("account", 1, []),
    ] {
        let writes = vec![
            insert("account", 1, []),
            pen(),
            define_column("account", text("new_motto")),
            refused,
        ];
        world.commit(writes).await.unwrap_err();
        assert!(Arc::ptr_eq(&world.store.metadata(), &metadata));
        assert_eq!(world.schema(), schema);
        assert_eq!(world.row("account", id(1)), None);
    }
    // A refused definition can be defined later.
    world.write(pen()).await.unwrap();
    world.write(world.insert_now("pen", 1, [])).await.unwrap();
}

#[tokio::test]
async fn neighbours_of_a_refused_definition_commit_and_see_those_before_them() {
    let world = World::new();
    let pen = || define_table(table("pen", []));
    let answers = grouped(
        &world,
        vec![
            vec![insert("account", 1, [])],
            vec![pen()],
            vec![insert("account", 2, []), pen()],
            vec![
                define_table(table("ink", [])),
                define_column("ink", text("ink id")),
            ],
            vec![
                insert("account", 3, []),
                define_column("pen", text("color")),
            ],
            vec![define_column(
                "account",
                lookup("account", "new_pen", &["pen"]),
            )],
            vec![insert("account", 4, [])],
        ],
    )
    .await;
    let fine: Vec<_> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(fine, [true, true, false, false, true, true, true]);
    let there: Vec<_> = [1, 2, 3, 4]
        .map(|number| world.row("account", id(number)).is_some())
        .into();
    assert_eq!(there, [true, false, true, true]);
    let metadata = world.store.metadata();
    assert!(metadata.table("pen").unwrap().column("color").is_some());
    assert!(
        metadata
            .table("account")
            .unwrap()
            .column("new_pen")
            .is_some()
    );
    assert!(metadata.table("ink").is_none());
    assert_eq!(world.schema().1, 3);
}

#[tokio::test]
async fn a_group_that_does_not_commit_takes_its_definitions_back() {
    let world = World::new();
    let metadata = world.store.metadata();
    // A broken foreign key that SQLite checks at COMMIT only.
    let broken = "CREATE TABLE absent (id INTEGER PRIMARY KEY);
         CREATE TABLE broken (id INTEGER REFERENCES absent (id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER break AFTER INSERT ON annotation BEGIN INSERT INTO broken VALUES (1); END;";
    let connection = Connection::open(world.store.path()).unwrap();
    connection.execute_batch(broken).unwrap();
    let schema = world.schema();
    let refused = world
        .commit(vec![
            define_table(table("pen", [])),
            insert("annotation", 1, []),
            define_column("pen", text("color")),
        ])
        .await
        .unwrap_err();
    assert!(matches!(refused, Refusal::Internal(_)), "{refused}");
    assert!(Arc::ptr_eq(&world.store.metadata(), &metadata));
    assert_eq!(world.schema(), schema);
    world.write(define_table(table("pen", []))).await.unwrap();
    world
        .write(define_column("pen", text("color")))
        .await
        .unwrap();
}
