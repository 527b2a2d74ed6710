//! Ordinary rows: values, versions, refusals, relationships, expands.

use dataverse_protocol::value::{Name, Related, Value};
use futures::future::join_all;
use rust_decimal::Decimal;

use super::*;

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_was_stored() {
    let world = World::new();
    let when: Timestamp = "2025-06-07T08:09:10Z".parse().unwrap();
    let stored = [
        ("name", Value::from("Ünïcode 'quoted' \"twice\"")),
        ("revenue", Value::Money(Decimal::new(123_456_789, 2))),
        ("numberofemployees", Value::Integer(-5)),
        ("creditonhold", Value::Boolean(true)),
        ("industrycode", Value::OptionSet(6)),
        ("address1_latitude", Value::Double(47.643_21)),
        ("lastonholdtime", Value::DateTime(when)),
        ("primarycontactid", reference("contact", 2)),
    ];
    let contact = [
        ("fullname", Value::from("Susanna Stubberod")),
        ("birthdate", Value::Date("1969-07-21".parse().unwrap())),
        ("parentcustomerid", reference("account", 1)),
    ];
    let api = [
        ("uniquename", Value::from("sample_Api")),
        (
            "iscustomizable",
            Value::Managed(dataverse_protocol::value::ManagedProperty {
                value: false,
                can_be_changed: true,
            }),
        ),
    ];
    let writes = vec![
        insert("account", 1, stored.clone()),
        insert("contact", 2, contact.clone()),
        insert("customapi", 3, api.clone()),
    ];
    world.commit(writes).await.unwrap();
    for (table, number, stored) in [
        ("account", 1, &stored[..]),
        ("contact", 2, &contact[..]),
        ("customapi", 3, &api[..]),
    ] {
        let row = world.row(table, id(number)).unwrap();
        for (name, value) in stored {
            match (value, &row.attributes[*name]) {
                (Value::Reference(stored), Value::Reference(read)) => {
                    assert_eq!((&stored.table, stored.id), (&read.table, read.id), "{name}");
                }
                (stored, read) => assert_eq!(stored, read, "{name}"),
            }
        }
        assert_eq!(row.attributes.len(), of(table).columns.len());
    }
    let account = world.row("account", id(1)).unwrap();
    assert_eq!(account.formatted["primarycontactid"], "Susanna Stubberod");
    let contact = world.row("contact", id(2)).unwrap();
    assert_eq!(
        contact.formatted["parentcustomerid"],
        "Ünïcode 'quoted' \"twice\""
    );
}

#[tokio::test]
async fn named_columns_come_in_their_order_and_the_key_last() {
    let world = World::new();
    world
        .write(insert("account", 1, [("name", "A".into())]))
        .await
        .unwrap();
    let view = world.store.view().unwrap();
    let columns = Columns::Named(vec!["revenue".into(), "name".into()]);
    let row = view
        .retrieve(&of("account"), id(1), &columns, Names::Unwanted)
        .unwrap()
        .unwrap();
    let named: Vec<_> = row.attributes.keys().map(Name::as_str).collect();
    assert_eq!(named, ["revenue", "name", "accountid"]);
    assert_eq!(row.attributes["revenue"], Value::Null);
    let wrong = Columns::Named(vec!["Name".into()]);
    let refused = view
        .retrieve(&of("account"), id(1), &wrong, Names::Unwanted)
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "there is no column 'Name' on table 'account'"
    );
}

#[tokio::test]
async fn versions_rise_at_one_frozen_instant_and_are_ticks() {
    let world = World::new();
    let first = world
        .write(insert("account", 1, []))
        .await
        .unwrap()
        .version()
        .unwrap();
    let second = world
        .write(update("account", 1, [("name", "B".into())]))
        .await
        .unwrap();
    // 2026-01-02T03:04:05Z in .NET ticks.
    assert_eq!(first, 639_029_198_450_000_000);
    assert_eq!(second.version(), Some(first + 1));
    assert_eq!(
        world.row("account", id(1)).unwrap().row_version,
        Some(first + 1)
    );
}

#[tokio::test]
async fn existence_uniqueness_and_version_are_checked() {
    let world = World::new();
    let version = world
        .write(insert("account", 1, []))
        .await
        .unwrap()
        .version()
        .unwrap();
    let refused = world.write(insert("account", 1, [])).await.unwrap_err();
    assert_eq!(
        refused,
        Refusal::Duplicate {
            table: "account".into(),
            id: id(1)
        }
    );
    let absent = Refusal::NotFound {
        table: "account".into(),
        id: id(9),
    };
    assert_eq!(
        world.write(update("account", 9, [])).await.unwrap_err(),
        absent
    );
    assert_eq!(world.write(delete("account", 9)).await.unwrap_err(), absent);
    let expecting = |expected| Write::Update {
        table: of("account"),
        id: id(1),
        values: values([("name", "B".into())]),
        expect: Expect::Version(expected),
    };
    let refused = world.write(expecting(version - 1)).await.unwrap_err();
    let Refusal::VersionMismatch {
        expected, actual, ..
    } = refused
    else {
        panic!("{refused}");
    };
    assert_eq!((expected, actual), (version - 1, version));
    world.write(expecting(version)).await.unwrap();
    let unknown = world
        .write(update("account", 1, [("nome", Value::Null)]))
        .await
        .unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "there is no column 'nome' on table 'account'"
    );
    let misfit = world
        .write(update("account", 1, [("name", Value::Integer(1))]))
        .await;
    assert!(matches!(misfit, Err(Refusal::Misfit { .. })), "{misfit:?}");
    let dangling = update(
        "account",
        1,
        [("primarycontactid", reference("contact", 7))],
    );
    let dangling = world.write(dangling).await.unwrap_err();
    assert_eq!(
        dangling,
        Refusal::NotFound {
            table: "contact".into(),
            id: id(7)
        }
    );
    let api = |number| insert("customapi", number, [("uniquename", "sample_A".into())]);
    world.write(api(1)).await.unwrap();
    let refused = world.write(api(2)).await.unwrap_err();
    assert_eq!(
        refused,
        Refusal::DuplicateValue {
            table: "customapi".into(),
            column: "uniquename".into()
        }
    );
}

#[tokio::test]
async fn a_change_is_committed_whole_or_not_at_all() {
    let world = World::new();
    let half = vec![insert("account", 1, []), update("account", 2, [])];
    world.commit(half).await.unwrap_err();
    assert_eq!(world.row("account", id(1)), None);
}

#[tokio::test]
async fn a_refused_change_fails_none_of_its_neighbours() {
    let world = World::new();
    // The changes are polled together, wait together, and are committed in the same group.
    let changes = (1..=400).map(|number| {
        let twice = insert("account", number, []);
        let writes = if number % 3 == 0 {
            vec![twice.clone(), twice]
        } else {
            vec![twice]
        };
        world.commit(writes)
    });
    let results = join_all(changes).await;
    for (number, result) in (1..=400).zip(results) {
        assert_eq!(result.is_ok(), number % 3 != 0, "{number}: {result:?}");
        assert_eq!(
            world.row("account", id(number)).is_some(),
            number % 3 != 0,
            "{number}"
        );
    }
}

#[tokio::test]
async fn deleting_follows_the_relationships() {
    let world = World::new();
    let parameter = |number| {
        insert(
            "customapirequestparameter",
            number,
            [("customapiid", reference("customapi", 1))],
        )
    };
    let writes = vec![insert("customapi", 1, []), parameter(2), parameter(3)];
    world.commit(writes).await.unwrap();
    world.write(delete("customapi", 1)).await.unwrap();
    assert_eq!(world.row("customapirequestparameter", id(2)), None);
    assert_eq!(world.row("customapirequestparameter", id(3)), None);

    let plugin = insert("plugintype", 4, []);
    let api = insert(
        "customapi",
        5,
        [("plugintypeid", reference("plugintype", 4))],
    );
    world.commit(vec![plugin, api]).await.unwrap();
    world.write(delete("plugintype", 4)).await.unwrap();
    assert_eq!(
        world.row("customapi", id(5)).unwrap().get("plugintypeid"),
        None
    );

    let user = insert("systemuser", 6, []);
    let owned = insert("account", 7, [("ownerid", reference("systemuser", 6))]);
    world.commit(vec![user, owned]).await.unwrap();
    let refused = world.write(delete("systemuser", 6)).await.unwrap_err();
    let Refusal::Restricted {
        referring, column, ..
    } = refused
    else {
        panic!("{refused}")
    };
    assert_eq!(
        (referring.as_str(), column.as_str()),
        ("account", "ownerid")
    );
}

#[tokio::test]
async fn expanding_nests_rows() {
    let world = World::new();
    let contact = |number, name: &str| {
        let parent = ("parentcustomerid", reference("account", 1));
        insert("contact", number, [("fullname", name.into()), parent])
    };
    let primary = [
        ("name", "A".into()),
        ("primarycontactid", reference("contact", 3)),
    ];
    let writes = vec![
        contact(2, "Yvonne"),
        contact(3, "Adam"),
        insert("account", 1, primary),
    ];
    world.commit(writes).await.unwrap();
    let mut query = Query::new("account");
    let columns = Some(Columns::Named(vec!["fullname".into()]));
    query.links = ["primarycontactid", "contact_customer_accounts"]
        .map(|name| dataverse_protocol::query::Link {
            through: dataverse_protocol::query::Through::Navigation(name.to_owned()),
            join: dataverse_protocol::query::Join::Outer,
            alias: None,
            columns: columns.clone(),
            filter: dataverse_protocol::query::Filter::everything(),
            links: Vec::new(),
            order: vec![dataverse_protocol::query::Order {
                column: dataverse_protocol::query::ColumnPath::of("fullname"),
                direction: dataverse_protocol::query::Direction::Ascending,
            }],
            top: None,
            page_size: None,
        })
        .to_vec();
    let answer = world.ask(&query);
    let related = &answer.entities[0].related;
    let Related::One(Some(one)) = &related["primarycontactid"] else {
        panic!("{related:?}")
    };
    assert_eq!(one.attributes["fullname"], "Adam".into());
    let Related::Many(many) = &related["contact_customer_accounts"] else {
        panic!("{related:?}")
    };
    let found: Vec<_> = many
        .entities
        .iter()
        .map(|row| row.attributes["fullname"].clone())
        .collect();
    assert_eq!(found, ["Adam".into(), "Yvonne".into()]);
}
