//! Answers of queries: conditions, joins, aggregates, limits.

use dataverse_protocol::fetchxml;
use dataverse_protocol::query::{
    ColumnPath, Condition, Filter, Join, Link, Operand, Operator, Quantifier, Through,
};
use rust_decimal::Decimal;

use super::*;

/// Five accounts, one with all columns null, and contacts of two of them.
pub(super) async fn world() -> World {
    let world = World::new();
    let seen = |text: &str| Value::DateTime(text.parse().unwrap());
    let account = |number: u128, name: &str, staff: i32, cents: i64, hold: bool, when: &str| {
        insert(
            "account",
            number,
            [
                ("name", name.into()),
                ("numberofemployees", Value::Integer(staff)),
                ("revenue", Value::Money(Decimal::new(cents, 2))),
                ("creditonhold", Value::Boolean(hold)),
                ("lastonholdtime", seen(when)),
            ],
        )
    };
    let contact = |number: u128, name: &str, born: &str, parent: u128| {
        insert(
            "contact",
            number,
            [
                ("fullname", name.into()),
                ("birthdate", Value::Date(born.parse().unwrap())),
                ("parentcustomerid", reference("account", parent)),
            ],
        )
    };
    world
        .commit(vec![
            account(
                1,
                "Adventure Works",
                10,
                100_050,
                false,
                "2026-01-01T10:00:00Z",
            ),
            account(2, "blue yonder", 20, 200_000, true, "2025-12-31T23:59:59Z"),
            account(
                3,
                "Contoso 100%",
                30,
                300_000,
                false,
                "2026-01-02T02:59:59Z",
            ),
            account(4, "Fabri_kam", 30, 300_000, true, "2020-02-29T00:00:00Z"),
            insert("account", 5, []),
            contact(11, "Ann", "1970-01-01", 1),
            contact(12, "Bob", "1980-05-05", 1),
            contact(13, "Cid", "1990-12-31", 3),
            update(
                "account",
                1,
                [("primarycontactid", reference("contact", 12))],
            ),
        ])
        .await
        .unwrap();
    world
}

pub(super) fn query(condition: &str) -> Query {
    let xml = format!(
        "<fetch><entity name='account'><attribute name='name'/><filter>{condition}</filter>\
         <order attribute='name'/></entity></fetch>"
    );
    fetchxml::parse(&xml, &Limits::DEFAULT).unwrap()
}

#[tokio::test]
async fn conditions_select_the_rows_they_mean() {
    let world = world().await;
    let c = |column: &str, operator: &str, value: &str| {
        format!("<condition attribute='{column}' operator='{operator}' value='{value}'/>")
    };
    let list = |column: &str, operator: &str, values: [&str; 2]| {
        let [a, b] = values.map(|value| format!("<value>{value}</value>"));
        format!("<condition attribute='{column}' operator='{operator}'>{a}{b}</condition>")
    };
    let first = id(1).braced().to_string().to_uppercase();
    for (condition, expected) in [
        (c("name", "eq", "ADVENTURE works"), "A"),
        (c("name", "ne", "blue yonder"), "-ACF"),
        (c("name", "like", "%o%"), "AbC"),
        (c("name", "like", "[a-c]%"), "AbC"),
        (c("name", "like", "[^a-c]%"), "F"),
        (c("name", "like", "Fabri_kam"), "F"),
        (c("name", "like", "Fabri_"), ""),
        (c("name", "not-like", "%o%"), "-F"),
        (c("name", "begins-with", "B"), "b"),
        (c("name", "ends-with", "KAM"), "F"),
        (c("name", "not-begin-with", "b"), "-ACF"),
        (c("numberofemployees", "gt", "10"), "bCF"),
        (c("numberofemployees", "ge", "10"), "AbCF"),
        (c("numberofemployees", "lt", "20"), "A"),
        (c("revenue", "le", "1000.50"), "A"),
        (c("revenue", "eq", "1000.505"), ""),
        (c("creditonhold", "eq", "1"), "bF"),
        (c("creditonhold", "eq", "false"), "AC"),
        (c("accountid", "eq", &first), "A"),
        (list("numberofemployees", "in", ["10", "20"]), "Ab"),
        (list("numberofemployees", "not-in", ["10", "20"]), "-CF"),
        (list("numberofemployees", "between", ["20", "30"]), "bCF"),
        (list("numberofemployees", "not-between", ["20", "30"]), "-A"),
        ("<condition attribute='name' operator='null'/>".into(), "-"),
        (
            "<condition attribute='name' operator='not-null'/>".into(),
            "AbCF",
        ),
        (c("lastonholdtime", "on", "2026-01-01"), "A"),
        (c("lastonholdtime", "on-or-before", "2025-12-31"), "bF"),
        (c("lastonholdtime", "on-or-after", "2026-01-01"), "AC"),
        (c("lastonholdtime", "last-x-hours", "1"), "C"),
        (c("lastonholdtime", "last-x-days", "1"), "AC"),
        (c("lastonholdtime", "last-x-months", "1"), "AbC"),
        (c("lastonholdtime", "last-x-years", "6"), "AbCF"),
    ] {
        let answer = world.ask(&query(&condition));
        let initials: String = names(&answer).iter().map(|name| &name[..1]).collect();
        assert_eq!(initials, expected, "{condition}");
    }
}

#[tokio::test]
async fn a_literal_pattern_keeps_percent_as_its_only_wildcard() {
    let world = world().await;
    let ask = |operator, text: &str| {
        let mut query = query("");
        query.filter = Filter::Condition(Condition {
            column: ColumnPath::of("name"),
            operator,
            operands: vec![Operand::Value(text.into())],
        });
        names(&world.ask(&query)).concat()
    };
    assert_eq!(ask(Operator::Contains, "i_k"), "Fabri_kam");
    assert_eq!(ask(Operator::Contains, "r_k"), "");
    assert_eq!(ask(Operator::Contains, "ven%or"), "Adventure Works");
    assert_eq!(ask(Operator::EndsWith, "\\"), "");
}

#[tokio::test]
async fn not_is_the_complement() {
    let world = world().await;
    let condition = |column: &str, operator, value: Value| {
        Filter::Condition(Condition {
            column: ColumnPath::of(column),
            operator,
            operands: vec![Operand::Value(value)],
        })
    };
    for filter in [
        condition(
            "numberofemployees",
            Operator::GreaterThan,
            Value::Integer(15),
        ),
        condition("name", Operator::Contains, "o".into()),
        condition("numberofemployees", Operator::Equal, Value::Null),
        condition("numberofemployees", Operator::LessThan, Value::Null),
        Filter::Or(vec![
            condition("name", Operator::Equal, "blue yonder".into()),
            condition("creditonhold", Operator::Equal, true.into()),
        ]),
    ] {
        let mut query = Query::new("account");
        query.filter = filter.clone();
        let fits = world.ask(&query).entities.len();
        query.filter = Filter::Not(Box::new(filter.clone()));
        assert_eq!(fits + world.ask(&query).entities.len(), 5, "{filter:?}");
    }
}

#[tokio::test]
async fn thousands_of_conditions_are_answered() {
    let world = world().await;
    let condition = |number| {
        Filter::Condition(Condition {
            column: ColumnPath::of("numberofemployees"),
            operator: Operator::Equal,
            operands: vec![Operand::Value(Value::Integer(number))],
        })
    };
    let mut query = Query::new("account");
    query.filter = Filter::Or((0..3000).map(condition).collect());
    assert_eq!(world.ask(&query).entities.len(), 4);
}

#[tokio::test]
async fn related_rows_are_asked_about() {
    let world = world().await;
    let ask = |quantifier, name: &str| {
        let mut query = query("");
        query.filter = Filter::Related {
            navigation: "contact_customer_accounts".into(),
            quantifier,
            filter: Box::new(Filter::Condition(Condition {
                column: ColumnPath::of("fullname"),
                operator: Operator::Equal,
                operands: vec![Operand::Value(name.into())],
            })),
        };
        world.ask(&query).entities.len()
    };
    assert_eq!(ask(Quantifier::Any, "Bob"), 1);
    // Three accounts have no contact; one has the contact Cid only.
    assert_eq!(ask(Quantifier::All, "Cid"), 4);
    let mut query = query("");
    query.filter = Filter::Condition(Condition {
        column: ColumnPath {
            via: vec!["primarycontactid".into()],
            column: "fullname".into(),
        },
        operator: Operator::Equal,
        operands: vec![Operand::Value("bob".into())],
    });
    assert_eq!(names(&world.ask(&query)), ["Adventure Works"]);
}

#[tokio::test]
async fn joined_columns_come_under_their_alias() {
    let world = world().await;
    let fetch = |kind: &str, inner: &str| {
        let xml = format!(
            "<fetch><entity name='account'><attribute name='name'/><order attribute='name'/>\
             <link-entity name='contact' from='parentcustomerid' to='accountid' alias='c' link-type='{kind}'>\
             <attribute name='fullname'/>{inner}<order attribute='fullname'/></link-entity></entity></fetch>"
        );
        let answer = world.ask(&fetchxml::parse(&xml, &Limits::DEFAULT).unwrap());
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("-").to_owned();
        let rows = answer.entities.iter().map(|row| {
            format!(
                "{}:{}",
                &text(row.attributes.get("name"))[..1],
                text(row.attributes.get("c.fullname"))
            )
        });
        rows.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(fetch("inner", ""), "A:Ann A:Bob C:Cid");
    assert_eq!(fetch("outer", ""), "-:- A:Ann A:Bob b:- C:Cid F:-");
    let filter = "<filter><condition attribute='fullname' operator='eq' value='Bob'/></filter>";
    assert_eq!(fetch("outer", filter), "-:- A:Bob b:- C:- F:-");
    let nested = "<link-entity name='account' from='primarycontactid' to='contactid' alias='p' link-type='inner'/>";
    assert_eq!(fetch("outer", nested), "-:- A:Bob b:- C:- F:-");
    assert_eq!(fetch("inner", nested), "A:Bob");
}

#[tokio::test]
async fn an_inner_join_of_an_elastic_table_is_refused() {
    let world = World::new();
    let mut query = Query::new("backgroundoperation");
    query.links.push(Link {
        through: Through::Columns {
            table: "systemuser".into(),
            from: "systemuserid".into(),
            to: "createdby".into(),
        },
        join: Join::Inner,
        alias: None,
        columns: None,
        filter: Filter::everything(),
        links: Vec::new(),
        order: Vec::new(),
        top: None,
        page_size: None,
    });
    assert_eq!(world.bind(&query).unwrap_err(), BindError::ElasticJoin);
    query.links[0].join = Join::Outer;
    assert!(world.ask(&query).entities.is_empty());
}

#[tokio::test]
async fn aggregates_and_distinct_rows() {
    let world = world().await;
    let xml = "<fetch aggregate='true'><entity name='account'>\
        <attribute name='creditonhold' groupby='true' alias='hold'/>\
        <attribute name='accountid' aggregate='count' alias='n'/>\
        <attribute name='revenue' aggregate='sum' alias='sum'/>\
        <attribute name='numberofemployees' aggregate='avg' alias='avg'/>\
        <attribute name='lastonholdtime' aggregate='max' alias='last'/>\
        <order alias='n' descending='true'/></entity></fetch>";
    let answer = world.ask(&fetchxml::parse(xml, &Limits::DEFAULT).unwrap());
    let last = |text: &str| Value::DateTime(text.parse().unwrap());
    let expected = [
        (
            Value::Boolean(false),
            2,
            400_050,
            20,
            last("2026-01-02T02:59:59Z"),
        ),
        (
            Value::Boolean(true),
            2,
            500_000,
            25,
            last("2025-12-31T23:59:59Z"),
        ),
    ];
    for (row, (hold, count, sum, average, last)) in answer.entities.iter().zip(expected) {
        assert_eq!(row.attributes["hold"], hold);
        assert_eq!(row.attributes["n"], Value::Integer(count));
        assert_eq!(row.attributes["sum"], Value::Money(Decimal::new(sum, 2)));
        assert_eq!(row.attributes["avg"], Value::Integer(average));
        assert_eq!(row.attributes["last"], last);
    }
    assert_eq!(answer.entities[2].attributes["hold"], Value::Null);
    assert_eq!(answer.entities[2].attributes["sum"], Value::Null);

    let xml = "<fetch distinct='true' returntotalrecordcount='true'><entity name='account'><attribute name='numberofemployees'/>\
        <order attribute='numberofemployees' descending='true'/></entity></fetch>";
    let answer = world.ask(&fetchxml::parse(xml, &Limits::DEFAULT).unwrap());
    let staff: Vec<_> = answer
        .entities
        .iter()
        .map(|row| row.attributes["numberofemployees"].as_integer())
        .collect();
    assert_eq!(staff, [Some(30), Some(20), Some(10), None]);
}

#[test]
fn what_does_not_bind_says_where() {
    let world = World::new();
    let refused = |xml: &str| {
        world
            .bind(&fetchxml::parse(xml, &Limits::DEFAULT).unwrap())
            .unwrap_err()
            .to_string()
    };
    let account = |inside: &str| {
        refused(&format!(
            "<fetch><entity name='account'>{inside}</entity></fetch>"
        ))
    };
    assert_eq!(
        refused("<fetch><entity name='acount'/></fetch>"),
        "there is no table 'acount'"
    );
    assert_eq!(
        account("<attribute name='nome'/>"),
        "there is no column 'nome' on table 'account'"
    );
    let filter = |condition: &str| account(&format!("<filter><condition {condition}/></filter>"));
    assert_eq!(
        filter("attribute='numberofemployees' operator='eq' value='ten'"),
        "'ten' cannot be compared with column 'numberofemployees' of table 'account': expected a whole number"
    );
    assert_eq!(
        filter("attribute='accountid' operator='eq' value='1'"),
        "'1' cannot be compared with column 'accountid' of table 'account': expected a GUID"
    );
    assert_eq!(
        filter("attribute='numberofemployees' operator='like' value='1%'"),
        "The operator is not valid or it is not supported. Column 'numberofemployees' of table 'account' is of type Integer, which the operator Like does not apply to."
    );
    assert_eq!(
        filter("attribute='name' operator='last-x-days' value='1'"),
        "The operator is not valid or it is not supported. Column 'name' of table 'account' is of type String, which the operator LastXDays does not apply to."
    );
}

#[tokio::test]
async fn a_query_ends_at_its_limit_and_the_connection_goes_on() {
    let world = World::new();
    world
        .commit((1..=200).map(|n| insert("account", n, [])).collect())
        .await
        .unwrap();
    let join = |alias: &str| Link {
        through: Through::Columns {
            table: "account".into(),
            from: "statecode".into(),
            to: "statecode".into(),
        },
        join: Join::Outer,
        alias: Some(alias.into()),
        columns: None,
        filter: Filter::Condition(Condition {
            column: ColumnPath::of("name"),
            operator: Operator::Null,
            operands: Vec::new(),
        }),
        links: Vec::new(),
        order: Vec::new(),
        top: None,
        page_size: None,
    };
    let mut query = Query::new("account");
    query.links = vec![join("a")];
    query.count = true;
    let bound = world.bind(&query).unwrap();
    let mut view = world.store.view().unwrap();
    let limit = Limit::Until(Arc::new(|| true));
    let over = view.query(&bound, Names::Unwanted, &limit);
    assert!(
        matches!(over, Err(crate::StoreError::TimeLimit)),
        "{over:?}"
    );
    assert_eq!(
        view.query(&bound, Names::Unwanted, &Limit::Unlimited)
            .unwrap()
            .total,
        Some(200)
    );
}

#[test]
fn what_is_too_deep_or_too_wide_is_refused_by_name() {
    let world = World::new();
    let mut query = Query::new("account");
    for _ in 0..101 {
        query.filter = Filter::Not(Box::new(query.filter));
    }
    let refused = world.bind(&query).unwrap_err().to_string();
    assert_eq!(
        refused,
        "the query has too many levels of conditions: expected at most 100"
    );
    let mut query = Query::new("account");
    query.links = vec![
        Link {
            through: Through::Columns {
                table: "contact".into(),
                from: "parentcustomerid".into(),
                to: "accountid".into(),
            },
            join: Join::Outer,
            alias: None,
            columns: None,
            filter: Filter::everything(),
            links: Vec::new(),
            order: Vec::new(),
            top: None,
            page_size: None,
        };
        16
    ];
    let refused = world.bind(&query).unwrap_err().to_string();
    assert_eq!(
        refused,
        "Number of link entities in query exceeded maximum limit."
    );
    query.links.pop();
    assert!(world.ask(&query).entities.is_empty());
}
