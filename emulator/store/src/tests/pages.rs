//! Pages and their cookies.

use dataverse_protocol::query::{ColumnPath, Direction, Order, Page};
use proptest::prelude::*;

use super::queries::{query, world};
use super::*;

#[tokio::test]
async fn pages_are_stable_while_rows_come_and_go() {
    let world = World::new();
    let rows = |numbers: std::ops::Range<u128>| {
        numbers
            .map(|n| {
                insert(
                    "account",
                    n,
                    [
                        ("name", format!("n{}", n % 3).into()),
                        (
                            "numberofemployees",
                            if n % 4 == 0 {
                                Value::Null
                            } else {
                                Value::Integer((n % 5) as i32)
                            },
                        ),
                    ],
                )
            })
            .collect()
    };
    world.commit(rows(100..140)).await.unwrap();
    for direction in [Direction::Ascending, Direction::Descending] {
        let mut query = Query::new("account");
        query.columns = Columns::Named(vec!["name".into()]);
        query.count = true;
        let order = |column: &str, direction| Order {
            column: ColumnPath::of(column),
            direction,
        };
        query.order = vec![
            order("numberofemployees", direction),
            order("name", Direction::Descending),
        ];
        let whole: Vec<_> = world
            .ask(&query)
            .entities
            .iter()
            .map(|row| row.id)
            .collect();
        assert_eq!(whole.len(), 40);
        query.page.size = Some(7);
        let mut paged = Vec::new();
        loop {
            let page = world.ask(&query);
            assert_eq!(page.total, Some(40));
            paged.extend(page.entities.iter().map(|row| row.id));
            // The last page has a cookie, too.
            assert!(page.paging_cookie.is_some());
            if !page.more {
                break;
            }
            query.page.cookie = page.paging_cookie;
            query.page.number = Some(query.page.number.unwrap_or(1) + 1);
            // A row that is inserted before the rows read so far shifts nothing.
            let first = [
                ("name", "z".into()),
                (
                    "numberofemployees",
                    match direction {
                        Direction::Ascending => Value::Null,
                        Direction::Descending => Value::Integer(9),
                    },
                ),
            ];
            world.write(insert("account", 1, first)).await.unwrap();
            let next = world.ask(&query).entities.first().map(|row| row.id);
            assert_eq!(next, whole.get(paged.len()).copied());
            world.write(delete("account", 1)).await.unwrap();
        }
        assert_eq!(paged, whole, "{direction:?}");
        query.page = Page {
            size: Some(7),
            number: Some(2),
            ..Default::default()
        };
        let second: Vec<_> = world
            .ask(&query)
            .entities
            .iter()
            .map(|row| row.id)
            .collect();
        assert_eq!(second, whole[7..14], "by number alone");
        query.page = Page {
            top: Some(3),
            ..Default::default()
        };
        let top = world.ask(&query);
        assert_eq!((top.entities.len(), top.more), (3, false));
    }
    let mut query = Query::new("account");
    query.page.cookie = Some("<cookie page='1'><other last='1'/></cookie>".into());
    assert!(matches!(world.bind(&query), Err(BindError::Cookie(_))));
}

#[tokio::test]
async fn a_cookie_has_dataverses_form() {
    let world = world().await;
    let mut query = query("<condition attribute='name' operator='not-null'/>");
    query.page.size = Some(1);
    let cookie = world.ask(&query).paging_cookie;
    assert_eq!(
        cookie.as_deref(),
        Some(
            "<cookie page=\"1\"><name last=\"Adventure Works\"/><accountid last=\"{00000000-0000-0000-0000-000000000001}\"/></cookie>"
        )
    );
}

/// The columns that the next test sorts by: a text, a number that may be null, a choice by its label, the time of
/// creation, a value that all rows share.
const SORTED: [&str; 5] = [
    "name",
    "numberofemployees",
    "customertypecode",
    "createdon",
    "creditonhold",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pages_neither_lose_nor_repeat_rows_while_others_come_and_go(
        rows in prop::collection::vec((0_u8..3, prop::option::of(0_i32..3), 1_i32..13), 1..40),
        columns in prop::collection::vec(0..SORTED.len(), 0..3),
        descending: bool,
        size in 1_u32..8,
        raw_order: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let world = World::new();
            let account = |number: usize, (name, staff, kind): (u8, Option<i32>, i32)| {
                insert("account", 0x9E37 * (number as u128 % 7) + number as u128 * 100, [
                    ("name", ["a", "A", "b"][usize::from(name)].into()),
                    ("numberofemployees", staff.map_or(Value::Null, Value::Integer)),
                    ("customertypecode", Value::OptionSet(kind)),
                    ("creditonhold", Value::Boolean(false)),
                ])
            };
            let writes = rows.iter().enumerate().map(|(at, row)| account(at + 1, *row));
            world.commit(writes.collect()).await.unwrap();
            let direction = match descending {
                true => Direction::Descending,
                false => Direction::Ascending,
            };
            let mut query = Query::new("account").select(["name"]);
            query.raw_order = raw_order;
            for column in columns {
                query = query.sorted_by(SORTED[column], direction);
            }
            let ids = |page: &dataverse_protocol::value::EntityCollection| -> Vec<_> {
                page.entities.iter().map(|row| row.id).collect()
            };
            let whole = ids(&world.ask(&query));
            query.page.size = Some(size);
            let (mut paged, mut others) = (Vec::new(), 1_000);
            loop {
                let page = world.ask(&query);
                paged.extend(ids(&page));
                if !page.more {
                    break;
                }
                query.page.cookie = page.paging_cookie;
                if paged.len() > whole.len() / 2 {
                    continue;
                }
                for row in [(0, None, 1), (2, Some(2), 12)] {
                    others += 1;
                    world.commit(vec![account(others, row)]).await.unwrap();
                }
            }
            let old: Vec<_> = paged.iter().filter(|id| whole.contains(id)).copied().collect();
            assert_eq!(old, whole);
            let different: std::collections::HashSet<_> = paged.iter().collect();
            assert_eq!(different.len(), paged.len());
        });
    }
}
