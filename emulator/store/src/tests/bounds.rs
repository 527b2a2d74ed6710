//! Queries at their bounds and beyond: each is answered or refused, and its SQL grows no faster than the query.

use dataverse_protocol::odata::filter;
use dataverse_protocol::query::{
    ColumnPath, Condition, Direction, Filter, Operand, Operator, Order, Quantifier,
};

use super::*;
use crate::access::Access;
use crate::bounds::{MOST_CONDITIONS, MOST_LINKS};
use crate::sql::{self, Sources};

/// The largest values of the limits: a query at each is answered.
const MOST: Limits = Limits {
    query_operands: 32_000,
    query_orders: 100,
    query_depth: 100,
    row_values: 1_800,
    pattern_length: 10_000,
    ..Limits::DEFAULT
};

fn refused(query: &Query) -> String {
    refused_within(MOST, query)
}

fn refused_within(limits: Limits, query: &Query) -> String {
    let world = World::new();
    let context = QueryContext {
        limits,
        ..context(world.now)
    };
    let refused = crate::bind(query, &METADATA, &context);
    refused.unwrap_err().to_string()
}

fn filtered(filter: Filter) -> Query {
    let mut query = Query::new("account");
    query.filter = filter;
    query
}

fn condition(operator: Operator, operands: Vec<Operand>) -> Filter {
    Filter::Condition(Condition {
        column: ColumnPath::of("numberofemployees"),
        operator,
        operands,
    })
}

/// Lambdas over the contacts of an account, and over the accounts of a contact, and so on.
fn lambdas(count: usize) -> Query {
    let names = ["contact_customer_accounts", "account_primary_contact"];
    let nested = (0..count)
        .rev()
        .fold(Filter::everything(), |inside, level| Filter::Related {
            navigation: names[level % 2].to_owned(),
            quantifier: Quantifier::Any,
            filter: Box::new(inside),
        });
    filtered(nested)
}

/// A path from an account to its parent, and to the parent's parent, and so on.
fn path(steps: usize) -> Query {
    let text = format!("{}name eq 'x'", "parentaccountid/".repeat(steps));
    filtered(filter::parse(&text, &filter::ParameterAliases::default()).unwrap())
}

fn conditions(count: usize) -> Query {
    let one = condition(Operator::Null, Vec::new());
    filtered(Filter::Or(vec![one; count]))
}

fn operands(count: usize) -> Query {
    let values = (0..count).map(|value| Operand::Text(value.to_string()));
    filtered(condition(Operator::In, values.collect()))
}

fn orders(count: usize) -> Query {
    let mut query = Query::new("account");
    let order = Order {
        column: ColumnPath::of("name"),
        direction: Direction::Descending,
    };
    query.order = vec![order; count];
    query
}

fn columns(count: usize) -> Query {
    let mut query = Query::new("account");
    query.aliased = (0..count)
        .map(|number| dataverse_protocol::query::AliasedColumn {
            column: ColumnPath::of("name"),
            alias: format!("name{number}"),
        })
        .collect();
    query
}

#[tokio::test]
async fn a_query_is_answered_up_to_a_bound_and_refused_above_it() {
    let world = World::new();
    let too_many_links = "Number of link entities in query exceeded maximum limit.";
    let too_many_conditions = "Number of conditions in query exceeded maximum limit.";
    for (at, above, expected) in [
        (path(MOST_LINKS), path(MOST_LINKS + 1), too_many_links),
        (lambdas(MOST_LINKS), lambdas(MOST_LINKS + 1), too_many_links),
        (
            operands(MOST.query_operands),
            operands(MOST.query_operands + 1),
            too_many_conditions,
        ),
        (
            orders(MOST.query_orders),
            orders(MOST.query_orders + 1),
            "the query has too many sort keys: expected at most 100",
        ),
        (
            columns(1_000),
            columns(3_000),
            "the query has too many values of a row: expected at most 1800",
        ),
    ] {
        assert!(world.ask(&at).entities.is_empty());
        assert_eq!(refused(&above), expected);
    }
}

#[test]
fn a_lower_limit_refuses_a_smaller_query() {
    let within = |limits: Limits, query: Query| refused_within(limits, &query);
    let default = Limits::DEFAULT;
    let too_many_conditions = "Number of conditions in query exceeded maximum limit.";
    let limits = Limits {
        query_operands: 2,
        ..default
    };
    assert_eq!(within(limits, operands(3)), too_many_conditions);
    let limits = Limits {
        query_orders: 2,
        ..default
    };
    let expected = "the query has too many sort keys: expected at most 2";
    assert_eq!(within(limits, orders(3)), expected);
    let limits = Limits {
        query_depth: 3,
        ..default
    };
    let expected = "the query has too many levels of conditions: expected at most 3";
    assert_eq!(within(limits, lambdas(3)), expected);
    let limits = Limits {
        pattern_length: 2,
        ..default
    };
    let pattern = Operand::Text("abc".to_owned());
    let like = Filter::Condition(Condition {
        column: ColumnPath::of("name"),
        operator: Operator::Like,
        operands: vec![pattern],
    });
    let expected =
        "the pattern for column 'name' of table 'account' is too long: expected at most 2 bytes";
    assert_eq!(within(limits, filtered(like)), expected);
}

#[test]
fn only_a_caller_s_query_has_a_bound_of_conditions() {
    let world = World::new();
    let bind = |count| {
        crate::bind_for_caller(
            &crate::Everything,
            &conditions(count),
            &METADATA,
            &context(world.now),
        )
    };
    assert!(bind(MOST_CONDITIONS).is_ok());
    assert_eq!(
        bind(MOST_CONDITIONS + 1).unwrap_err(),
        BindError::TooManyConditions
    );
    assert!(
        world
            .ask(&conditions(MOST_CONDITIONS + 1))
            .entities
            .is_empty()
    );
}

#[test]
fn twice_the_query_is_about_twice_the_sql() {
    let world = World::new();
    let length = |query: &Query| {
        let bound = world.bind(query).unwrap();
        let (sources, access) = (Sources::default(), Access::default());
        let select = sql::select(&bound, &METADATA, Names::Wanted, &sources, &access);
        select.text.sql.len()
    };
    for (name, one, two) in [
        ("path", path(7), path(14)),
        ("lambdas", lambdas(7), lambdas(14)),
        ("conditions", conditions(200), conditions(400)),
        ("operands", operands(10_000), operands(20_000)),
        ("orders", orders(50), orders(100)),
        ("columns", columns(500), columns(1_000)),
    ] {
        let (one, two) = (length(&one), length(&two));
        assert!(two < one * 5 / 2, "{name}: {one} and {two} bytes");
    }
}

#[tokio::test]
async fn so_many_connections_read_at_once() {
    let limits = Limits {
        database_connections: 1,
        ..Limits::DEFAULT
    };
    let place = DatabaseLocation::Temporary;
    let opened = World::open_within(&limits, &place, &CHECKPOINTER, CrashPoints::none());
    let (world, _) = opened.unwrap();
    let view = world.store.view().unwrap();
    let refused = world.store.view().unwrap_err();
    assert!(
        matches!(refused, crate::StoreError::TooManyConnections(1)),
        "{refused}"
    );
    drop(view);
    world.store.view().unwrap();
}
