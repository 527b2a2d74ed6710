//! Definitions: their effect, the effect of refused ones, and what readers, units and a restart
//! see.

mod changes;
mod contents;
mod crashes;
mod groups;
mod meanwhile;
mod stored;

use dataverse_model::metadata::{
    Cascades, Column, ColumnKind, DateBehavior, Definition, Details, Expires, Labels, LookupTarget,
    OnDelete,
};
use dataverse_protocol::query::{ColumnPath, Condition, Filter, Operand, Operator};
use rusqlite::Connection;

use super::*;

fn text(name: &str) -> Column {
    Column::optional(name, ColumnKind::String { max_length: 100 })
}

/// A lookup; each target's collection is named after both tables.
fn lookup(table: &str, name: &str, targets: &[&str]) -> Column {
    let target = |target: &&str| LookupTarget {
        table: (*target).to_owned(),
        navigation: format!("{name}_{target}"),
        collection: format!("{table}_{name}_{target}"),
        relationship: None,
        on_delete: OnDelete::Restrict,
        cascades: Cascades::default(),
        details: Details::default(),
    };
    let targets = targets.iter().map(target).collect();
    Column::optional(name, ColumnKind::Lookup { targets })
}

/// A table with a primary key, a name column and these columns.
fn table(name: &str, columns: impl IntoIterator<Item = Column>) -> Table {
    let key = format!("{name}id");
    let own = [
        Column::optional(&key, ColumnKind::Uniqueidentifier),
        text("name"),
    ];
    let columns = own.into_iter().chain(columns);
    let columns = columns.map(|column| (column.logical_name.clone(), column));
    Table {
        primary_name: Some("name".to_owned()),
        ..Table::standard(name, columns.collect())
    }
}

fn define_table(table: Table) -> Write {
    Write::Define(Box::new(Definition::Table(Box::new(table))))
}

fn define_column(table: &str, column: Column) -> Write {
    Write::Define(Box::new(Definition::Column {
        table: table.to_owned(),
        column,
    }))
}

impl World {
    /// An insert into a table as it is currently defined.
    fn insert_now<const N: usize>(
        &self,
        table: &str,
        number: u128,
        with: [(&str, Value); N],
    ) -> Write {
        Write::Insert {
            table: Arc::clone(self.store.metadata().table(table).unwrap()),
            id: id(number),
            values: values(with),
        }
    }

    /// The number of rows with a text in a column, by the current definition of the table.
    fn count(&self, table: &str, column: &str, text: &str) -> usize {
        let mut query = Query::new(table);
        query.filter = Filter::Condition(Condition {
            column: ColumnPath::of(column),
            operator: Operator::Equal,
            operands: vec![Operand::Text(text.to_owned())],
        });
        let bound = bind(&query, &self.store.metadata(), &context(self.now)).unwrap();
        let mut view = self.store.view().unwrap();
        let rows = view.query(&bound, Names::Wanted, &Limit::Unlimited);
        rows.unwrap().entities.len()
    }

    /// The SQL definitions of all tables and indexes in the database, and the number of stored
    /// definitions of the organization.
    fn schema(&self) -> (Vec<String>, u32) {
        let connection = Connection::open(self.store.path()).unwrap();
        let mut all = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        let all = all.query_map([], |row| row.get(0)).unwrap();
        let all = all.collect::<Result<_, _>>().unwrap();
        let stored = "SELECT count(*) FROM emulator_definition";
        (
            all,
            connection.query_row(stored, [], |row| row.get(0)).unwrap(),
        )
    }
}

#[tokio::test]
async fn the_next_request_finds_what_was_defined() {
    let world = World::new();
    let before = world.store.metadata();
    world
        .commit(vec![
            define_table(table(
                "pen",
                [lookup("pen", "owner", &["account", "contact"])],
            )),
            define_column("pen", text("color")),
            define_column("account", text("new_motto")),
        ])
        .await
        .unwrap();
    let after = world.store.metadata();
    assert!(before.table("pen").is_none());
    assert!(
        after
            .by_entity_set("pens")
            .unwrap()
            .column("color")
            .is_some()
    );
    let writes = vec![
        world.insert_now("account", 1, [("new_motto", "Ink first".into())]),
        world.insert_now(
            "pen",
            2,
            [("color", "Blue".into()), ("owner", reference("account", 1))],
        ),
    ];
    world.commit(writes).await.unwrap();
    assert_eq!(world.count("account", "new_motto", "INK FIRST"), 1);
    assert_eq!(world.count("pen", "color", "blue"), 1);
    assert_eq!(world.count("pen", "color", "red"), 0);
    let view = world.store.view().unwrap();
    assert!(Arc::ptr_eq(view.metadata(), &after));
    let pen = view
        .retrieve(
            after.table("pen").unwrap(),
            id(2),
            &Columns::All,
            Names::Unwanted,
        )
        .unwrap()
        .unwrap();
    assert_eq!(pen.attributes["owner"], reference("account", 1));
    let refused = world.write(delete("account", 1)).await.unwrap_err();
    assert!(matches!(refused, Refusal::Restricted { .. }), "{refused}");
}

#[tokio::test]
async fn a_row_of_the_table_as_it_was_leaves_the_new_column_without_a_value() {
    let world = World::new();
    let old = of("account");
    world
        .write(define_column("account", text("new_motto")))
        .await
        .unwrap();
    for number in 0..6 {
        let motto = [("new_motto", "M".into())];
        let write = match number % 2 {
            0 => world.insert_now("account", number, motto),
            _ => Write::Insert {
                table: Arc::clone(&old),
                id: id(number),
                values: Attributes::default(),
            },
        };
        world.write(write).await.unwrap();
    }
    assert_eq!(world.count("account", "new_motto", "m"), 3);
}

#[tokio::test]
async fn a_defined_table_keeps_values_apart_and_lets_its_rows_go() {
    let world = World::new();
    let dried = Column::optional("dried", ColumnKind::DateTime(DateBehavior::UserLocal));
    let mut pen = table("pen", [dried, lookup("pen", "owner", &["account"])]);
    pen.unique = vec!["name".to_owned(), "owner".to_owned()];
    pen.expires = Some(Expires {
        column: "dried".to_owned(),
        after_seconds: 60,
    });
    world
        .commit(vec![define_table(pen), insert("account", 1, [])])
        .await
        .unwrap();
    let hour = jiff::SignedDuration::from_hours(1);
    let first = [
        ("name", "First".into()),
        ("owner", reference("account", 1)),
        ("dried", Value::DateTime(world.now - hour)),
    ];
    world
        .write(world.insert_now("pen", 1, first))
        .await
        .unwrap();
    for again in [
        [("name", "first".into())],
        [("owner", reference("account", 1))],
    ] {
        let refused = world.write(world.insert_now("pen", 2, again)).await;
        assert!(matches!(refused, Err(Refusal::DuplicateValue { .. })));
    }
    let swept = world.write(Write::Expire).await.unwrap();
    let next = None;
    assert_eq!(swept, Outcome::Expired { removed: 1, next });
}

#[tokio::test]
async fn names_that_the_store_cannot_keep_are_refused() {
    let world = World::new();
    let before = world.schema();
    let expected = "expected lower-case letters, digits and '_', beginning with a letter, at most 128 \
                    characters, not beginning with 'emulator_' or 'sqlite_'";
    for (write, said) in [
        (
            define_column("account", text("emulator_phase")),
            format!("column 'account.emulator_phase': column 'emulator_phase' is not an identifier: {expected}"),
        ),
        (
            define_column("account", text("1st")),
            format!("column 'account.1st': column '1st' is not an identifier: {expected}"),
        ),
        (
            define_table(table("sqlite_pen", [])),
            format!("table 'sqlite_pen': table 'sqlite_pen' is not an identifier: {expected}"),
        ),
        (
            define_column("contact", text("parentcustomerid_type")),
            "column 'contact.parentcustomerid': the column of the lookup's table 'parentcustomerid_type' \
             is already defined by table 'contact': expected a unique name"
                .to_owned(),
        ),
    ] {
        let refused = world.write(write).await.unwrap_err();
        assert!(matches!(refused, Refusal::Definition(_)), "{refused:?}");
        assert_eq!(refused.to_string(), said);
    }
    assert_eq!(world.schema(), before);
}
