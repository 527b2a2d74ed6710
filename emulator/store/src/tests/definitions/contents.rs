//! Bytes of images: apart from their rows, and gone with what refers to them.

use super::*;
use crate::files;

const FILE: u128 = 0xF11E;

fn image(name: &str) -> Column {
    let kind = ColumnKind::Image {
        max_size_kb: 10,
        can_store_full: false,
        is_primary: false,
    };
    Column::optional(name, kind)
}

fn bytes(number: u128) -> Write {
    Write::Insert {
        table: Arc::clone(files::table()),
        id: id(number),
        values: values([
            (files::NAME, "a.gif".into()),
            (files::CONTENT, Value::Bytes(vec![7; 9])),
        ]),
    }
}

impl World {
    async fn with_pens() -> Self {
        let world = Self::new();
        let pen = table("pen", [image("logo"), image("back")]);
        world.write(define_table(pen)).await.unwrap();
        world
    }

    fn bytes_left(&self) -> i64 {
        let view = self.store.view().unwrap();
        view.count(files::table()).unwrap()
    }

    fn pen(&self) -> Arc<Table> {
        Arc::clone(self.store.metadata().table("pen").unwrap())
    }

    fn set(&self, number: u128, column: &str, file: Value) -> Write {
        Write::Update {
            table: self.pen(),
            id: id(number),
            values: values([(column, file)]),
            expect: Expect::Exists,
        }
    }

    async fn pen_with_logo(&self, number: u128, file: u128) {
        let pen = self.insert_now("pen", number, [("logo", Value::Guid(id(file)))]);
        self.commit(vec![bytes(file), pen]).await.unwrap();
    }
}

#[tokio::test]
async fn an_image_is_read_where_it_is_named_and_not_among_all_columns() {
    let world = World::with_pens().await;
    world.pen_with_logo(1, FILE).await;
    let view = world.store.view().unwrap();
    let read = |columns: &Columns| {
        let row = view.retrieve(&world.pen(), id(1), columns, Names::Unwanted);
        row.unwrap().unwrap()
    };
    let named = read(&Columns::Named(vec!["logo".to_owned()]));
    assert_eq!(named.get("logo"), Some(&Value::Bytes(vec![7; 9])));
    let all = read(&Columns::All);
    assert!(all.attributes.contains_key("name"));
    assert!(!all.attributes.contains_key("logo"));
}

#[tokio::test]
async fn bytes_go_with_the_value_that_another_one_replaces() {
    let world = World::with_pens().await;
    world.pen_with_logo(1, FILE).await;
    let other = world.set(1, "logo", Value::Guid(id(FILE + 1)));
    world.commit(vec![bytes(FILE + 1), other]).await.unwrap();
    assert_eq!(world.bytes_left(), 1);
    let back = world.set(1, "back", Value::Guid(id(FILE + 2)));
    world.commit(vec![bytes(FILE + 2), back]).await.unwrap();
    assert_eq!(world.bytes_left(), 2);
    world
        .write(world.set(1, "logo", Value::Null))
        .await
        .unwrap();
    assert_eq!(world.bytes_left(), 1);
}

#[tokio::test]
async fn bytes_go_with_their_row_their_column_and_their_table() {
    let world = World::with_pens().await;
    for number in 1..=3 {
        world.pen_with_logo(number, FILE + number).await;
    }
    let delete = Write::Delete {
        table: world.pen(),
        id: id(1),
        expect: Expect::Exists,
    };
    world.write(delete).await.unwrap();
    assert_eq!(world.bytes_left(), 2);
    let removed = |column: &str| {
        Write::Define(Box::new(Definition::RemovedColumn {
            table: "pen".to_owned(),
            column: column.to_owned(),
        }))
    };
    world.write(removed("back")).await.unwrap();
    assert_eq!(world.bytes_left(), 2);
    world.write(removed("logo")).await.unwrap();
    assert_eq!(world.bytes_left(), 0);
    world
        .write(define_column("pen", image("nib")))
        .await
        .unwrap();
    let nib = world.insert_now("pen", 4, [("nib", Value::Guid(id(FILE)))]);
    world.commit(vec![bytes(FILE), nib]).await.unwrap();
    let table = Definition::RemovedTable {
        table: "pen".to_owned(),
    };
    world.write(Write::Define(Box::new(table))).await.unwrap();
    assert_eq!(world.bytes_left(), 0);
}

#[tokio::test]
async fn a_refused_change_keeps_the_bytes_as_they_were() {
    let world = World::with_pens().await;
    world.pen_with_logo(1, FILE).await;
    let other = world.set(1, "logo", Value::Guid(id(FILE + 1)));
    let missing = world.set(99, "logo", Value::Null);
    let refused = world.commit(vec![bytes(FILE + 1), other, missing]).await;
    assert!(matches!(refused, Err(Refusal::NotFound { .. })));
    assert_eq!(world.bytes_left(), 1);
}

#[tokio::test]
async fn a_unit_reads_the_bytes_that_it_writes_and_takes_them_back() {
    let world = World::with_pens().await;
    world.pen_with_logo(1, FILE).await;
    let mut unit = world.store.unit(Arc::clone(&world.rules)).unwrap();
    let before = unit.savepoint();
    unit.apply(bytes(FILE + 1), world.now).unwrap();
    let other = world.set(1, "logo", Value::Guid(id(FILE + 1)));
    unit.apply(other, world.now).unwrap();
    let logo = Columns::Named(vec!["logo".to_owned()]);
    let read = |unit: &crate::Unit| {
        let row = unit
            .view()
            .retrieve(&world.pen(), id(1), &logo, Names::Unwanted);
        row.unwrap().unwrap().get("logo").cloned()
    };
    assert_eq!(read(&unit), Some(Value::Bytes(vec![7; 9])));
    assert_eq!(unit.view().count(files::table()).unwrap(), 1);
    unit.rollback_to(before).unwrap();
    assert_eq!(read(&unit), Some(Value::Bytes(vec![7; 9])));
    unit.apply(bytes(FILE + 2), world.now).unwrap();
    let cleared = world.set(1, "logo", Value::Null);
    unit.apply(cleared, world.now).unwrap();
    assert_eq!(read(&unit), None);
    world.commit(unit.into_writes()).await.unwrap();
    // The bytes that no column ever had.
    assert_eq!(world.bytes_left(), 1);
}
