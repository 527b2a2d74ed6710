//! Spans relative to now: examples, and what holds of every one of them.

use dataverse_protocol::query::{Applies, Operands, OperatorEntry};
use jiff::civil::Weekday;
use proptest::prelude::*;

use super::*;
use crate::query_context::{Calendar, FiscalNames, FiscalPeriod, FiscalYearNamedBy};

/// Operators of which each span ends where the next one begins; now lies in the second.
const NEIGHBOURS: [[Operator; 3]; 6] = [
    [Operator::Yesterday, Operator::Today, Operator::Tomorrow],
    [Operator::LastWeek, Operator::ThisWeek, Operator::NextWeek],
    [
        Operator::LastMonth,
        Operator::ThisMonth,
        Operator::NextMonth,
    ],
    [Operator::LastYear, Operator::ThisYear, Operator::NextYear],
    [
        Operator::LastFiscalPeriod,
        Operator::ThisFiscalPeriod,
        Operator::NextFiscalPeriod,
    ],
    [
        Operator::LastFiscalYear,
        Operator::ThisFiscalYear,
        Operator::NextFiscalYear,
    ],
];

/// The operators with a number of units, each with one that ends or begins at the same instant.
const COUNTED: [(Operator, Operator); 10] = [
    (Operator::LastXDays, Operator::OlderThanXDays),
    (Operator::LastXWeeks, Operator::OlderThanXWeeks),
    (Operator::LastXMonths, Operator::OlderThanXMonths),
    (Operator::LastXYears, Operator::OlderThanXYears),
    (Operator::NextXDays, Operator::LastXDays),
    (Operator::NextXWeeks, Operator::LastXWeeks),
    (Operator::NextXMonths, Operator::LastXMonths),
    (Operator::NextXYears, Operator::LastXYears),
    (Operator::NextXHours, Operator::LastXHours),
    (Operator::LastXHours, Operator::NextXHours),
];

fn at(now: &str) -> QueryContext {
    QueryContext {
        now: now.parse().unwrap(),
        ..QueryContext::default()
    }
}

fn of(operator: Operator, numbers: &[i64], context: &QueryContext) -> Interval {
    let fiscal = FiscalCalendar::of(context.calendar).unwrap();
    fiscal_interval(operator, numbers, fiscal, context)
        .or_else(|| interval(operator, numbers.first().copied().unwrap_or(1), context))
        .unwrap_or_else(|| panic!("{operator:?} {numbers:?} at {}", context.now))
}

/// The span as text, without the zone and without a time at midnight.
fn shown(operator: Operator, numbers: &[i64], context: &QueryContext) -> String {
    let text = |at: Option<Timestamp>| {
        let text = at.map_or_else(String::new, |at| at.to_string());
        text.replace("T00:00:00Z", "").replace('Z', "")
    };
    let Interval { from, until } = of(operator, numbers, context);
    format!("{}..{}", text(from), text(until))
}

#[test]
fn spans_from_a_monday_afternoon() {
    let context = at("2020-08-17T13:00:00Z");
    for (operator, number, expected) in [
        (Operator::LastXDays, 4, "2020-08-13..2020-08-17T13:00:01"),
        (Operator::LastXWeeks, 2, "2020-08-03..2020-08-17T13:00:01"),
        (Operator::LastXMonths, 3, "2020-05-17..2020-08-17T13:00:01"),
        (Operator::LastXYears, 2, "2018-08-17..2020-08-17T13:00:01"),
        (Operator::NextXDays, 4, "2020-08-17T13:00:00..2020-08-22"),
        (Operator::NextXWeeks, 2, "2020-08-17T13:00:00..2020-09-01"),
        (Operator::NextXMonths, 3, "2020-08-17T13:00:00..2020-11-18"),
        (Operator::NextXYears, 2, "2020-08-17T13:00:00..2022-08-18"),
        (Operator::Last7Days, 1, "2020-08-10..2020-08-17T13:00:01"),
        (Operator::Next7Days, 1, "2020-08-17T13:00:00..2020-08-25"),
        (Operator::LastWeek, 1, "2020-08-09..2020-08-16"),
        (Operator::ThisMonth, 1, "2020-08-01..2020-09-01"),
        (Operator::NextYear, 1, "2021-01-01..2022-01-01"),
        (Operator::OlderThanXMinutes, 30, "..2020-08-17T12:30:00"),
        (Operator::OlderThanXHours, 24, "..2020-08-16T13:00:00"),
        (Operator::OlderThanXDays, 30, "..2020-07-18T13:00:00"),
        (Operator::OlderThanXMonths, 6, "..2020-02-17T13:00:00"),
    ] {
        assert_eq!(
            shown(operator, &[number], &context),
            expected,
            "{operator:?}"
        );
    }
    let context = at("2020-08-17T15:30:00.7Z");
    let hours = |operator| shown(operator, &[1], &context);
    assert_eq!(
        hours(Operator::LastXHours),
        "2020-08-17T14:00:00..2020-08-17T15:30:01"
    );
    assert_eq!(
        hours(Operator::NextXHours),
        "2020-08-17T15:30:00..2020-08-17T16:30:00"
    );
}

#[test]
fn a_month_ends_with_its_last_day() {
    let context = at("2024-03-31T00:00:00Z");
    assert_eq!(
        shown(Operator::LastXMonths, &[1], &context),
        "2024-02-29..2024-03-31T00:00:01"
    );
}

#[test]
fn fiscal_spans_follow_the_organization() {
    let quarters = at("2026-01-02T03:04:05Z");
    let mut july = quarters.clone();
    july.calendar = Calendar {
        fiscal_month: 7,
        fiscal_period: FiscalPeriod::Semiannual,
        fiscal_year_named_by: FiscalYearNamedBy::End,
        ..Calendar::default()
    };
    for (operator, numbers, calendar_year, from_july) in [
        (
            Operator::ThisFiscalYear,
            &[][..],
            "2026-01-01..2027-01-01",
            "2025-07-01..2026-07-01",
        ),
        (
            Operator::LastFiscalPeriod,
            &[],
            "2025-10-01..2026-01-01",
            "2025-07-01..2026-01-01",
        ),
        (
            Operator::NextFiscalPeriod,
            &[],
            "2026-04-01..2026-07-01",
            "2026-07-01..2027-01-01",
        ),
        (
            Operator::LastXFiscalPeriods,
            &[3],
            "2025-04-01..2026-01-01",
            "2024-07-01..2026-01-01",
        ),
        (
            Operator::NextXFiscalYears,
            &[2],
            "2027-01-01..2029-01-01",
            "2026-07-01..2028-07-01",
        ),
        (
            Operator::InFiscalYear,
            &[2013],
            "2013-01-01..2014-01-01",
            "2012-07-01..2013-07-01",
        ),
        (
            Operator::InFiscalPeriodAndYear,
            &[2, 2013],
            "2013-04-01..2013-07-01",
            "2013-01-01..2013-07-01",
        ),
        (
            Operator::InOrBeforeFiscalPeriodAndYear,
            &[1, 2013],
            "..2013-04-01",
            "..2013-01-01",
        ),
        (
            Operator::InOrAfterFiscalPeriodAndYear,
            &[1, 2013],
            "2013-01-01..",
            "2012-07-01..",
        ),
    ] {
        assert_eq!(
            shown(operator, numbers, &quarters),
            calendar_year,
            "{operator:?}"
        );
        assert_eq!(shown(operator, numbers, &july), from_july, "{operator:?}");
    }
}

#[test]
fn a_number_that_leads_to_no_date_has_no_span() {
    let context = at("2026-01-02T03:04:05Z");
    for operator in [
        Operator::LastXYears,
        Operator::NextXYears,
        Operator::LastXHours,
    ] {
        assert_eq!(interval(operator, i64::from(i32::MAX), &context), None);
        assert_eq!(interval(operator, i64::MAX, &context), None);
    }
}

#[test]
fn every_date_operator_has_a_span() {
    let context = at("2026-01-02T03:04:05Z");
    for entry in OperatorEntry::all() {
        let Some(operator) = entry.operator else {
            continue;
        };
        let named = matches!(
            operator,
            Operator::On
                | Operator::OnOrBefore
                | Operator::OnOrAfter
                | Operator::NotOn
                | Operator::InFiscalPeriod
        );
        if !matches!(entry.applies, Applies::Date | Applies::Instant) || named {
            continue;
        }
        of(
            operator,
            match entry.operands {
                Operands::PeriodAndYear => &[1, 2026],
                Operands::None => &[],
                _ if operator == Operator::InFiscalYear => &[2026],
                _ => &[1],
            },
            &context,
        );
    }
}

fn contexts() -> impl Strategy<Value = QueryContext> {
    let periods = [
        FiscalPeriod::Annual,
        FiscalPeriod::Semiannual,
        FiscalPeriod::Quarterly,
        FiscalPeriod::Monthly,
    ];
    let fiscal = (1i8..=12, 1i8..=31, prop::sample::select(periods.to_vec()));
    let seconds = -5_000_000_000i64..5_000_000_000;
    (seconds, 0i32..1_000_000_000, 0i8..7, fiscal).prop_map(|(second, nanosecond, day, fiscal)| {
        QueryContext {
            now: Timestamp::new(second, nanosecond).unwrap(),
            calendar: Calendar {
                week_start: Weekday::from_sunday_zero_offset(day).unwrap(),
                fiscal_month: fiscal.0,
                fiscal_day: fiscal.1,
                fiscal_period: fiscal.2,
                fiscal_year_named_by: FiscalYearNamedBy::Start,
                fiscal_names: FiscalNames::default(),
            },
            older_than_from: OlderThanFrom::Midnight,
            ..QueryContext::default()
        }
    })
}

fn contains(interval: Interval, at: Timestamp) -> bool {
    interval.from.is_none_or(|from| from <= at) && interval.until.is_none_or(|until| at < until)
}

proptest! {
    #[test]
    fn neighbours_meet_without_gap_or_overlap(context in contexts()) {
        for neighbours in NEIGHBOURS {
            let [last, this, next] = neighbours.map(|operator| of(operator, &[], &context));
            prop_assert_eq!(last.until, this.from, "{:?}", neighbours);
            prop_assert_eq!(this.until, next.from, "{:?}", neighbours);
            prop_assert!(last.from < last.until && next.from < next.until);
            prop_assert!(contains(this, context.now));
        }
    }

    #[test]
    fn what_is_older_ends_where_the_last_begin(context in contexts(), count in 1i64..200) {
        for (operator, other) in COUNTED {
            let (of, other) = (of(operator, &[count], &context), of(other, &[count], &context));
            prop_assert!(contains(of, second(&context)), "{:?}", operator);
            match other.from {
                None => prop_assert_eq!(other.until, of.from),
                Some(_) => prop_assert!(contains(other, second(&context))),
            }
        }
    }

    #[test]
    fn a_day_lies_in_one_fiscal_period_of_its_year(context in contexts(), away in -40i64..40) {
        let fiscal = FiscalCalendar::of(context.calendar).unwrap();
        let day = today(&context);
        let period = fiscal.period_of(day).unwrap() + away;
        let (first, next) = (fiscal.first_day(period).unwrap(), fiscal.first_day(period + 1).unwrap());
        prop_assert_eq!(fiscal.period_of(first), Some(period));
        prop_assert_eq!(fiscal.period_of(next.yesterday().unwrap()), Some(period));
    }
}
