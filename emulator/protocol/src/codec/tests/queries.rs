//! Every query reads back as the same query, and a text that is not a stored query is refused.

use proptest::prelude::*;

use super::{read, scalar};
use crate::query::{
    Aggregate, AggregateFunction, AggregateValue, AliasedColumn, ColumnPath, Columns, Condition,
    DateGrouping, Direction, Filter, Group, Join, Link, Operand, Operator, Order, Page, Quantifier,
    Query, Through,
};

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(any::<String>(), 0..3)
}

fn path() -> impl Strategy<Value = ColumnPath> {
    (texts(), any::<String>()).prop_map(|(via, column)| ColumnPath { via, column })
}

fn operator() -> impl Strategy<Value = Operator> {
    prop::sample::select(vec![
        Operator::Equal,
        Operator::NotEqual,
        Operator::GreaterThan,
        Operator::GreaterEqual,
        Operator::LessThan,
        Operator::LessEqual,
        Operator::Like,
        Operator::NotLike,
        Operator::Contains,
        Operator::BeginsWith,
        Operator::NotBeginWith,
        Operator::EndsWith,
        Operator::NotEndWith,
        Operator::Null,
        Operator::NotNull,
        Operator::In,
        Operator::NotIn,
        Operator::Between,
        Operator::NotBetween,
        Operator::On,
        Operator::OnOrBefore,
        Operator::OnOrAfter,
        Operator::LastXHours,
        Operator::LastXDays,
        Operator::LastXMonths,
        Operator::LastXYears,
        Operator::NextXDays,
        Operator::NextXMonths,
        Operator::EqualUserId,
        Operator::NotEqualUserId,
    ])
}

fn condition() -> impl Strategy<Value = Filter> {
    let operand = prop_oneof![
        scalar().prop_map(Operand::Value),
        any::<String>().prop_map(Operand::Text),
        path().prop_map(Operand::Column),
    ];
    let operands = prop::collection::vec(operand, 0..3);
    (path(), operator(), operands).prop_map(|(column, operator, operands)| {
        Filter::Condition(Condition {
            column,
            operator,
            operands,
        })
    })
}

fn filter() -> impl Strategy<Value = Filter> {
    condition().prop_recursive(2, 6, 2, |inner| {
        let quantifier = prop::sample::select(vec![Quantifier::Any, Quantifier::All]);
        let parts = || prop::collection::vec(inner.clone(), 0..3);
        prop_oneof![
            parts().prop_map(Filter::And),
            parts().prop_map(Filter::Or),
            inner.clone().prop_map(|part| Filter::Not(Box::new(part))),
            (any::<String>(), quantifier, inner.clone()).prop_map(
                |(navigation, quantifier, filter)| Filter::Related {
                    navigation,
                    quantifier,
                    filter: Box::new(filter),
                }
            ),
            inner.prop_map(|filter| Filter::Linked(Box::new(Link {
                through: Through::Navigation("n".to_owned()),
                join: Join::Inner,
                alias: None,
                columns: None,
                filter,
                links: Vec::new(),
                order: Vec::new(),
                top: None,
                page_size: None,
            }))),
        ]
    })
}

fn columns() -> impl Strategy<Value = Columns> {
    prop_oneof![Just(Columns::All), texts().prop_map(Columns::Named)]
}

fn order() -> impl Strategy<Value = Vec<Order>> {
    let direction = prop::sample::select(vec![Direction::Ascending, Direction::Descending]);
    let order = (path(), direction).prop_map(|(column, direction)| Order { column, direction });
    prop::collection::vec(order, 0..3)
}

fn link() -> impl Strategy<Value = Link> {
    let through = prop_oneof![
        any::<String>().prop_map(Through::Navigation),
        prop::array::uniform3(any::<String>()).prop_map(|[table, from, to]| Through::Columns {
            table,
            from,
            to
        }),
    ];
    let join = prop::sample::select(vec![Join::Inner, Join::Outer, Join::FirstMatch]);
    let names = (any::<Option<String>>(), prop::option::of(columns()));
    let parts = (
        through,
        join,
        names,
        filter(),
        order(),
        any::<Option<u32>>(),
    );
    let leaf = parts
        .prop_map(
            |(through, join, (alias, columns), filter, order, top)| Link {
                through,
                join,
                alias,
                columns,
                filter,
                links: Vec::new(),
                order,
                top,
                page_size: None,
            },
        )
        .boxed();
    (leaf.clone(), prop::option::of(leaf)).prop_map(|(link, inner)| Link {
        links: inner.into_iter().collect(),
        ..link
    })
}

fn aggregate() -> impl Strategy<Value = Aggregate> {
    let function = prop::sample::select(vec![
        AggregateFunction::Count,
        AggregateFunction::CountDistinct,
        AggregateFunction::Sum,
        AggregateFunction::Average,
        AggregateFunction::Min,
        AggregateFunction::Max,
    ]);
    let value = (prop::option::of(path()), function, any::<String>()).prop_map(
        |(column, function, alias)| AggregateValue {
            column,
            function,
            alias,
        },
    );
    let date = prop::sample::select(vec![
        None,
        Some(DateGrouping::Day),
        Some(DateGrouping::FiscalPeriod),
    ]);
    let group = (path(), any::<String>(), date).prop_map(|(column, alias, date)| Group {
        column,
        alias,
        date,
    });
    let groups = prop::collection::vec(group, 0..3);
    let values = prop::collection::vec(value, 0..3);
    (groups, values, any::<Option<u32>>()).prop_map(|(groups, values, limit)| Aggregate {
        groups,
        values,
        limit,
    })
}

pub(super) fn query() -> impl Strategy<Value = Query> {
    let numbers = prop::array::uniform3(any::<Option<u32>>());
    let page = (numbers, any::<Option<String>>()).prop_map(|([top, size, number], cookie)| Page {
        top,
        size,
        number,
        cookie,
    });
    let links = prop::collection::vec(link(), 0..2);
    let aliased = (path(), any::<String>());
    let aliased = aliased.prop_map(|(column, alias)| AliasedColumn { column, alias });
    let columns = (columns(), prop::collection::vec(aliased, 0..2));
    let which = (any::<String>(), columns, filter(), links, order());
    let how = (any::<[bool; 3]>(), prop::option::of(aggregate()), page);
    (which, how).prop_map(|(which, ([raw_order, distinct, count], aggregate, page))| {
        let (table, (columns, aliased), filter, links, order) = which;
        Query {
            table,
            columns,
            aliased,
            filter,
            links,
            order,
            raw_order,
            distinct,
            aggregate,
            page,
            count,
        }
    })
}

/// A stored query with this filter and this sort key.
fn stored(filter: &str, order: &str) -> String {
    format!(r#"{{"table":"t","columns":"all","filter":{filter},"order":[{order}],"page":{{}}}}"#)
}

#[test]
fn foreign_queries_are_refused_with_what_was_expected() {
    let order = r#"{"column":{"column":"a"},"direction":"ascending"}"#;
    assert!(read::<Query>(&stored(r#"{"and":[]}"#, order)).is_ok());
    let cases = [
        (
            stored(r#"{"xor":[]}"#, ""),
            "unknown variant `xor`, expected one of `and`, `or`",
        ),
        (
            stored(
                r#"{"condition":{"column":{"column":"a"},"operator":"equals"}}"#,
                "",
            ),
            "unknown variant `equals`, expected one of `equal`",
        ),
        (
            stored(r#"{"and":[]}"#, r#"{"column":{},"direction":"ascending"}"#),
            "missing field `column`",
        ),
        (
            stored(
                r#"{"related":{"navigation":"n","quantifier":"any","filter":{"and":[]},"n":1}}"#,
                "",
            ),
            "unknown field `n`, expected one of `navigation`, `quantifier`, `filter`",
        ),
    ];
    for (text, expected) in cases {
        let error = read::<Query>(&text).expect_err("no writer wrote it");
        assert!(error.to_string().contains(expected), "{error}");
    }
}
