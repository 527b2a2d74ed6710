//! Binds one comparison: which operands an operator takes, on which columns, and what it means.
//!
//! Every comparison becomes a predicate that is either true or false of a row. A row whose column
//! is null matches `null` and the negated operators (`ne`, `not-in`, `not-like` and so on) only.

use dataverse_protocol::odata::json;
use dataverse_protocol::query::{Condition, Operand, Operator};
use jiff::civil::{Date, time};
use jiff::{Span, Timestamp, Unit, tz::TimeZone};
use rusqlite::types::Value as Sql;

use crate::bind::{BindError, Binder};
use crate::bound::{At, Predicate, Scope, Side, Sign};
use crate::{cell, operand, pattern};
use dataverse_model::metadata::{ColumnKind, DateBehavior};

/// Binds a comparison. Its column without a path belongs to the source at `at`.
pub(super) fn bind(
    binder: &Binder<'_>,
    scope: &mut Scope,
    at: usize,
    condition: &Condition,
) -> Result<Predicate, BindError> {
    let column = binder.path(scope, at, &condition.column)?;
    let operands = &condition.operands;
    check_count(&column, condition.operator, operands.len())?;
    let mut negated = |operator| {
        let positive = Condition {
            operator,
            ..condition.clone()
        };
        Ok::<_, BindError>(bind_positive(binder, scope, at, &positive, column.clone())?.negated())
    };
    match condition.operator {
        Operator::NotEqual => negated(Operator::Equal),
        Operator::NotLike => negated(Operator::Like),
        Operator::NotBeginWith => negated(Operator::BeginsWith),
        Operator::NotEndWith => negated(Operator::EndsWith),
        Operator::NotNull => negated(Operator::Null),
        Operator::NotIn => negated(Operator::In),
        Operator::NotBetween => negated(Operator::Between),
        Operator::NotEqualUserId => negated(Operator::EqualUserId),
        _ => bind_positive(binder, scope, at, condition, column),
    }
}

fn bind_positive(
    binder: &Binder<'_>,
    scope: &mut Scope,
    at: usize,
    condition: &Condition,
    column: At,
) -> Result<Predicate, BindError> {
    let operands = &condition.operands;
    let compare = |scope: &mut Scope, sign, operand: &Operand| match operand {
        Operand::Column(other) => {
            let other = binder.path(scope, at, other)?;
            Ok(Predicate::Compare(
                column.clone(),
                sign,
                Side::Column(other),
            ))
        }
        operand => Ok(against(&column, sign, fit(&column, operand)?)),
    };
    Ok(match condition.operator {
        Operator::Equal => compare(scope, Sign::Equal, &operands[0])?,
        Operator::GreaterThan => compare(scope, Sign::Greater, &operands[0])?,
        Operator::GreaterEqual => compare(scope, Sign::GreaterOrEqual, &operands[0])?,
        Operator::LessThan => compare(scope, Sign::Less, &operands[0])?,
        Operator::LessEqual => compare(scope, Sign::LessOrEqual, &operands[0])?,
        Operator::Between => Predicate::All(vec![
            compare(scope, Sign::GreaterOrEqual, &operands[0])?,
            compare(scope, Sign::LessOrEqual, &operands[1])?,
        ]),
        Operator::In => {
            let cells = operands
                .iter()
                .map(|operand| fit(&column, operand))
                .collect::<Result<_, _>>()?;
            Predicate::In(column, cells)
        }
        Operator::Null => Predicate::Empty(column),
        Operator::Like => pattern::like(&column, text(&column, condition)?),
        Operator::Contains => pattern::literal(&column, "%", text(&column, condition)?, "%"),
        Operator::BeginsWith => pattern::literal(&column, "", text(&column, condition)?, "%"),
        Operator::EndsWith => pattern::literal(&column, "%", text(&column, condition)?, ""),
        Operator::EqualUserId => match column.column().kind {
            ColumnKind::Lookup { .. } | ColumnKind::Uniqueidentifier => {
                compare_cell(&column, Sign::Equal, cell::blob(binder.caller))
            }
            _ => return Err(inapplicable(&column, condition.operator)),
        },
        operator => dates(&column, operator, operands.first(), binder.now)?,
    })
}

fn against(column: &At, sign: Sign, cell: Sql) -> Predicate {
    match (cell, sign) {
        (Sql::Null, Sign::Equal) => Predicate::Empty(column.clone()),
        // Null is neither larger nor smaller than any value.
        (Sql::Null, _) => Predicate::Any(Vec::new()),
        (cell, sign) => compare_cell(column, sign, cell),
    }
}

fn compare_cell(column: &At, sign: Sign, cell: Sql) -> Predicate {
    Predicate::Compare(column.clone(), sign, Side::Cell(cell))
}

fn fit(column: &At, operand: &Operand) -> Result<Sql, BindError> {
    operand::cell(column.column(), operand)
        .ok_or_else(|| misfit(column, operand, operand::expected(&column.column().kind)))
}

fn misfit(column: &At, operand: &Operand, expected: &'static str) -> BindError {
    let given = match operand {
        Operand::Text(text) => text.clone(),
        Operand::Value(dataverse_protocol::value::Value::String(text)) => text.clone(),
        Operand::Value(value) => {
            json::write(value).map_or_else(|| "a value".to_owned(), |written| written.to_string())
        }
        Operand::Column(path) => path.column.clone(),
    };
    BindError::Operand {
        table: column.table.logical_name.clone(),
        column: column.column().logical_name.clone(),
        given,
        expected,
    }
}

fn inapplicable(column: &At, operator: impl std::fmt::Debug) -> BindError {
    BindError::Operator {
        table: column.table.logical_name.clone(),
        column: column.column().logical_name.clone(),
        kind: column.column().kind.name(),
        operator: format!("{operator:?}"),
    }
}

/// The pattern of a text operator, on a text column.
fn text<'a>(column: &At, condition: &'a Condition) -> Result<&'a str, BindError> {
    let (ColumnKind::String { .. } | ColumnKind::Memo { .. }) = column.column().kind else {
        return Err(inapplicable(column, condition.operator));
    };
    let pattern = &condition.operands[0];
    operand::text(pattern)
        .filter(|text| text.len() <= pattern::MAX_BYTES)
        .ok_or_else(|| misfit(column, pattern, "text of at most 10000 bytes"))
}

/// Operators about days and spans of time, all of them in UTC.
fn dates(
    column: &At,
    operator: Operator,
    operand: Option<&Operand>,
    now: Timestamp,
) -> Result<Predicate, BindError> {
    let (ColumnKind::DateTime(behavior), Some(operand)) = (&column.column().kind, operand) else {
        return Err(inapplicable(column, operator));
    };
    let (from, until) = match operator {
        Operator::On | Operator::OnOrBefore | Operator::OnOrAfter => {
            let day = operand::day(operand).ok_or_else(|| misfit(column, operand, "a date"))?;
            let next = day.tomorrow().ok().and_then(operand::midnight);
            let start = operand::midnight(day);
            match operator {
                Operator::On => (start, next),
                Operator::OnOrBefore => (None, next),
                _ => (start, None),
            }
        }
        operator => {
            let span = span(column, operator, operand)?;
            around(operator, span, now).ok_or_else(|| {
                misfit(column, operand, "a number that leads to no impossible date")
            })?
        }
    };
    let stored = |at: Timestamp| match behavior {
        DateBehavior::DateOnly => {
            Sql::Integer(cell::days(at.to_zoned_datetime(TimeZone::UTC).date()))
        }
        DateBehavior::UserLocal | DateBehavior::TimeZoneIndependent => {
            Sql::Integer(cell::whole_seconds(at))
        }
    };
    // A span that ends now includes its end; a span that ends with a day excludes the next
    // midnight.
    let last = match until {
        Some(end) if end == now => Sign::LessOrEqual,
        _ => Sign::Less,
    };
    let from = from.map(|at| compare_cell(column, Sign::GreaterOrEqual, stored(at)));
    let until = until.map(|at| compare_cell(column, last, stored(at)));
    Ok(Predicate::All(from.into_iter().chain(until).collect()))
}

fn span(column: &At, operator: Operator, operand: &Operand) -> Result<Span, BindError> {
    let count = operand::whole(operand)
        .filter(|count| (1..=100_000).contains(count))
        .ok_or_else(|| misfit(column, operand, "a whole number of at least 1"))?;
    let span = Span::new();
    Ok(match operator {
        Operator::LastXHours => span.hours(count),
        Operator::LastXDays | Operator::NextXDays => span.days(count),
        Operator::LastXMonths | Operator::NextXMonths => span.months(count),
        // A year has always twelve months.
        Operator::LastXYears => span.months(count.saturating_mul(12)),
        other => return Err(inapplicable(column, other)),
    })
}

/// The span of `last-x-hours`, `last-x-days` and the like: from the beginning of the hour or day
/// that far back until now, or from now until the end of the day that far ahead.
fn around(
    operator: Operator,
    span: Span,
    now: Timestamp,
) -> Option<(Option<Timestamp>, Option<Timestamp>)> {
    let here = now.to_zoned_datetime(TimeZone::UTC).datetime();
    let instant = |moment: jiff::civil::DateTime| {
        moment
            .to_zoned_datetime(TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    };
    let start_of = |day: Date| instant(day.to_datetime(time(0, 0, 0, 0)));
    Some(match operator {
        Operator::LastXHours => {
            let hour = here
                .round(
                    jiff::civil::DateTimeRound::new()
                        .smallest(Unit::Hour)
                        .mode(jiff::RoundMode::Trunc),
                )
                .ok()?;
            (instant(hour.checked_sub(span).ok()?), Some(now))
        }
        Operator::NextXDays | Operator::NextXMonths => {
            let last = here.date().checked_add(span).ok()?;
            (Some(now), Some(start_of(last.tomorrow().ok()?)?))
        }
        _ => (
            Some(start_of(here.date().checked_sub(span).ok()?)?),
            Some(now),
        ),
    })
}

fn check_count(column: &At, operator: Operator, given: usize) -> Result<(), BindError> {
    let (fits, expected) = match operator {
        Operator::Null | Operator::NotNull | Operator::EqualUserId | Operator::NotEqualUserId => {
            (given == 0, "none")
        }
        Operator::In | Operator::NotIn => (given > 0, "one or more"),
        Operator::Between | Operator::NotBetween => (given == 2, "two"),
        _ => (given == 1, "one"),
    };
    fits.then_some(()).ok_or_else(|| BindError::OperandCount {
        column: column.column().logical_name.clone(),
        given,
        expected,
    })
}
