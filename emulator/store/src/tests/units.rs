//! Units of work, compared with plain commits of the same writes.

use proptest::prelude::*;

use super::operations::{start, submission, succeed};
use super::*;
use crate::{Savepoint, Unit};

/// An action of a test on one of four rows.
#[derive(Debug, Clone)]
enum Act {
    Insert(u128, i32),
    Update(u128, i32),
    Point(u128, u128),
    Delete(u128),
    /// The acts inside are rolled back.
    Nested(Vec<Act>),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        3 => (1..5_u128, 0..9).prop_map(|(row, value)| Act::Insert(row, value)),
        3 => (1..5_u128, 0..9).prop_map(|(row, value)| Act::Update(row, value)),
        2 => (1..5_u128, 1..5_u128).prop_map(|(row, target)| Act::Point(row, target)),
        2 => (1..5_u128).prop_map(Act::Delete),
    ];
    let nested = proptest::collection::vec(act.clone(), 1..4).prop_map(Act::Nested);
    proptest::collection::vec(prop_oneof![6 => act, 1 => nested], 1..12)
}

fn as_write(act: &Act) -> Option<Write> {
    Some(match act {
        Act::Insert(row, value) => insert(
            "account",
            *row,
            [
                ("name", format!("n{value}").into()),
                ("numberofemployees", Value::Integer(*value)),
            ],
        ),
        Act::Update(row, value) => update(
            "account",
            *row,
            [("numberofemployees", Value::Integer(*value))],
        ),
        Act::Point(row, target) => update(
            "account",
            *row,
            [("parentaccountid", reference("account", *target))],
        ),
        Act::Delete(row) => delete("account", *row),
        Act::Nested(_) => return None,
    })
}

/// All accounts, without their versions.
fn whole(
    mut query: impl FnMut(&Bound) -> dataverse_protocol::value::EntityCollection,
    world: &World,
) -> Vec<Entity> {
    let mut bound = Query::new("account");
    bound.order.push(dataverse_protocol::query::Order {
        column: dataverse_protocol::query::ColumnPath::of("numberofemployees"),
        direction: dataverse_protocol::query::Direction::Descending,
    });
    let mut rows = query(&world.bind(&bound).unwrap()).entities;
    for row in &mut rows {
        row.row_version = None;
        row.attributes.shift_remove("versionnumber");
    }
    rows
}

fn of_unit(unit: &mut Unit, world: &World) -> Vec<Entity> {
    whole(
        |bound| {
            let view = unit.view_mut();
            view.query(bound, Names::Wanted, &Limit::Unlimited).unwrap()
        },
        world,
    )
}

fn of_view(world: &World) -> Vec<Entity> {
    let mut view = world.store.view().unwrap();
    whole(
        |bound| view.query(bound, Names::Wanted, &Limit::Unlimited).unwrap(),
        world,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_unit_answers_as_plain_commits_would(before in acts(), acts in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (plain, united) = (World::new(), World::new());
            for write in before.iter().filter_map(as_write) {
                let one = plain.write(write.clone()).await;
                let other = united.write(write).await;
                prop_assert_eq!(one.is_ok(), other.is_ok());
            }
            let mut unit = united.store.unit(Arc::clone(&united.rules)).unwrap();
            let untouched = of_view(&united);
            for act in &acts {
                match act {
                    Act::Nested(inner) => {
                        let savepoint = unit.savepoint();
                        for write in inner.iter().filter_map(as_write) {
                            let _ = unit.apply(write, united.now);
                        }
                        unit.rollback_to(savepoint).unwrap();
                    }
                    act => {
                        let write = as_write(act).unwrap();
                        let committed = plain.write(write.clone()).await.map(|_| ());
                        let applied = unit.apply(write, united.now).map(|_| ());
                        prop_assert_eq!(committed, applied, "{:?}", act);
                    }
                }
                prop_assert_eq!(of_unit(&mut unit, &united), of_view(&plain), "after {:?}", act);
            }
            prop_assert_eq!(of_view(&united), untouched, "nothing is committed yet");
            let writes = unit.into_writes();
            united.commit(writes).await.unwrap();
            prop_assert_eq!(of_view(&united), of_view(&plain));
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn a_unit_reads_what_others_commit_meanwhile_and_blocks_nobody() {
    let world = World::new();
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    unit.apply(insert("account", 1, [("name", "mine".into())]), world.now)
        .unwrap();
    world
        .write(insert("account", 2, [("name", "theirs".into())]))
        .await
        .unwrap();
    let query = world.bind(&Query::new("account")).unwrap();
    let rows = unit
        .view_mut()
        .query(&query, Names::Unwanted, &Limit::Unlimited)
        .unwrap();
    assert_eq!(names(&rows), ["mine", "theirs"]);
    assert!(unit.view().exists(&of("account"), id(1)).unwrap());
    drop(unit);
    assert_eq!(
        world.row("account", id(1)),
        None,
        "dropping it is the rollback"
    );
}

#[tokio::test]
async fn the_writer_checks_everything_again() {
    let world = World::new();
    let version = world
        .write(insert("account", 1, []))
        .await
        .unwrap()
        .version()
        .unwrap();
    let expecting = |expected| Write::Update {
        table: of("account"),
        id: id(1),
        values: values([("name", "mine".into())]),
        expect: Expect::Version(expected),
    };
    let mut late = world.store.unit(Arc::clone(&world.rules)).unwrap();
    late.apply(expecting(version), world.now).unwrap();
    late.apply(insert("account", 2, []), world.now).unwrap();
    let current = world
        .write(update("account", 1, [("name", "theirs".into())]))
        .await
        .unwrap();
    let refused = world.commit(late.into_writes()).await.unwrap_err();
    assert!(
        matches!(refused, Refusal::VersionMismatch { .. }),
        "{refused}"
    );
    assert_eq!(world.row("account", id(2)), None);

    // A version that the unit itself has assigned is checked by the unit only, and matches.
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    unit.apply(expecting(current.version().unwrap()), world.now)
        .unwrap();
    let own = unit
        .view()
        .retrieve(&of("account"), id(1), &Columns::All, Names::Unwanted)
        .unwrap()
        .unwrap();
    unit.apply(expecting(own.row_version.unwrap()), world.now)
        .unwrap();
    assert!(unit.apply(expecting(1), world.now).is_err());
    world.commit(unit.into_writes()).await.unwrap();
    assert_eq!(
        world.row("account", id(1)).unwrap().attributes["name"],
        "mine".into()
    );
}

#[tokio::test]
async fn a_unit_submits_and_cancels_operations() {
    let mut world = World::new();
    world.write(submission(1, None)).await.unwrap();
    while world.released.try_recv().is_ok() {}
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    unit.apply(submission(2, None), world.now).unwrap();
    unit.apply(Write::Cancel { operation: id(1) }, world.now)
        .unwrap();
    assert!(unit.view().phase(id(2)).unwrap().is_some());
    let status =
        |row: Option<Entity>| row.unwrap().attributes["backgroundoperationstatuscode"].clone();
    let columns = Columns::All;
    let row = unit
        .view()
        .retrieve(&of("backgroundoperation"), id(1), &columns, Names::Unwanted)
        .unwrap();
    assert_eq!(status(row), Value::OptionSet(22));
    assert_eq!(unit.apply(start(2), world.now), Err(Refusal::NotInUnit));
    assert!(
        world.released.try_recv().is_err(),
        "nothing is due before the commit"
    );
    world.commit(unit.into_writes()).await.unwrap();
    assert_eq!(
        status(world.row("backgroundoperation", id(1))),
        Value::OptionSet(22)
    );
    let due = std::iter::from_fn(|| world.released.try_recv().ok()).count();
    assert_eq!(due, 2);
    world.write(start(2)).await.unwrap();
    world.write(succeed(2)).await.unwrap();
}

#[tokio::test]
async fn a_unit_begins_without_what_another_left_behind() {
    let world = World::new();
    world.write(insert("account", 1, [])).await.unwrap();
    let mut first = world.store.unit(Arc::clone(&world.rules)).unwrap();
    first.apply(insert("account", 2, []), world.now).unwrap();
    first.apply(delete("account", 1), world.now).unwrap();
    drop(first);
    let mut second = world.store.unit(Arc::clone(&world.rules)).unwrap();
    assert_eq!(of_unit(&mut second, &world), of_view(&world));
    assert!(!second.view().exists(&of("account"), id(2)).unwrap());
    second
        .apply(update("account", 1, [("name", "mine".into())]), world.now)
        .unwrap();
    assert_eq!(of_unit(&mut second, &world).len(), 1);
}

#[tokio::test]
async fn going_back_leaves_what_was_there_before() {
    let world = World::new();
    world
        .write(insert("account", 1, [("name", "theirs".into())]))
        .await
        .unwrap();
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    unit.apply(insert("account", 2, [("name", "mine".into())]), world.now)
        .unwrap();
    unit.apply(update("account", 1, [("name", "ours".into())]), world.now)
        .unwrap();
    let before = of_unit(&mut unit, &world);
    let savepoint = unit.savepoint();
    for write in [
        delete("account", 1),
        update("account", 2, [("name", "other".into())]),
        delete("account", 2),
        insert("account", 1, []),
        insert("account", 2, []),
    ] {
        unit.apply(write, world.now).unwrap();
    }
    unit.rollback_to(savepoint).unwrap();
    assert_eq!(of_unit(&mut unit, &world), before);
    world.commit(unit.into_writes()).await.unwrap();
    assert_eq!(of_view(&world), before);
}

/// The table of accounts with one column more.
fn wider(world: &World) -> Arc<Table> {
    let mut table = Table::clone(&of("account"));
    let mut column = table.columns["description"].clone();
    column.logical_name = "new_motto".to_owned();
    table.columns.insert(column.logical_name.clone(), column);
    rusqlite::Connection::open(world.store.path())
        .unwrap()
        .execute_batch("ALTER TABLE account ADD COLUMN new_motto TEXT")
        .unwrap();
    Arc::new(table)
}

#[tokio::test]
async fn a_unit_sees_a_table_by_its_latest_definition() {
    let world = World::new();
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    unit.apply(insert("account", 1, [("name", "first".into())]), world.now)
        .unwrap();
    let table = wider(&world);
    let motto = |number| Write::Insert {
        table: Arc::clone(&table),
        id: id(number),
        values: values([("new_motto", "onwards".into())]),
    };
    let column = |unit: &Unit, number, name: &str| {
        let row = unit
            .view()
            .retrieve(&table, id(number), &Columns::All, Names::Wanted);
        row.unwrap().unwrap().attributes[name].clone()
    };
    // The unit's rows stay when the definition of the table changes.
    unit.apply(motto(2), world.now).unwrap();
    assert_eq!(column(&unit, 1, "name"), "first".into());
    assert_eq!(column(&unit, 1, "new_motto"), Value::Null);
    assert_eq!(column(&unit, 2, "new_motto"), "onwards".into());
    unit.rollback_to(Savepoint::after(&[])).unwrap();
    assert_eq!(of_unit(&mut unit, &world), []);
    drop(unit);
    // The same on a reused connection without rows in its shadow.
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    unit.apply(insert("account", 3, []), world.now).unwrap();
    drop(unit);
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    unit.apply(motto(4), world.now).unwrap();
    assert_eq!(column(&unit, 4, "new_motto"), "onwards".into());
}
