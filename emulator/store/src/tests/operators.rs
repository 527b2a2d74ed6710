//! Operators about callers, hierarchies, bits and fiscal periods, and how many operands each takes.

use dataverse_protocol::query::{ColumnPath, Condition, Filter, Operand, Operator};

use super::queries::query;
use super::*;
use crate::{Calendar, FiscalPeriod};

/// Five accounts, each below the one before, of which the last is also above the first: a circle. Account 6 stands
/// alone.
async fn circle() -> World {
    let world = World::new();
    let parent = |number: u128, parent: u128| {
        update(
            "account",
            number,
            [("parentaccountid", reference("account", parent))],
        )
    };
    let mut writes: Vec<Write> = (1..=6)
        .map(|number| insert("account", number, [("name", format!("{number}").into())]))
        .collect();
    writes.extend([
        parent(1, 5),
        parent(2, 1),
        parent(3, 2),
        parent(4, 3),
        parent(5, 4),
    ]);
    world.commit(writes).await.unwrap();
    world
}

fn named(world: &World, condition: &str) -> String {
    let answer = world.ask(&query(condition));
    let names = answer.entities.iter();
    names
        .map(|row| {
            row.get("name")
                .and_then(Value::as_str)
                .unwrap_or("-")
                .to_owned()
        })
        .collect()
}

fn refused(world: &World, condition: &str) -> String {
    world.bind(&query(condition)).unwrap_err().to_string()
}

#[tokio::test]
async fn a_circle_in_a_hierarchy_ends() {
    let world = circle().await;
    let of = |operator: &str, number: u128| {
        let condition = format!(
            "<condition attribute='accountid' operator='{operator}' value='{}'/>",
            id(number)
        );
        named(&world, &condition)
    };
    assert_eq!(of("under", 2), "12345");
    assert_eq!(of("eq-or-above", 2), "12345");
    assert_eq!(of("under", 6), "");
    assert_eq!(of("eq-or-under", 6), "6");
    assert_eq!(of("above", 6), "");
    assert_eq!(of("not-under", 2), "6");
    assert_eq!(of("eq-or-under", 77), "");
}

#[tokio::test]
async fn a_hierarchy_is_followed_from_a_lookup_too() {
    let world = circle().await;
    let contact = insert(
        "contact",
        11,
        [
            ("fullname", "Ann".into()),
            ("parentcustomerid", reference("account", 3)),
        ],
    );
    world.commit(vec![contact]).await.unwrap();
    let text = format!(
        "<fetch><entity name='contact'><attribute name='fullname'/><filter><condition attribute='parentcustomerid' \
         operator='under' value='{}'/></filter></entity></fetch>",
        id(1)
    );
    let query = dataverse_protocol::fetchxml::parse(&text, &Limits::DEFAULT).unwrap();
    assert_eq!(world.ask(&query).entities.len(), 1);
    assert_eq!(
        refused(
            &world,
            "<condition attribute='primarycontactid' operator='under' value='00000000-0000-0000-0000-000000000001'/>"
        ),
        "The operator is not valid or it is not supported. Column 'primarycontactid' of table 'account' is of type \
         Lookup, which the operator Under does not apply to."
    );
}

#[tokio::test]
async fn masks_compare_bits() {
    let world = World::new();
    let writes = [1, 2, 3, 4, 5, 6, 7, 12].map(|number| {
        let staff = ("numberofemployees", Value::Integer(number));
        insert(
            "account",
            number as u128,
            [("name", format!("{number}").into()), staff],
        )
    });
    world.commit(writes.into()).await.unwrap();
    for (operator, mask, expected) in [
        (Operator::Mask, 3, 2),
        (Operator::MasksSelect, 3, 6),
        (Operator::NotMask, 3, 2),
        (Operator::Mask, 12, 1),
        (Operator::MasksSelect, 12, 5),
        (Operator::NotMask, 12, 3),
    ] {
        let mut query = Query::new("account");
        query.filter = Filter::Condition(Condition {
            column: ColumnPath::of("numberofemployees"),
            operator,
            operands: vec![Operand::Value(Value::Integer(mask))],
        });
        assert_eq!(
            world.ask(&query).entities.len(),
            expected,
            "{operator:?} {mask}"
        );
    }
}

#[tokio::test]
async fn a_fiscal_period_without_a_year_is_one_of_every_year() {
    let world = World::new();
    let writes = [
        "1990-01-31T23:59:59Z",
        "1990-02-01T00:00:00Z",
        "2026-04-30T23:59:59Z",
        "2026-05-01T00:00:00Z",
        "2200-12-31T00:00:00Z",
    ];
    let writes = writes.iter().zip(1u128..).map(|(at, number)| {
        let at = Value::DateTime(at.parse().unwrap());
        insert(
            "account",
            number,
            [("name", format!("{number}").into()), ("lastonholdtime", at)],
        )
    });
    world.commit(writes.collect()).await.unwrap();
    let mut context = context(world.now);
    context.calendar = Calendar {
        fiscal_month: 2,
        ..Calendar::default()
    };
    let of = |context: &QueryContext, period: u8| {
        let condition = format!(
            "<condition attribute='lastonholdtime' operator='in-fiscal-period' value='{period}'/>"
        );
        let bound = bind(&query(&condition), &METADATA, context)?;
        let mut view = world.store.view().unwrap();
        let rows = view
            .query(&bound, Names::Wanted, &Limit::Unlimited)
            .unwrap();
        Ok::<_, BindError>(
            rows.entities
                .iter()
                .filter_map(|row| row.get("name")?.as_str().map(str::to_owned))
                .collect::<String>(),
        )
    };
    assert_eq!(of(&context, 1).unwrap(), "23");
    assert_eq!(of(&context, 2).unwrap(), "4");
    assert_eq!(of(&context, 4).unwrap(), "15");
    assert!(matches!(of(&context, 5), Err(BindError::Operand { .. })));
    context.calendar.fiscal_period = FiscalPeriod::FourWeeks;
    let condition = "<condition attribute='lastonholdtime' operator='this-fiscal-year'/>";
    let refused = bind(&query(condition), &METADATA, &context).unwrap_err();
    assert!(matches!(refused, BindError::NotEmulated(_)));
}

#[tokio::test]
async fn an_operator_takes_its_number_of_values() {
    let world = World::new();
    let value = "<value>1</value>";
    for (operator, count, expected) in [
        (
            "eq",
            0,
            "The ConditonOperator.Equal requires 1 value/s, not 0. Parameter Name: CreatedOn",
        ),
        (
            "ge",
            2,
            "The ConditonOperator.GreaterEqual requires 1 value/s, not 2. Parameter Name: CreatedOn",
        ),
        (
            "last-x-days",
            0,
            "The ConditonOperator.LastXDays requires 1 value/s, not 0. Parameter Name: CreatedOn",
        ),
        (
            "between",
            1,
            "The ConditonOperator.Between requires 2 value/s, not 1. Parameter Name: CreatedOn",
        ),
        (
            "in-fiscal-period-and-year",
            1,
            "The ConditonOperator.InFiscalPeriodAndYear requires 2 value/s, not 1. Parameter Name: CreatedOn",
        ),
        (
            "in",
            0,
            "The ConditonOperator.In requires at least 1 value/s, not 0. Parameter Name: CreatedOn",
        ),
        (
            "null",
            1,
            "Condition operator 'Null' requires that no values are set. Values.Length: 1",
        ),
        (
            "today",
            2,
            "Condition operator 'Today' requires that no values are set. Values.Length: 2",
        ),
    ] {
        let condition = format!(
            "<condition attribute='createdon' operator='{operator}'>{}</condition>",
            value.repeat(count)
        );
        assert_eq!(refused(&world, &condition), expected);
    }
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused() {
    let world = World::new();
    for (condition, expected) in [
        (
            "attribute='createdon' operator='last-x-days' value='0'",
            "The condition value should be greater than zero.",
        ),
        (
            "attribute='createdon' operator='last-x-days' value='-3'",
            "The condition value should be greater than zero.",
        ),
        (
            "attribute='createdon' operator='next-x-weeks' value='soon'",
            "'soon' cannot be compared with column 'createdon' of table 'account': expected a whole number of at least 1",
        ),
        (
            "attribute='createdon' operator='last-x-years' value='3000'",
            "'3000' cannot be compared with column 'createdon' of table 'account': expected a number that leads to no impossible date",
        ),
        (
            "attribute='createdon' operator='in-fiscal-period' value='5'",
            "'5' cannot be compared with column 'createdon' of table 'account': expected the number of a fiscal period of the organization's calendar, from 1",
        ),
        (
            "attribute='createdon' operator='on' value='19-08-2024 23:59:59'",
            "The date-time format for 19-08-2024 23:59:59 is invalid, or value is outside the supported range.",
        ),
        (
            "attribute='createdon' operator='gt' value='soon'",
            "The date-time format for soon is invalid, or value is outside the supported range.",
        ),
        (
            "attribute='industrycode' operator='contain-values' value='1'",
            "The operator is not valid or it is not supported. Column 'industrycode' of table 'account' is of type Picklist, which the operator ContainValues does not apply to.",
        ),
        (
            "attribute='name' operator='eq-userid'",
            "The operator is not valid or it is not supported. Column 'name' of table 'account' is of type String, which the operator EqualUserId does not apply to.",
        ),
    ] {
        assert_eq!(
            refused(&world, &format!("<condition {condition}/>")),
            expected
        );
    }
    let born = "<fetch><entity name='contact'><filter><condition attribute='birthdate' operator='last-x-hours' value='1'/></filter></entity></fetch>";
    let query = dataverse_protocol::fetchxml::parse(born, &Limits::DEFAULT).unwrap();
    let refused = world.bind(&query).unwrap_err();
    assert!(matches!(
        refused,
        BindError::Inapplicable {
            operator: "LastXHours",
            ..
        }
    ));
}
