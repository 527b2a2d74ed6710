//! Shared rows: how a row filter finds them, and what goes with a deleted row.

use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::value::{EntityReference, Value};
use rusqlite::params_from_iter;
use uuid::Uuid;

use super::{METADATA, World, context, id, of, values};
use crate::access::Access;
use crate::sql::{self, Sources};
use crate::{
    Bound, DatabaseLocation, Expect, IdCondition, Limit, ListedRows, Names, RowCondition,
    RowVisibility, VisibleRows, Write, bind_for_caller,
};

const SHARE: &str = "principalobjectaccess";

/// Rows that a principal owns, or that are shared with it for reading.
struct Sight(Uuid);

impl RowVisibility for Sight {
    fn of(&self, _: &Table) -> Result<VisibleRows, Fault> {
        let mut seen = VisibleRows::everything();
        seen.narrow(vec![
            RowCondition::Ids(IdCondition::new("ownerid", vec![self.0])),
            RowCondition::Listed(ListedRows {
                table: of(SHARE),
                key: "objectid".to_owned(),
                holder: "principalid".to_owned(),
                holders: vec![self.0],
                masks: ["accessrightsmask", "inheritedaccessrightsmask"].map(str::to_owned),
                bits: 1,
            }),
        ]);
        Ok(seen)
    }
}

fn accounts(world: &World) -> Bound {
    let mut query = Query::new("account");
    query.columns = Columns::Named(vec!["name".to_owned()]);
    bind_for_caller(&Sight(id(7)), &query, &METADATA, &context(world.now)).unwrap()
}

async fn share(world: &World, row: u128, granted: i32, inherited: i32) {
    let values = values([
        ("objectid", Value::Guid(id(row))),
        ("objecttypecode", "account".into()),
        ("principalid", Value::Guid(id(7))),
        ("principaltypecode", "systemuser".into()),
        ("accessrightsmask", granted.into()),
        ("inheritedaccessrightsmask", inherited.into()),
    ]);
    let (table, id) = (of(SHARE), id(0x5_0000 + row));
    world
        .write(Write::Insert { table, id, values })
        .await
        .unwrap();
}

async fn world() -> World {
    let world = World::new();
    let owner = EntityReference::new("systemuser", id(7));
    let user = values([("fullname", "Ada".into())]);
    let table = of("systemuser");
    world
        .write(Write::Insert {
            table,
            id: id(7),
            values: user,
        })
        .await
        .unwrap();
    for (number, name) in [(1, "own"), (2, "shared"), (3, "inherited"), (4, "written")] {
        let mut row = values([("name", name.into())]);
        if number == 1 {
            row.insert("ownerid".into(), Value::from(owner.clone()));
        }
        let (table, id) = (of("account"), id(number));
        let values = row;
        world
            .write(Write::Insert { table, id, values })
            .await
            .unwrap();
    }
    share(&world, 2, 1, 0).await;
    share(&world, 3, 0, 1).await;
    share(&world, 4, 2, 0).await;
    world
}

#[tokio::test]
async fn rows_are_seen_that_are_owned_or_shared_for_reading() {
    let world = world().await;
    let mut view = world.store.view().unwrap();
    let rows = view.query(&accounts(&world), Names::Unwanted, &Limit::Unlimited);
    let mut names: Vec<_> = rows
        .unwrap()
        .entities
        .iter()
        .filter_map(|row| Some(row.get("name")?.as_str()?.to_owned()))
        .collect();
    names.sort();
    assert_eq!(names, ["inherited", "own", "shared"]);
}

#[tokio::test]
async fn owned_and_shared_rows_are_found_by_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    let (world, _) = World::open(&DatabaseLocation::File(path.clone())).unwrap();
    let sources = Sources::Committed(Vec::new());
    let select = sql::select(
        &accounts(&world),
        &METADATA,
        Names::Unwanted,
        &sources,
        &Access::default(),
    );
    let connection = rusqlite::Connection::open(&path).unwrap();
    let explained = format!("EXPLAIN QUERY PLAN {}", select.text.sql);
    let mut statement = connection.prepare(&explained).unwrap();
    let parameters = params_from_iter(&select.text.parameters);
    let plan = statement.query_map(parameters, |row| row.get::<_, String>(3));
    let plan: Vec<_> = plan.unwrap().map(Result::unwrap).collect();
    let plan = plan.join("\n");
    assert!(plan.contains("MULTI-INDEX OR"), "{plan}");
    assert!(plan.contains("account~ownerid"), "{plan}");
    assert!(plan.contains("principalobjectaccess~principalid"), "{plan}");
    assert!(!plan.contains("SCAN"), "{plan}");
}

#[tokio::test]
async fn shares_and_pairs_go_with_their_rows() {
    let world = world().await;
    let pair = values([
        ("teamid", Value::Guid(id(0x7EA))),
        ("systemuserid", Value::Guid(id(7))),
    ]);
    world
        .write(Write::Insert {
            table: of("teammembership"),
            id: id(0x9A),
            values: pair,
        })
        .await
        .unwrap();
    let delete = |table: &str, number| Write::Delete {
        table: of(table),
        id: id(number),
        expect: Expect::Exists,
    };
    world.write(delete("account", 2)).await.unwrap();
    assert!(world.row(SHARE, id(0x5_0002)).is_none());
    assert!(world.row(SHARE, id(0x5_0003)).is_some());
    world.write(delete("account", 1)).await.unwrap();
    world.write(delete("systemuser", 7)).await.unwrap();
    assert!(world.row(SHARE, id(0x5_0003)).is_none());
    assert!(world.row("teammembership", id(0x9A)).is_none());
}
