//! How SQLite finds the rows of the common queries of a large table: `EXPLAIN QUERY PLAN` says which index it takes.

use dataverse_protocol::fetchxml;
use rusqlite::params_from_iter;

use super::*;
use crate::access;
use crate::sql::{self, Sources};

/// Accounts of a table that is large enough to be looked at before a query.
const ACCOUNTS: u128 = 3_000;

async fn world() -> World {
    let world = World::new();
    world
        .commit(vec![insert(
            "systemuser",
            1,
            [("fullname", "Owner".into())],
        )])
        .await
        .unwrap();
    let account = |number: u128| {
        insert(
            "account",
            // Keys in no order, as clients choose them.
            number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835),
            [
                ("name", format!("Account {number:05}").into()),
                ("numberofemployees", Value::Integer((number % 500) as i32)),
                ("ownerid", reference("systemuser", 1)),
                ("creditonhold", Value::Boolean(false)),
            ],
        )
    };
    world
        .commit((1..=ACCOUNTS).map(account).collect())
        .await
        .unwrap();
    world
}

impl World {
    /// The plan of a query, a line for each step, and the number of its rows.
    fn plan(&self, inner: &str) -> (String, usize) {
        let text = format!("<fetch><entity name='account'>{inner}</entity></fetch>");
        let mut query = fetchxml::parse(&text, &Limits::DEFAULT).unwrap();
        query.page.size = Some(100);
        let bound = self.bind(&query).unwrap();
        let view = self.store.view().unwrap();
        let database = &view.connection;
        let sources = Sources::Committed(Vec::new());
        let access = access::choose(database, &bound, &sources).unwrap();
        let select = sql::select(&bound, &METADATA, Names::Unwanted, &sources, &access);
        let mut statement = database
            .prepare(&format!("EXPLAIN QUERY PLAN {}", select.text.sql))
            .unwrap();
        let lines = statement.query_map(params_from_iter(&select.text.parameters), |row| {
            row.get::<_, String>(3)
        });
        let lines: Vec<_> = lines.unwrap().map(Result::unwrap).collect();
        (lines.join("\n"), self.ask(&query).entities.len())
    }
}

#[tokio::test]
async fn the_common_queries_of_a_large_table_find_their_rows_in_these_ways() {
    let world = world().await;
    let filter = |condition: &str| format!("<attribute name='name'/><filter>{condition}</filter>");
    let sorted = "USE TEMP B-TREE FOR ORDER BY";
    for (inner, expected, count) in [
        (
            filter("<condition attribute='name' operator='eq' value='account 01234'/>"),
            &["SEARCH t0 USING INDEX account~name (name=?)", sorted][..],
            1,
        ),
        (
            filter("<condition attribute='name' operator='begins-with' value='ACCOUNT 0123'/>"),
            &[
                "SEARCH t0 USING INDEX account~name (name>? AND name<?)",
                sorted,
            ],
            10,
        ),
        (
            filter("<condition attribute='name' operator='like' value='%1234'/>"),
            &["SCAN t0", sorted],
            1,
        ),
        (
            filter("<condition attribute='numberofemployees' operator='gt' value='498'/>"),
            &["SCAN t0", sorted],
            6,
        ),
        (
            filter(
                "<condition attribute='primarycontactid' operator='eq' value='00000000-0000-0000-0000-000000000001'/>",
            ),
            &[
                "SEARCH t0 USING INDEX account~primarycontactid (primarycontactid=?)",
                sorted,
            ],
            0,
        ),
        // All rows fit: the page is read in its order, and the index of the owner is of no use.
        (
            filter(
                "<condition attribute='ownerid' operator='eq' value='00000000-0000-0000-0000-000000000001'/>",
            ),
            &["SCAN t0 USING INDEX sqlite_autoindex_account_1"],
            100,
        ),
        // Of two conditions the rare one is looked for.
        (
            filter(
                "<condition attribute='ownerid' operator='eq' value='00000000-0000-0000-0000-000000000001'/>\
                 <condition attribute='name' operator='eq' value='Account 01234'/>",
            ),
            &["SEARCH t0 USING INDEX account~name (name=?)", sorted],
            1,
        ),
        (
            "<attribute name='name'/>".to_owned(),
            &["SCAN t0 USING INDEX sqlite_autoindex_account_1"],
            100,
        ),
        (
            "<attribute name='name'/><order attribute='createdon' descending='true'/>".to_owned(),
            &[
                "SCAN t0 USING INDEX account~createdon",
                "USE TEMP B-TREE FOR LAST TERM OF ORDER BY",
            ],
            100,
        ),
        (
            "<attribute name='name'/><order attribute='name'/>".to_owned(),
            &[
                "SCAN t0 USING INDEX account~name",
                "USE TEMP B-TREE FOR LAST TERM OF ORDER BY",
            ],
            100,
        ),
    ] {
        let (plan, rows) = world.plan(&inner);
        assert_eq!(plan, expected.join("\n"), "{inner}");
        assert_eq!(rows, count, "{inner}");
    }
}

#[tokio::test]
async fn each_way_of_finding_rows_has_the_same_answer() {
    let world = world().await;
    for (condition, order) in [
        (
            "<condition attribute='numberofemployees' operator='gt' value='450'/>",
            "",
        ),
        (
            "<condition attribute='numberofemployees' operator='lt' value='450'/>",
            "<order attribute='name' descending='true'/>",
        ),
        (
            "<condition attribute='name' operator='begins-with' value='account 01'/>",
            "<order attribute='numberofemployees'/>",
        ),
        (
            "<condition attribute='creditonhold' operator='eq' value='0'/><condition attribute='name' operator='like' value='%1'/>",
            "",
        ),
    ] {
        let text = format!(
            "<fetch><entity name='account'><attribute name='name'/>{order}<filter>{condition}</filter></entity></fetch>"
        );
        let mut query = fetchxml::parse(&text, &Limits::DEFAULT).unwrap();
        let whole = world.ask(&query).entities;
        assert!(whole.len() > 20, "{condition}");
        // In small pages, which are read in another way.
        query.page.size = Some(7);
        let mut paged = Vec::new();
        loop {
            let page = world.ask(&query);
            paged.extend(page.entities);
            query.page.cookie = page.paging_cookie;
            if !page.more {
                break;
            }
        }
        assert_eq!(paged, whole, "{condition}");
    }
}

#[tokio::test]
async fn a_file_of_an_earlier_version_gets_the_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    let place = DatabaseLocation::File(path.clone());
    drop(World::open(&place).unwrap());
    let indexes = || {
        let connection = rusqlite::Connection::open(&path).unwrap();
        let count = "SELECT count(*) FROM sqlite_schema WHERE name IN ('account~name', 'account~createdon')";
        connection
            .query_row(count, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("DROP INDEX \"account~name\"; DROP INDEX \"account~createdon\"")
        .unwrap();
    drop(connection);
    assert_eq!(indexes(), 0);
    drop(World::open(&place).unwrap());
    assert_eq!(indexes(), 2);
}
