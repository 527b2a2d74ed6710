//! Groups by parts of dates, sums that are large, and what an aggregate refuses.

use dataverse_protocol::fetchxml;

use super::queries::world;
use super::*;
use crate::{
    BindError, Calendar, FiscalNames, FiscalPeriod, FiscalYearNamedBy, StoreError, YearDigits,
};

fn aggregate(inside: &str) -> Query {
    let xml = format!("<fetch aggregate='true'><entity name='account'>{inside}</entity></fetch>");
    fetchxml::parse(&xml, &Limits::DEFAULT).unwrap()
}

#[tokio::test]
async fn dates_are_grouped_by_their_parts() {
    let world = World::new();
    for (number, when) in [
        (1, "2023-03-25T23:59:59Z"),
        (2, "2023-03-25T00:00:00Z"),
        (3, "2023-08-27T12:00:00Z"),
        (4, "1969-12-31T23:59:59Z"),
    ] {
        let at = Value::DateTime(when.parse().unwrap());
        let row = insert("account", number, [("lastonholdtime", at)]);
        world.commit(vec![row]).await.unwrap();
    }
    world.commit(vec![insert("account", 5, [])]).await.unwrap();
    let groups = |grouping: &str| {
        let answer = world.ask(&aggregate(&format!(
            "<attribute name='lastonholdtime' alias='part' groupby='true' dategrouping='{grouping}'/>\
             <attribute name='accountid' alias='n' aggregate='count'/><order alias='part'/>"
        )));
        let parts = answer.entities.iter().map(|row| {
            let part = row.attributes["part"].as_integer();
            let text = row.formatted.get("part").cloned();
            let n = row.attributes["n"].as_integer().unwrap();
            match (part, text) {
                (Some(part), Some(text)) => format!("{part} ({text}): {n}"),
                (Some(part), None) => format!("{part}: {n}"),
                (None, _) => format!("none: {n}"),
            }
        });
        parts.collect::<Vec<_>>().join(", ")
    };
    // The first three are the documentation's example, with its weeks.
    assert_eq!(groups("day"), "none: 1, 25: 2, 27: 1, 31: 1");
    assert_eq!(groups("week"), "none: 1, 12: 2, 35: 1, 53: 1");
    assert_eq!(groups("month"), "none: 1, 3: 2, 8: 1, 12: 1");
    assert_eq!(groups("quarter"), "none: 1, 1: 2, 3: 1, 4: 1");
    assert_eq!(groups("year"), "none: 1, 1969: 1, 2023: 3");
    assert_eq!(
        groups("fiscal-year"),
        "none: 1, 1969 (FY1969): 1, 2023 (FY2023): 3"
    );
    assert_eq!(
        groups("fiscal-period"),
        "none: 1, 196904 (Quarter 4 FY1969): 1, 202301 (Quarter 1 FY2023): 2, 202303 (Quarter 3 FY2023): 1"
    );
}

#[tokio::test]
async fn fiscal_groups_are_those_of_the_organization() {
    let world = World::new();
    for (number, when) in [
        (1, "2023-06-30T23:59:59Z"),
        (2, "2023-07-01T00:00:00Z"),
        (3, "2024-06-30T23:59:59Z"),
    ] {
        let at = Value::DateTime(when.parse().unwrap());
        let row = insert("account", number, [("lastonholdtime", at)]);
        world.commit(vec![row]).await.unwrap();
    }
    let mut context = context(world.now);
    context.calendar = Calendar {
        fiscal_month: 7,
        fiscal_period: FiscalPeriod::Semiannual,
        fiscal_year_named_by: FiscalYearNamedBy::End,
        fiscal_names: FiscalNames {
            period: Some("Semester "),
            year_digits: YearDigits::LastTwo,
            ..FiscalNames::default()
        },
        ..Calendar::default()
    };
    let grouped = |grouping: &str, context: &QueryContext| {
        let query = aggregate(&format!(
            "<attribute name='lastonholdtime' alias='part' groupby='true' dategrouping='{grouping}'/>\
             <attribute name='accountid' alias='n' aggregate='count'/><order alias='part'/>"
        ));
        let bound = bind(&query, &METADATA, context)?;
        let mut view = world.store.view().unwrap();
        let answer = view
            .query(&bound, Names::Wanted, &Limit::Unlimited)
            .unwrap();
        let rows = answer.entities.iter().map(|row| {
            let part = row.attributes["part"].as_integer().unwrap();
            let n = row.attributes["n"].as_integer().unwrap();
            format!("{part} ({}): {n}", row.formatted["part"])
        });
        Ok::<_, BindError>(rows.collect::<Vec<_>>().join(", "))
    };
    assert_eq!(
        grouped("fiscal-year", &context).unwrap(),
        "2023 (FY23): 1, 2024 (FY24): 2"
    );
    assert_eq!(
        grouped("fiscal-period", &context).unwrap(),
        "202302 (Semester 2 FY23): 1, 202401 (Semester 1 FY24): 1, 202402 (Semester 2 FY24): 1"
    );
    context.calendar.fiscal_names.period = None;
    assert_eq!(
        grouped("fiscal-period", &context).unwrap(),
        "202302 (January FY23): 1, 202401 (July FY24): 1, 202402 (January FY24): 1"
    );
    context.calendar.fiscal_period = FiscalPeriod::FourWeeks;
    let refused = grouped("fiscal-year", &context).unwrap_err();
    assert!(matches!(refused, BindError::NotEmulated(_)));
}

#[tokio::test]
async fn days_without_a_time_are_grouped_as_well() {
    let world = world().await;
    let xml = "<fetch aggregate='true'><entity name='contact'>\
        <attribute name='birthdate' alias='year' groupby='true' dategrouping='year'/><order alias='year'/></entity></fetch>";
    let answer = world.ask(&fetchxml::parse(xml, &Limits::DEFAULT).unwrap());
    let years = answer
        .entities
        .iter()
        .map(|row| row.attributes["year"].as_integer());
    assert_eq!(
        years.collect::<Vec<_>>(),
        [Some(1970), Some(1980), Some(1990)]
    );
}

#[tokio::test]
async fn a_sum_may_need_more_than_64_bits_while_it_is_computed() {
    let world = world().await;
    // Five versions of more than 2^62 each would not fit; these fit, and their sum is exact.
    let sum = |column: &str| {
        let answer = world.ask(&aggregate(&format!(
            "<attribute name='{column}' alias='sum' aggregate='sum'/><order alias='sum'/>"
        )));
        answer.entities[0].attributes["sum"].clone()
    };
    let versions = world.ask(
        &fetchxml::parse("<fetch><entity name='account'/></fetch>", &Limits::DEFAULT).unwrap(),
    );
    let expected: i128 = versions
        .entities
        .iter()
        .map(|row| i128::from(row.row_version.unwrap()))
        .sum();
    match (sum("versionnumber"), i64::try_from(expected)) {
        (Value::BigInt(sum), Ok(expected)) => assert_eq!(sum, expected),
        (other, _) => panic!("{other:?}, expected {expected}"),
    }
    assert_eq!(sum("numberofemployees"), Value::Integer(90));
    assert_eq!(
        sum("revenue"),
        Value::Money(rust_decimal::Decimal::new(900_050, 2))
    );
}

#[tokio::test]
async fn a_sum_that_does_not_fit_is_refused() {
    let world = World::new();
    let rows = (1..=20).map(|number| insert("account", number, []));
    world.commit(rows.collect()).await.unwrap();
    let query = aggregate("<attribute name='versionnumber' alias='sum' aggregate='sum'/>");
    let bound = world.bind(&query).unwrap();
    let mut view = world.store.view().unwrap();
    let answer = view.query(&bound, Names::Unwanted, &Limit::Unlimited);
    assert!(matches!(answer, Err(StoreError::Overflow)), "{answer:?}");
}

#[tokio::test]
async fn an_aggregate_has_a_limit_of_rows() {
    let world = world().await;
    let mut query = aggregate("<attribute name='accountid' alias='n' aggregate='count'/>");
    for (limit, fits) in [(5, true), (4, false)] {
        query.aggregate.as_mut().unwrap().limit = Some(limit);
        let bound = world.bind(&query).unwrap();
        let mut view = world.store.view().unwrap();
        let answer = view.query(&bound, Names::Unwanted, &Limit::Unlimited);
        match (answer, fits) {
            (Ok(answer), true) => assert_eq!(answer.entities[0].attributes["n"], Value::Integer(5)),
            (Err(StoreError::AggregateLimit(4)), false) => {}
            (answer, _) => panic!("{answer:?}"),
        }
    }
}

#[test]
fn an_aggregate_refuses_what_the_column_s_type_does_not_support() {
    let world = World::new();
    let refused = |inside: &str| world.bind(&aggregate(inside)).unwrap_err().to_string();
    let date = "An invalid value was specified for dategrouping.";
    for (inside, expected) in [
        (
            "<attribute name='createdon' alias='d' groupby='true'/>",
            date,
        ),
        (
            "<attribute name='name' alias='d' groupby='true' dategrouping='day'/>",
            date,
        ),
        (
            "<attribute name='accountid' alias='d' aggregate='sum'/>",
            "Aggregate AVG or SUM is not supported for attribute of type primarykey.",
        ),
        (
            "<attribute name='name' alias='d' aggregate='max'/>",
            "Aggregate MIN or MAX is not supported for attribute of type nvarchar.",
        ),
    ] {
        assert_eq!(refused(inside), expected, "{inside}");
    }
}
