//! Definitions that change or remove what exists, and what rows, writes and a restart find then.

use dataverse_model::metadata::{Key, TableChange};

use super::*;

fn key(name: &str, columns: &[&str]) -> Definition {
    Definition::Key {
        table: "pen".to_owned(),
        key: Key {
            logical_name: name.to_owned(),
            schema_name: name.to_owned(),
            display_name: Labels::english(name),
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            details: Details::default(),
        },
    }
}

fn removed(column: &str) -> Definition {
    Definition::RemovedColumn {
        table: "pen".to_owned(),
        column: column.to_owned(),
    }
}

fn define(definition: Definition) -> Write {
    Write::Define(Box::new(definition))
}

/// A world with a table `pen` of two texts and a lookup, and one row of it.
async fn with_pen(place: &DatabaseLocation) -> World {
    let (world, _) = World::open(place).unwrap();
    let owner = lookup("pen", "owner", &["account", "contact"]);
    let pen = table("pen", [text("nib"), text("color"), owner]);
    world.write(define_table(pen)).await.unwrap();
    let first = world.insert_now("pen", 1, [("nib", "F".into()), ("color", "Blue".into())]);
    world.write(first).await.unwrap();
    world
}

#[tokio::test]
async fn a_removed_column_is_gone_from_the_database_and_its_name_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let place = DatabaseLocation::File(folder.path().join("organization.db"));
    {
        let world = with_pen(&place).await;
        world.write(define(removed("color"))).await.unwrap();
        world.write(define(removed("owner"))).await.unwrap();
        let account = Arc::clone(world.store.metadata().table("account").unwrap());
        let metadata = world.store.metadata();
        assert!(metadata.navigation(&account, "pen_owner_account").is_none());
        world
            .write(define_column("pen", text("color")))
            .await
            .unwrap();
        assert_eq!(world.count("pen", "color", "blue"), 0);
    }
    let (world, _) = World::open(&place).unwrap();
    assert_eq!(world.count("pen", "nib", "f"), 1);
    assert_eq!(world.store.metadata().removed().len(), 0, "none had an id");
    assert_eq!(world.store.metadata().version_of("pen"), 4);
}

#[tokio::test]
async fn what_something_needs_is_not_removed() {
    let world = with_pen(&DatabaseLocation::Temporary).await;
    world.write(define(key("by_nib", &["nib"]))).await.unwrap();
    let account = Definition::RemovedTable {
        table: "account".to_owned(),
    };
    let ink = table("ink", [lookup("ink", "pen", &["pen"])]);
    world.write(define_table(ink)).await.unwrap();
    let pen = Definition::RemovedTable {
        table: "pen".to_owned(),
    };
    let (metadata, schema) = (world.store.metadata(), world.schema());
    for (definition, reason) in [
        (
            account,
            "table 'account': the table is the platform's: expected one of the organization's own",
        ),
        (
            pen.clone(),
            "table 'pen': the lookup 'ink.pen' needs it: expected that to be removed before",
        ),
        (
            removed("nib"),
            "column 'pen.nib': the key 'by_nib' needs it: expected that to be removed before",
        ),
        (
            removed("name"),
            "column 'pen.name': the table 'pen' needs it: expected that to be removed before",
        ),
        (
            removed("ink"),
            "column 'pen.ink': the column does not exist",
        ),
    ] {
        let refused = world.write(define(definition)).await.unwrap_err();
        assert_eq!(refused.to_string(), reason);
        assert!(Arc::ptr_eq(&world.store.metadata(), &metadata));
        assert_eq!(world.schema(), schema);
    }
    let ink = Definition::RemovedTable {
        table: "ink".to_owned(),
    };
    world.commit(vec![define(ink), define(pen)]).await.unwrap();
    assert!(world.store.metadata().table("pen").is_none());
    let late = Write::Insert {
        table: Arc::clone(metadata.table("pen").unwrap()),
        id: id(9),
        values: values([]),
    };
    let refused = world.write(late).await;
    assert!(matches!(refused, Err(Refusal::TableGone { .. })));
    // The name is free again.
    world.write(define_table(table("pen", []))).await.unwrap();
    assert_eq!(world.count("pen", "name", ""), 0);
}

#[tokio::test]
async fn a_key_belongs_to_one_row_at_most() {
    let world = with_pen(&DatabaseLocation::Temporary).await;
    world
        .write(define(key("by_both", &["nib", "color"])))
        .await
        .unwrap();
    let pen = |number, nib: &str, color: Value| {
        world.insert_now("pen", number, [("nib", nib.into()), ("color", color)])
    };
    let refused = world.write(pen(2, "f", "BLUE".into())).await;
    assert!(matches!(refused, Err(Refusal::DuplicateKey { key, .. }) if key == "by_both"));
    // A row without one of the values has no key.
    world.write(pen(3, "F", Value::Null)).await.unwrap();
    world.write(pen(4, "F", Value::Null)).await.unwrap();
    let (metadata, schema) = (world.store.metadata(), world.schema());
    let refused = world.write(define(key("by_nib", &["nib"]))).await;
    assert!(matches!(refused, Err(Refusal::KeyNotUnique { key, .. }) if key == "by_nib"));
    assert!(Arc::ptr_eq(&world.store.metadata(), &metadata));
    assert_eq!(world.schema(), schema);
    let gone = Definition::RemovedKey {
        table: "pen".to_owned(),
        key: "by_both".to_owned(),
    };
    world.write(define(gone)).await.unwrap();
    world.write(pen(5, "F", "Blue".into())).await.unwrap();
}

#[tokio::test]
async fn a_write_made_for_the_table_of_before_goes_to_the_table_of_now() {
    let world = with_pen(&DatabaseLocation::Temporary).await;
    let before = world.insert_now("pen", 2, [("nib", "M".into())]);
    let with_color = world.insert_now("pen", 3, [("color", "Red".into())]);
    world.write(define(removed("color"))).await.unwrap();
    world
        .write(define_column("pen", text("cap")))
        .await
        .unwrap();
    world.write(before).await.unwrap();
    assert_eq!(world.count("pen", "nib", "m"), 1);
    let refused = world.write(with_color).await;
    assert!(matches!(refused, Err(Refusal::UnknownColumn { column, .. }) if column == "color"));
}

#[tokio::test]
async fn a_changed_column_keeps_its_type_and_its_rows() {
    let world = with_pen(&DatabaseLocation::Temporary).await;
    let mut nib = Column::optional("nib", ColumnKind::String { max_length: 3 });
    nib.display_name = Labels::english("Nib of the pen");
    let change = |column| {
        define(Definition::ChangedColumn {
            table: "pen".to_owned(),
            column,
        })
    };
    world.write(change(nib)).await.unwrap();
    let pen = Arc::clone(world.store.metadata().table("pen").unwrap());
    assert_eq!(
        pen.columns["nib"].kind,
        ColumnKind::String { max_length: 3 }
    );
    assert_eq!(world.count("pen", "nib", "f"), 1);
    let refused = world
        .write(change(Column::optional("nib", ColumnKind::BigInt)))
        .await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "column 'pen.nib': the column would be of type BigInt: expected String, with the same targets and option set, because a column keeps its type"
    );
    let renamed = Definition::ChangedTable {
        table: "pen".to_owned(),
        change: TableChange {
            change_tracking: None,
            display_name: Labels::english("Fountain pen"),
            display_collection_name: Labels::english("Fountain pens"),
            details: Details::default(),
        },
    };
    world.write(define(renamed)).await.unwrap();
    let pen = Arc::clone(world.store.metadata().table("pen").unwrap());
    assert_eq!(pen.display_name, Labels::english("Fountain pen"));
    assert_eq!(world.count("pen", "nib", "f"), 1);
}

#[tokio::test]
async fn more_columns_than_sql_server_has_are_refused() {
    let world = World::new();
    let columns = (0..1100).map(|number| text(&format!("new_{number}")));
    let refused = world.write(define_table(table("pen", columns))).await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "table 'pen': the number of columns is 1103: expected at most 1024, as in SQL Server"
    );
    assert!(world.store.metadata().table("pen").is_none());
}
