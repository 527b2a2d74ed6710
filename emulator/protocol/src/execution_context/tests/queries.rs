//! A query as a parameter: in the delivered form, and with the parts that `QueryExpression` can and cannot express.

use super::{id, written};
use crate::query::{
    ColumnPath, Columns, Condition, Direction, Filter, Join, Link, Operand, Operator, Order, Page,
    Query, Through,
};
use crate::value::Value;

fn compare(column: &str, operator: Operator, operands: Vec<Operand>) -> Filter {
    Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator,
        operands,
    })
}

fn of(value: impl Into<Value>) -> Operand {
    Operand::Value(value.into())
}

/// The members after `__type`.
fn members(query: Query) -> String {
    let body = written(query);
    body.strip_prefix(
        r#"{"__type":"QueryExpression:http:\/\/schemas.microsoft.com\/xrm\/2011\/Contracts","#,
    )
    .expect("a query says its type")
    .to_owned()
}

#[test]
fn a_query_has_the_members_of_a_delivered_one() {
    let query = Query {
        columns: Columns::Named(vec!["documentid".to_owned(), "fullname".to_owned()]),
        filter: Filter::And(vec![
            compare("isrecursivefetch", Operator::Equal, vec![of(false)]),
            compare("regardingobjectid", Operator::Equal, vec![of(id(7))]),
        ]),
        order: vec![Order {
            column: ColumnPath::of("relativelocation"),
            direction: Direction::Ascending,
        }],
        page: Page {
            size: Some(10),
            number: Some(1),
            ..Page::default()
        },
        count: true,
        ..Query::new("sharepointdocument")
    };
    assert_eq!(
        members(query),
        concat!(
            r#""ColumnSet":{"AllColumns":false,"AttributeExpressions":[],"Columns":["documentid","fullname"]},"#,
            r#""Criteria":{"Conditions":["#,
            r#"{"AttributeName":"isrecursivefetch","CompareColumns":false,"Operator":0,"Values":[false],"EntityName":null},"#,
            r#"{"AttributeName":"regardingobjectid","CompareColumns":false,"Operator":0,"Values":["00000000-0000-0000-0000-000000000007"],"EntityName":null}],"#,
            r#""FilterOperator":0,"Filters":[]},"Distinct":false,"EntityName":"sharepointdocument","#,
            r#""LinkEntities":[],"Orders":[{"Alias":null,"AttributeName":"relativelocation","OrderType":0}],"#,
            r#""PageInfo":{"Count":10,"PageNumber":1,"PagingCookie":null,"ReturnTotalRecordCount":true},"#,
            r#""NoLock":false,"QueryHints":""}"#,
        )
    );
}

#[test]
fn joined_tables_carry_their_own_columns_conditions_and_sort_keys() {
    let linked = |column: &str| ColumnPath {
        via: vec!["c".to_owned()],
        column: column.to_owned(),
    };
    let query = Query {
        filter: Filter::Or(vec![
            compare("name", Operator::Contains, vec![of("50_[%")]),
            Filter::And(vec![Filter::Condition(Condition {
                column: linked("lastname"),
                operator: Operator::NotNull,
                operands: Vec::new(),
            })]),
        ]),
        links: vec![Link {
            through: Through::Columns {
                table: "contact".to_owned(),
                from: "contactid".to_owned(),
                to: "primarycontactid".to_owned(),
            },
            join: Join::Outer,
            alias: Some("c".to_owned()),
            columns: None,
            filter: compare(
                "firstname",
                Operator::NotEqual,
                vec![Operand::Column(ColumnPath::of("lastname"))],
            ),
            links: Vec::new(),
            order: Vec::new(),
            top: None,
            page_size: None,
        }],
        order: vec![
            Order {
                column: linked("lastname"),
                direction: Direction::Descending,
            },
            Order {
                column: ColumnPath::of("name"),
                direction: Direction::Ascending,
            },
        ],
        distinct: true,
        page: Page {
            top: Some(3),
            ..Page::default()
        },
        ..Query::new("account")
    };
    assert_eq!(
        members(query),
        concat!(
            r#""ColumnSet":{"AllColumns":true,"AttributeExpressions":[],"Columns":[]},"#,
            r#""Criteria":{"Conditions":["#,
            r#"{"AttributeName":"name","CompareColumns":false,"Operator":6,"Values":["%50[_][[]%%"],"EntityName":null}],"#,
            r#""FilterOperator":1,"Filters":[{"Conditions":["#,
            r#"{"AttributeName":"lastname","CompareColumns":false,"Operator":13,"Values":[],"EntityName":"c"}],"#,
            r#""FilterOperator":0,"Filters":[]}]},"Distinct":true,"EntityName":"account","#,
            r#""LinkEntities":[{"Columns":{"AllColumns":false,"AttributeExpressions":[],"Columns":[]},"#,
            r#""EntityAlias":"c","JoinOperator":1,"LinkCriteria":{"Conditions":["#,
            r#"{"AttributeName":"firstname","CompareColumns":true,"Operator":1,"Values":["lastname"],"EntityName":null}],"#,
            r#""FilterOperator":0,"Filters":[]},"LinkEntities":[],"LinkFromAttributeName":"primarycontactid","#,
            r#""LinkFromEntityName":"account","LinkToAttributeName":"contactid","LinkToEntityName":"contact","#,
            r#""Orders":[{"Alias":null,"AttributeName":"lastname","OrderType":1}]}],"#,
            r#""Orders":[{"Alias":null,"AttributeName":"name","OrderType":0}],"#,
            r#""PageInfo":{"Count":0,"PageNumber":0,"PagingCookie":null,"ReturnTotalRecordCount":false},"#,
            r#""NoLock":false,"TopCount":3,"QueryHints":""}"#,
        )
    );
}

#[test]
fn what_the_class_cannot_say_is_left_at_its_default() {
    let expanded = Link {
        through: Through::Navigation("primarycontactid".to_owned()),
        join: Join::Outer,
        alias: None,
        columns: None,
        filter: Filter::everything(),
        links: Vec::new(),
        order: Vec::new(),
        top: Some(1),
        page_size: None,
    };
    let query = Query {
        filter: Filter::Not(Box::new(Filter::everything())),
        links: vec![expanded],
        ..Query::new("account")
    };
    assert_eq!(members(query), members(Query::new("account")));
}
