//! Spans of time relative to now: what `last-month`, `next-x-days` and the like mean.
//!
//! Days are those of UTC. Every span is half-open, so that neighbours meet: last month ends where this month begins.
//! *Last x* spans begin with a day or an hour and include the present second; *next x* spans begin with it.

use dataverse_operation::rules::OlderThanFrom;
use dataverse_protocol::query::Operator;
use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};

use crate::fiscal::FiscalCalendar;
use crate::operand::midnight;
use crate::query_context::QueryContext;

/// The time from one instant (included) until another (excluded); without an end it is unbounded there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
}

impl Interval {
    fn between(from: Timestamp, until: Timestamp) -> Self {
        Self {
            from: Some(from),
            until: Some(until),
        }
    }

    /// The days from one (included) until another (excluded).
    pub(super) fn of_days(from: Date, until: Date) -> Option<Self> {
        Some(Self::between(midnight(from)?, midnight(until)?))
    }

    fn until(end: Timestamp) -> Self {
        Self {
            from: None,
            until: Some(end),
        }
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// The span of an operator that takes no number but a count of units; `count` is 1 for one that takes none. `None` if
/// it leads to a year that dates do not have, or for an operator without a span.
pub(super) fn interval(operator: Operator, count: i64, context: &QueryContext) -> Option<Interval> {
    let whole = |unit, away| whole(unit, away, context);
    let last = |unit, count| last(unit, count, context);
    let next = |unit, count| next(unit, count, context);
    match operator {
        Operator::Yesterday => whole(Unit::Day, -1),
        Operator::Today => whole(Unit::Day, 0),
        Operator::Tomorrow => whole(Unit::Day, 1),
        Operator::LastWeek => whole(Unit::Week, -1),
        Operator::ThisWeek => whole(Unit::Week, 0),
        Operator::NextWeek => whole(Unit::Week, 1),
        Operator::LastMonth => whole(Unit::Month, -1),
        Operator::ThisMonth => whole(Unit::Month, 0),
        Operator::NextMonth => whole(Unit::Month, 1),
        Operator::LastYear => whole(Unit::Year, -1),
        Operator::ThisYear => whole(Unit::Year, 0),
        Operator::NextYear => whole(Unit::Year, 1),
        Operator::Last7Days => last(Unit::Day, 7),
        Operator::Next7Days => next(Unit::Day, 7),
        Operator::LastXDays => last(Unit::Day, count),
        Operator::NextXDays => next(Unit::Day, count),
        Operator::LastXWeeks => last(Unit::Week, count),
        Operator::NextXWeeks => next(Unit::Week, count),
        Operator::LastXMonths => last(Unit::Month, count),
        Operator::NextXMonths => next(Unit::Month, count),
        Operator::LastXYears => last(Unit::Year, count),
        Operator::NextXYears => next(Unit::Year, count),
        Operator::LastXHours => {
            let hour = second(context).as_second().div_euclid(3600) * 3600;
            let from = seconds_later(Timestamp::from_second(hour).ok()?, -count, 3600)?;
            Some(Interval::between(
                from,
                seconds_later(second(context), 1, 1)?,
            ))
        }
        Operator::NextXHours => {
            let now = second(context);
            Some(Interval::between(now, seconds_later(now, count, 3600)?))
        }
        Operator::OlderThanXMinutes => {
            seconds_later(second(context), -count, 60).map(Interval::until)
        }
        Operator::OlderThanXHours => {
            seconds_later(second(context), -count, 3600).map(Interval::until)
        }
        Operator::OlderThanXDays => older(Unit::Day, count, context),
        Operator::OlderThanXWeeks => older(Unit::Week, count, context),
        Operator::OlderThanXMonths => older(Unit::Month, count, context),
        Operator::OlderThanXYears => older(Unit::Year, count, context),
        _ => None,
    }
}

/// The fiscal span of an operator. `numbers` are the counts, periods or years that it takes. `None` as for
/// [`interval`].
pub(super) fn fiscal_interval(
    operator: Operator,
    numbers: &[i64],
    fiscal: FiscalCalendar,
    context: &QueryContext,
) -> Option<Interval> {
    let current = fiscal.period_of(today(context))?;
    let year = current.div_euclid(fiscal.periods()) * fiscal.periods();
    let periods = |first: i64, last: i64| fiscal.interval(current + first, current + last);
    let years = |first: i64, last: i64| {
        let from = year + first * fiscal.periods();
        fiscal.interval(from, year + (last + 1) * fiscal.periods() - 1)
    };
    let number = numbers.first().copied();
    match operator {
        Operator::LastFiscalPeriod => periods(-1, -1),
        Operator::ThisFiscalPeriod => periods(0, 0),
        Operator::NextFiscalPeriod => periods(1, 1),
        Operator::LastXFiscalPeriods => periods(-number?, -1),
        Operator::NextXFiscalPeriods => periods(1, number?),
        Operator::LastFiscalYear => years(-1, -1),
        Operator::ThisFiscalYear => years(0, 0),
        Operator::NextFiscalYear => years(1, 1),
        Operator::LastXFiscalYears => years(-number?, -1),
        Operator::NextXFiscalYears => years(1, number?),
        Operator::InFiscalYear => {
            let first = fiscal.first_of_year(number?);
            fiscal.interval(first, first + fiscal.periods() - 1)
        }
        Operator::InFiscalPeriodAndYear
        | Operator::InOrBeforeFiscalPeriodAndYear
        | Operator::InOrAfterFiscalPeriodAndYear => {
            let [period, year] = *numbers else {
                return None;
            };
            let period = fiscal.first_of_year(year) + period - 1;
            let Interval { from, until } = fiscal.interval(period, period)?;
            Some(match operator {
                Operator::InOrBeforeFiscalPeriodAndYear => Interval { from: None, until },
                Operator::InOrAfterFiscalPeriodAndYear => Interval { from, until: None },
                _ => Interval { from, until },
            })
        }
        _ => None,
    }
}

/// The unit that is `away` units from the present one.
fn whole(unit: Unit, away: i64, context: &QueryContext) -> Option<Interval> {
    let today = today(context);
    let first = match unit {
        Unit::Day => today,
        Unit::Week => {
            let since = today.weekday().since(context.calendar.week_start);
            days_later(today, -i64::from(since))?
        }
        Unit::Month => today.first_of_month(),
        Unit::Year => today.first_of_year(),
    };
    let (from, until) = (later(unit, first, away)?, later(unit, first, away + 1)?);
    Interval::of_days(from, until)
}

/// From the beginning of the day that many units ago until now.
fn last(unit: Unit, count: i64, context: &QueryContext) -> Option<Interval> {
    let from = midnight(later(unit, today(context), -count)?)?;
    Some(Interval::between(
        from,
        seconds_later(second(context), 1, 1)?,
    ))
}

/// From now until the end of the day in that many units.
fn next(unit: Unit, count: i64, context: &QueryContext) -> Option<Interval> {
    let last = later(unit, today(context), count)?;
    let until = midnight(days_later(last, 1)?)?;
    Some(Interval::between(second(context), until))
}

/// Everything before the instant, or the day, that many units ago.
fn older(unit: Unit, count: i64, context: &QueryContext) -> Option<Interval> {
    let day = midnight(later(unit, today(context), -count)?)?;
    let since_midnight = match context.older_than_from {
        OlderThanFrom::Now => second(context).as_second().rem_euclid(86_400),
        OlderThanFrom::Midnight => 0,
    };
    seconds_later(day, since_midnight, 1).map(Interval::until)
}

fn later(unit: Unit, day: Date, count: i64) -> Option<Date> {
    match unit {
        Unit::Day => days_later(day, count),
        Unit::Week => days_later(day, count.checked_mul(7)?),
        Unit::Month => months_later(day, count),
        Unit::Year => months_later(day, count.checked_mul(12)?),
    }
}

fn days_later(day: Date, count: i64) -> Option<Date> {
    let span = Span::new().try_days(count).ok()?;
    in_range(day.checked_add(span).ok()?)
}

fn months_later(day: Date, count: i64) -> Option<Date> {
    let span = Span::new().try_months(count).ok()?;
    in_range(day.checked_add(span).ok()?)
}

fn in_range(day: Date) -> Option<Date> {
    (day.year() >= 1).then_some(day)
}

/// The instant that many times `seconds` later.
fn seconds_later(at: Timestamp, count: i64, seconds: i64) -> Option<Timestamp> {
    let second = at.as_second().checked_add(count.checked_mul(seconds)?)?;
    let at = Timestamp::from_second(second).ok()?;
    in_range(at.to_zoned_datetime(TimeZone::UTC).date()).map(|_| at)
}

/// The second of now: rows store no fractions.
fn second(context: &QueryContext) -> Timestamp {
    let second = context.now.as_nanosecond().div_euclid(1_000_000_000) as i64;
    Timestamp::from_second(second).unwrap_or(context.now)
}

fn today(context: &QueryContext) -> Date {
    context.now.to_zoned_datetime(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests;
