//! Conditions on dates: days, spans relative to now, fiscal years and periods.

use dataverse_model::metadata::check::FIRST_YEAR;
use dataverse_model::metadata::{ColumnKind, DateBehavior};
use dataverse_protocol::query::{Operand, Operator};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Value as Sql;

use crate::bind::Binder;
use crate::bind_error::BindError;
use crate::bound::{At, Predicate, Side, Sign};
use crate::condition::{given, misfit};
use crate::fiscal::FiscalCalendar;
use crate::operand::{self, midnight};
use crate::period::{self, Interval};

/// The years that fiscal years can be compared with.
const YEARS: std::ops::RangeInclusive<i64> = FIRST_YEAR as i64..=9998;
/// The largest number of an operator such as `last-x-days`.
const LARGEST: i64 = i32::MAX as i64;

/// Binds a date operator, whose operands are as many as it takes.
pub(super) fn bind(
    binder: &Binder<'_>,
    column: &At,
    operator: Operator,
    operands: &[Operand],
) -> Result<Predicate, BindError> {
    match operator {
        Operator::On | Operator::OnOrBefore | Operator::OnOrAfter => {
            let day = operand::day(&operands[0])
                .filter(is_in_range)
                .ok_or_else(|| no_date(&operands[0]))?;
            days(operator, day)
                .map(|interval| within(column, interval))
                .ok_or_else(|| no_date(&operands[0]))
        }
        _ if is_fiscal(operator) => fiscal(binder, column, operator, operands),
        _ => {
            let count = match operands.first() {
                Some(operand) => count(column, operand)?,
                None => 1,
            };
            period::interval(operator, count, binder.context)
                .map(|interval| within(column, interval))
                .ok_or_else(|| too_far(column, operands))
        }
    }
}

fn days(operator: Operator, day: Date) -> Option<Interval> {
    let (from, until) = (midnight(day)?, midnight(day.tomorrow().ok()?)?);
    Some(Interval {
        from: (operator != Operator::OnOrBefore).then_some(from),
        until: (operator != Operator::OnOrAfter).then_some(until),
    })
}

/// Whether the fiscal calendar decides what the operator means.
fn is_fiscal(operator: Operator) -> bool {
    operator.entry().sdk.contains("Fiscal")
}

fn fiscal(
    binder: &Binder<'_>,
    column: &At,
    operator: Operator,
    operands: &[Operand],
) -> Result<Predicate, BindError> {
    let fiscal = FiscalCalendar::of(binder.context.calendar)?;
    let numbers = match (operator, operands) {
        (Operator::InFiscalYear, [year]) => vec![self::year(column, year)?],
        (Operator::InFiscalPeriod, [period]) => vec![place(column, period, fiscal)?],
        (_, [period, year]) => vec![place(column, period, fiscal)?, self::year(column, year)?],
        (_, operands) => operands
            .iter()
            .map(|operand| count(column, operand))
            .collect::<Result<_, _>>()?,
    };
    if operator == Operator::InFiscalPeriod {
        return Ok(Predicate::FiscalPlace(
            column.clone(),
            fiscal,
            numbers[0] - 1,
        ));
    }
    period::fiscal_interval(operator, &numbers, fiscal, binder.context)
        .map(|interval| within(column, interval))
        .ok_or_else(|| too_far(column, operands))
}

/// The number of an operator such as `last-x-days`.
fn count(column: &At, operand: &Operand) -> Result<i64, BindError> {
    match operand::whole(operand) {
        Some(count) if count < 1 => Err(BindError::NotPositive),
        Some(count) if count <= LARGEST => Ok(count),
        _ => Err(misfit(column, operand, "a whole number of at least 1")),
    }
}

fn year(column: &At, operand: &Operand) -> Result<i64, BindError> {
    operand::whole(operand)
        .filter(|year| YEARS.contains(year))
        .ok_or_else(|| misfit(column, operand, "the number of a fiscal year from 1753"))
}

fn place(column: &At, operand: &Operand, fiscal: FiscalCalendar) -> Result<i64, BindError> {
    operand::whole(operand)
        .filter(|place| (1..=fiscal.periods()).contains(place))
        .ok_or_else(|| {
            let expected = "the number of a fiscal period of the organization's calendar, from 1";
            misfit(column, operand, expected)
        })
}

fn too_far(column: &At, operands: &[Operand]) -> BindError {
    match operands.first() {
        Some(operand) => misfit(column, operand, "a number that leads to no impossible date"),
        None => {
            BindError::NotEmulated("dates before the year 1 and after the year 9999".to_owned())
        }
    }
}

/// Whether the platform stores such dates (WA-1A8).
fn is_in_range(day: &Date) -> bool {
    day.year() >= FIRST_YEAR
}

/// Refuses to compare a date with one that the platform does not store.
pub(super) fn check_range(operand: &Operand) -> Result<(), BindError> {
    match operand::day(operand) {
        Some(day) if !is_in_range(&day) => Err(no_date(operand)),
        Some(_) | None => Ok(()),
    }
}

/// The fault for an operand that should be a date.
pub(super) fn no_date(operand: &Operand) -> BindError {
    BindError::Date {
        given: given(operand),
    }
}

/// The column lies in the interval. A date without a time stands for its midnight.
fn within(column: &At, interval: Interval) -> Predicate {
    let stored = |at: Timestamp| {
        let seconds = at.as_second();
        Sql::Integer(match column.column().kind {
            // The first day that begins at this instant or later.
            ColumnKind::DateTime(DateBehavior::DateOnly) => -(-seconds).div_euclid(86_400),
            _ => seconds,
        })
    };
    let compare = |sign, at| Predicate::Compare(column.clone(), sign, Side::Cell(stored(at)));
    let from = interval.from.map(|at| compare(Sign::GreaterOrEqual, at));
    let until = interval.until.map(|at| compare(Sign::Less, at));
    Predicate::All(from.into_iter().chain(until).collect())
}
