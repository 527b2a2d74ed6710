//! Definitions after a restart.

use dataverse_model::metadata::Navigation;
use proptest::prelude::*;

use super::*;
use crate::{definitions, schema};

/// Every table of a snapshot with its navigation properties.
fn whole(metadata: &Metadata) -> Vec<(Table, Vec<(String, String)>)> {
    let one = |table: &Arc<Table>| {
        let by_set = metadata.by_entity_set(&table.entity_set).unwrap();
        assert!(Arc::ptr_eq(by_set, table));
        let navigations = metadata
            .navigations(table)
            .map(|(name, to)| (name.to_owned(), end(&to)));
        (Table::clone(table), navigations.collect())
    };
    metadata.tables().map(one).collect()
}

/// The target of a navigation property, as text.
fn end(navigation: &Navigation<'_>) -> String {
    match navigation {
        Navigation::One { column, target } => format!("{} {target:?}", column.logical_name),
        Navigation::Many {
            table,
            column,
            target,
        } => format!("{}.{} {target:?}", table.logical_name, column.logical_name),
        Navigation::Across { table, between, .. } => {
            format!("{} {}", between.logical_name, table.logical_name)
        }
    }
}

/// Whether the database has exactly the columns that the metadata defines, in every table.
fn matches_database(connection: &Connection, metadata: &Metadata) {
    let mut columns = connection
        .prepare("SELECT name FROM pragma_table_info(?1) ORDER BY name")
        .unwrap();
    for table in metadata.tables().filter(|table| !table.is_union()) {
        let found = columns.query_map([&table.logical_name], |row| row.get(0));
        let found: Vec<String> = found.unwrap().map(Result::unwrap).collect();
        let mut expected: Vec<_> = schema::columns(table)
            .into_iter()
            .map(|column| column.name)
            .collect();
        expected.sort();
        assert_eq!(found, expected, "{}", table.logical_name);
    }
}

#[tokio::test]
async fn a_restart_finds_the_tables_and_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let place = DatabaseLocation::File(folder.path().join("organization.db"));
    let before = {
        let (world, _) = World::open(&place).unwrap();
        let pen = table("pen", [lookup("pen", "owner", &["account", "contact"])]);
        let color = define_column("pen", text("color"));
        let motto = define_column("account", text("new_motto"));
        world
            .commit(vec![define_table(pen), motto, color])
            .await
            .unwrap();
        let account = world.insert_now("account", 1, [("new_motto", "Ink first".into())]);
        let pen = world.insert_now(
            "pen",
            2,
            [("color", "Blue".into()), ("owner", reference("account", 1))],
        );
        world.commit(vec![account, pen]).await.unwrap();
        whole(&world.store.metadata())
    };
    let (world, _) = World::open(&place).unwrap();
    assert_eq!(whole(&world.store.metadata()), before);
    assert_eq!(world.count("account", "new_motto", "ink first"), 1);
    assert_eq!(world.count("pen", "color", "blue"), 1);
    let again = world.write(define_table(table("pen", []))).await;
    assert!(matches!(again, Err(Refusal::Definition(_))), "{again:?}");
    world
        .write(define_column("pen", text("nib")))
        .await
        .unwrap();
    world
        .write(world.insert_now("pen", 3, [("nib", "F".into())]))
        .await
        .unwrap();
    assert_eq!(world.count("pen", "nib", "f"), 1);
}

#[tokio::test]
async fn a_database_whose_definitions_do_not_fit_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organization.db");
    let place = DatabaseLocation::File(path.clone());
    {
        let (world, _) = World::open(&place).unwrap();
        world.write(define_table(table("pen", []))).await.unwrap();
    }
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "INSERT INTO emulator_definition (definition) SELECT definition FROM emulator_definition;
             ALTER TABLE account DROP COLUMN fax",
        )
        .unwrap();
    let Err(error) = World::open(&place) else {
        panic!("it was opened");
    };
    assert_eq!(
        error.to_string(),
        "the database cannot be read: definition 2: table 'pen': table 'pen' is already defined by \
         table 'pen': expected a unique name"
    );
    let fax = "SELECT count(*) FROM pragma_table_info('account') WHERE name = 'fax'";
    let fax: u32 = connection.query_row(fax, [], |row| row.get(0)).unwrap();
    assert_eq!(fax, 0);
}

#[derive(Debug, Clone)]
enum Act {
    Table(usize, Vec<(usize, Kind)>),
    Column(usize, usize, Kind),
    /// The acts inside are one change: if one of them is refused, none is applied.
    Together(Vec<Act>),
}

#[derive(Debug, Clone)]
enum Kind {
    Text,
    Amount,
    Lookup(Vec<usize>),
}

/// Tables that exist, tables that an act may define, and one name that is invalid.
const TABLES: [&str; 6] = ["account", "contact", "pen", "ink", "paper", "Nothing"];
const OWN: usize = 2;
/// Columns that acts may add, and one that some tables have.
const COLUMNS: [&str; 5] = ["name", "new_a", "new_b", "new_b_type", "new_c"];

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let table = || 0..TABLES.len();
    let kind = || {
        prop_oneof![
            2 => Just(Kind::Text),
            1 => Just(Kind::Amount),
            3 => proptest::sample::subsequence((0..TABLES.len()).collect::<Vec<_>>(), 1..3)
                .prop_map(Kind::Lookup),
        ]
    };
    let columns = proptest::collection::vec((1..COLUMNS.len(), kind()), 0..3);
    let act = prop_oneof![
        1 => (OWN..TABLES.len(), columns).prop_map(|(table, columns)| Act::Table(table, columns)),
        2 => (table(), 0..COLUMNS.len(), kind())
            .prop_map(|(table, column, kind)| Act::Column(table, column, kind)),
    ];
    let together = proptest::collection::vec(act.clone(), 2..4).prop_map(Act::Together);
    proptest::collection::vec(prop_oneof![4 => act, 1 => together], 1..16)
}

fn as_column(table: &str, column_at: usize, kind: &Kind) -> Column {
    let name = COLUMNS[column_at];
    match kind {
        Kind::Text => text(name),
        Kind::Amount => Column::optional(
            name,
            ColumnKind::Double {
                precision: 2,
                min: -0.1,
                max: 1e9,
            },
        ),
        Kind::Lookup(targets) => {
            let targets: Vec<_> = targets.iter().map(|at| TABLES[*at]).collect();
            lookup(table, name, &targets)
        }
    }
}

fn as_writes(act: &Act) -> Vec<Write> {
    match act {
        Act::Table(at, columns) => {
            let name = TABLES[*at];
            let columns = columns.iter();
            let columns = columns.map(|(column, kind)| as_column(name, *column, kind));
            vec![define_table(table(name, columns))]
        }
        Act::Column(at, column, kind) => {
            let name = TABLES[*at];
            vec![define_column(name, as_column(name, *column, kind))]
        }
        Act::Together(acts) => acts.iter().flat_map(as_writes).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn definitions_come_to_the_same_when_they_are_applied_again(acts in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let world = World::new();
            for act in &acts {
                let before = whole(&world.store.metadata());
                match world.commit(as_writes(act)).await {
                    Ok(_) => {}
                    Err(Refusal::Definition(_)) => {
                        prop_assert_eq!(whole(&world.store.metadata()), before);
                    }
                    Err(refusal) => prop_assert!(false, "{:?}: {}", act, refusal),
                }
            }
            let connection = Connection::open(world.store.path()).unwrap();
            let found = definitions::recover(&connection, Arc::clone(&METADATA)).unwrap();
            let now = world.store.metadata();
            prop_assert_eq!(whole(&found), whole(&now));
            matches_database(&connection, &now);
            Ok(())
        })?;
    }
}
