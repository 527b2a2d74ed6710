//! The SDK's three query classes.

use dataverse_limits::Limits;
use insta::assert_debug_snapshot;

use super::{operation, read};
use crate::fetchxml::Problem;
use crate::query::{
    ColumnPath, Columns, Condition, Direction, Filter, Operand, Operator, OperatorEntry, Order,
    Page, Query,
};
use crate::soap::{Call, SoapError};
use crate::value::Value;

fn multiple(kind: &str, members: &str) -> Result<Query, SoapError> {
    let text =
        format!("<RetrieveMultiple><query i:type='a:{kind}'>{members}</query></RetrieveMultiple>");
    operation(&text).map(|call| query(&call))
}

fn query(call: &Call) -> Query {
    match call.request.parameters.get("Query") {
        Some(Value::Query(query)) => (**query).clone(),
        other => panic!("expected a query, found {other:?}"),
    }
}

fn condition(inside: &str) -> Result<Filter, SoapError> {
    let members = format!(
        "<a:Criteria><a:Conditions><a:ConditionExpression>{inside}</a:ConditionExpression></a:Conditions></a:Criteria><a:EntityName>account</a:EntityName>"
    );
    multiple("QueryExpression", &members).map(|query| query.filter)
}

#[test]
fn a_query_expression_keeps_everything_it_says() {
    let call = read(include_bytes!("envelopes/query_expression.xml")).unwrap();
    assert_debug_snapshot!(query(&call));
}

#[test]
fn a_query_by_attribute_compares_each_with_its_value() {
    let members = "<a:Attributes><r:string>name</r:string><r:string>statecode</r:string></a:Attributes><a:ColumnSet><a:AllColumns>true</a:AllColumns></a:ColumnSet><a:EntityName>account</a:EntityName><a:Orders><a:OrderExpression><a:AttributeName>name</a:AttributeName><a:OrderType>Descending</a:OrderType></a:OrderExpression></a:Orders><a:PageInfo><a:Count>0</a:Count><a:PageNumber>0</a:PageNumber><a:PagingCookie i:nil='true'/><a:ReturnTotalRecordCount>false</a:ReturnTotalRecordCount></a:PageInfo><a:TopCount>5</a:TopCount><a:Values><r:anyType i:type='x:string'>A</r:anyType><r:anyType i:type='x:int'>0</r:anyType></a:Values>";
    let equal = |column: &str, value: Value| {
        Filter::Condition(Condition {
            column: ColumnPath::of(column),
            operator: Operator::Equal,
            operands: vec![Operand::Value(value)],
        })
    };
    let expected = Query {
        columns: Columns::All,
        filter: Filter::And(vec![
            equal("name", "A".into()),
            equal("statecode", 0.into()),
        ]),
        order: vec![Order {
            column: ColumnPath::of("name"),
            direction: Direction::Descending,
        }],
        page: Page {
            top: Some(5),
            ..Page::default()
        },
        ..Query::new("account")
    };
    assert_eq!(multiple("QueryByAttribute", members), Ok(expected));
    let uneven = members.replace("<r:anyType i:type='x:int'>0</r:anyType>", "");
    assert!(matches!(
        multiple("QueryByAttribute", &uneven),
        Err(SoapError::OperandCount { found: 1, .. })
    ));
}

#[test]
fn a_query_without_members_asks_for_no_columns_of_all_rows() {
    let expected = Query {
        columns: Columns::Named(Vec::new()),
        ..Query::new("account")
    };
    let members = "<a:ColumnSet i:nil='true'/><a:EntityName>account</a:EntityName>";
    assert_eq!(multiple("QueryExpression", members), Ok(expected));
}

#[test]
fn an_array_stands_for_its_elements() {
    let inside = |values: &str| {
        format!(
            "<a:AttributeName>n</a:AttributeName><a:Operator>In</a:Operator><a:Values><r:anyType i:type='r:{values}</r:anyType></a:Values>"
        )
    };
    let cases = [
        (
            "ArrayOfstring'><r:string>a</r:string><r:string>b</r:string>",
            vec![Value::from("a"), Value::from("b")],
        ),
        (
            "ArrayOfint'><r:int>1</r:int><r:int>2</r:int>",
            vec![Value::Integer(1), Value::Integer(2)],
        ),
        (
            "ArrayOfanyType'><r:anyType i:type='x:int'>1</r:anyType>",
            vec![Value::Integer(1)],
        ),
    ];
    for (values, expected) in cases {
        let expected = expected.into_iter().map(Operand::Value).collect();
        let expected = Filter::And(vec![Filter::Condition(Condition {
            column: ColumnPath::of("n"),
            operator: Operator::In,
            operands: expected,
        })]);
        assert_eq!(condition(&inside(values)), Ok(expected), "{values}");
    }
    let unknown = condition(&inside("ArrayOfdouble'><r:double>1</r:double>"));
    assert!(
        matches!(unknown, Err(SoapError::UnknownType { .. })),
        "{unknown:?}"
    );
}

#[test]
fn columns_are_compared_with_columns() {
    let text = "<a:AttributeName>modifiedon</a:AttributeName><a:CompareColumns>true</a:CompareColumns><a:Operator>GreaterThan</a:Operator><a:Values><r:anyType i:type='x:string'>createdon</r:anyType></a:Values>";
    let expected = Filter::And(vec![Filter::Condition(Condition {
        column: ColumnPath::of("modifiedon"),
        operator: Operator::GreaterThan,
        operands: vec![Operand::Column(ColumnPath::of("createdon"))],
    })]);
    assert_eq!(condition(text), Ok(expected));
    assert!(matches!(
        condition(&text.replace("GreaterThan", "Like")),
        Err(SoapError::NotEmulated(_))
    ));
}

#[test]
fn every_operator_of_the_sdk_is_read_or_refused_by_name() {
    for entry in OperatorEntry::all() {
        let text = format!(
            "<a:AttributeName>n</a:AttributeName><a:Operator>{}</a:Operator>",
            entry.sdk
        );
        match (entry.operator, condition(&text)) {
            (Some(Operator::Contains), _) => {}
            (Some(operator), Ok(Filter::And(parts))) => assert_eq!(
                parts,
                [Filter::Condition(Condition {
                    column: ColumnPath::of("n"),
                    operator,
                    operands: Vec::new(),
                })]
            ),
            (None, Err(SoapError::NotEmulated(_))) => {}
            (_, other) => panic!("{}: {other:?}", entry.sdk),
        }
    }
}

#[test]
fn what_a_query_cannot_say_here_is_refused_by_name() {
    let table = "<a:EntityName>account</a:EntityName>";
    let link = |join: &str| {
        format!(
            "<a:LinkEntities><a:LinkEntity><a:JoinOperator>{join}</a:JoinOperator><a:LinkFromAttributeName>a</a:LinkFromAttributeName><a:LinkToAttributeName>b</a:LinkToAttributeName><a:LinkToEntityName>contact</a:LinkToEntityName></a:LinkEntity></a:LinkEntities>"
        )
    };
    let condition = |inside: &str| {
        format!(
            "<a:Criteria><a:Conditions><a:ConditionExpression><a:AttributeName>n</a:AttributeName>{inside}</a:ConditionExpression></a:Conditions></a:Criteria>"
        )
    };
    let cases = [
        (link("Natural"), "the join operator `Natural` is not emulated"),
        (link("Any"), "The only valid values for link-type attribute are 'natural', 'inner','in','exists','matchfirstrowusingcrossapply' and 'outer'."),
        (condition("<a:Operator>EqualRoleBusinessId</a:Operator>"), "the condition operator `EqualRoleBusinessId` is not emulated"),
        (condition("<a:Operator>Null</a:Operator><a:EntityName>missing</a:EntityName>"), "the query has no joined table `missing`"),
        ("<a:Criteria><a:IsQuickFindFilter>true</a:IsQuickFindFilter></a:Criteria>".to_owned(), "`IsQuickFindFilter` of `Criteria` is not emulated"),
        ("<a:ColumnSet><a:AttributeExpressions><a:AttributeExpression><a:AttributeName>name</a:AttributeName><a:HasGroupBy>true</a:HasGroupBy></a:AttributeExpression></a:AttributeExpressions></a:ColumnSet>".to_owned(), "Invalid alias for aggregate operation. `<name>` needs the attribute `alias`."),
        ("<a:SubQueryExpression><a:EntityName>x</a:EntityName></a:SubQueryExpression>".to_owned(), "`SubQueryExpression` of `query` is not emulated"),
        ("<a:TopCount>1</a:TopCount><a:PageInfo><a:Count>1</a:Count></a:PageInfo>".to_owned(), "The Top.Count = 1 can't be specified with pagingInfo"),
    ];
    for (members, expected) in cases {
        let refused = multiple("QueryExpression", &format!("{table}{members}"));
        assert_eq!(
            refused.map_err(|error| error.to_string()),
            Err(expected.to_owned())
        );
    }
    let fetch = multiple("FetchExpression", "<a:Query>&lt;fetch/&gt;</a:Query>");
    assert!(matches!(fetch, Err(SoapError::FetchXml(_))), "{fetch:?}");
    assert!(matches!(
        multiple("QueryBase", table),
        Err(SoapError::UnknownType { .. })
    ));
}

#[test]
fn a_query_has_as_many_conditions_as_fetchxml() {
    let one = "<a:ConditionExpression><a:AttributeName>n</a:AttributeName><a:Operator>Null</a:Operator></a:ConditionExpression>";
    let query = |count: usize| {
        multiple(
            "QueryExpression",
            &format!(
                "<a:EntityName>account</a:EntityName><a:Criteria><a:Conditions>{}</a:Conditions></a:Criteria>",
                one.repeat(count)
            ),
        )
    };
    assert!(query(500).is_ok());
    assert_eq!(
        query(501),
        Err(SoapError::Query(Problem::TooManyConditions))
    );
}

fn link(name: &str, join: &str, inside: &str) -> String {
    format!(
        "<a:{name}><a:JoinOperator>{join}</a:JoinOperator><a:LinkCriteria>{inside}</a:LinkCriteria><a:LinkEntities/><a:LinkFromAttributeName>contactid</a:LinkFromAttributeName><a:LinkToAttributeName>primarycontactid</a:LinkToAttributeName><a:LinkToEntityName>account</a:LinkToEntityName></a:{name}>"
    )
}

/// What the same parts of FetchXML are read as.
fn fetched(inside: &str) -> Query {
    let text = format!("<fetch><entity name='contact'><no-attrs/>{inside}</entity></fetch>");
    crate::fetchxml::parse(&text, &Limits::default()).expect("it is valid")
}

#[test]
fn links_that_only_test_for_rows_mean_what_they_mean_in_fetchxml() {
    let own = "<a:Conditions><a:ConditionExpression><a:AttributeName>name</a:AttributeName><a:Operator>Null</a:Operator></a:ConditionExpression></a:Conditions>";
    for (join, link_type) in [
        ("Any", "any"),
        ("NotAny", "not any"),
        ("All", "all"),
        ("NotAll", "not all"),
    ] {
        let query = multiple(
            "QueryExpression",
            &format!(
                "<a:Criteria>{}</a:Criteria><a:EntityName>contact</a:EntityName>",
                link("AnyAllFilterLinkEntity", join, own)
            ),
        );
        let expected = fetched(&format!(
            "<filter><link-entity name='account' from='primarycontactid' to='contactid' link-type='{link_type}'><filter><condition attribute='name' operator='null'/></filter></link-entity></filter>"
        ));
        assert_eq!(query, Ok(expected), "{join}");
    }
    for (join, link_type) in [("Exists", "exists"), ("In", "in")] {
        let query = multiple(
            "QueryExpression",
            &format!(
                "<a:EntityName>contact</a:EntityName><a:LinkEntities>{}</a:LinkEntities>",
                link("LinkEntity", join, own)
            ),
        );
        let expected = fetched(&format!(
            "<filter/><link-entity name='account' from='primarycontactid' to='contactid' link-type='{link_type}'><filter><condition attribute='name' operator='null'/></filter></link-entity>"
        ));
        assert_eq!(query, Ok(expected), "{join}");
    }
}

#[test]
fn attribute_expressions_group_and_compute_or_rename_columns() {
    let expression = |column: &str, alias: &str, rest: &str| {
        format!(
            "<a:AttributeExpression>{rest}<a:Alias>{alias}</a:Alias><a:AttributeName>{column}</a:AttributeName></a:AttributeExpression>"
        )
    };
    let query = |expressions: &str, orders: &str| {
        multiple(
            "QueryExpression",
            &format!(
                "<a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions>{expressions}</a:AttributeExpressions></a:ColumnSet><a:EntityName>account</a:EntityName><a:Orders>{orders}</a:Orders>"
            ),
        )
    };
    let month = expression(
        "createdon",
        "month",
        "<a:AggregateType>None</a:AggregateType><a:DateTimeGrouping>Month</a:DateTimeGrouping><a:HasGroupBy>true</a:HasGroupBy>",
    );
    let rows = expression(
        "accountid",
        "rows",
        "<a:AggregateType>Count</a:AggregateType><a:HasGroupBy>false</a:HasGroupBy>",
    );
    let order = "<a:OrderExpression><a:Alias>rows</a:Alias><a:AttributeName>accountid</a:AttributeName><a:OrderType>Descending</a:OrderType></a:OrderExpression>";
    let fetch = "<fetch aggregate='true'><entity name='account'>        <attribute name='createdon' alias='month' groupby='true' dategrouping='month'/>        <attribute name='accountid' alias='rows' aggregate='count'/>        <order alias='rows' descending='true'/></entity></fetch>";
    assert_eq!(
        query(&format!("{month}{rows}"), order).map_err(|error| error.to_string()),
        crate::fetchxml::parse(fetch, &Limits::default()).map_err(|error| error.to_string())
    );

    let renamed = query(&expression("name", "title", ""), "").expect("it is valid");
    assert_eq!(renamed.aggregate, None);
    assert_eq!(renamed.aliased[0].alias, "title");

    let plain = expression("name", "title", "");
    assert!(matches!(
        query(&format!("{month}{plain}"), ""),
        Err(SoapError::Query(Problem::PlainInAggregate(_)))
    ));
}
