//! The right-hand side of a comparison, read as its column's type.
//!
//! Text comes from FetchXML and from untyped words of OData; typed values come from OData literals
//! and the SDK. Both become the cell that the column would store.

use dataverse_protocol::query::Operand;
use dataverse_protocol::value::Value;
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::TimeZone};
use rusqlite::types::Value as Sql;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use crate::cell;
use dataverse_model::metadata::{Column, ColumnKind, DateBehavior};

/// The kind of operand that such a column takes, for an error's text.
pub(super) const fn expected(kind: &ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } | ColumnKind::File { .. } => {
            "a GUID"
        }
        ColumnKind::Image { .. } => "null, as an image has no value to compare",
        ColumnKind::String { .. } | ColumnKind::Memo { .. } => "text",
        ColumnKind::Integer { .. } | ColumnKind::BigInt => "a whole number",
        ColumnKind::Boolean { .. } | ColumnKind::Managed => "true, false, 1 or 0",
        ColumnKind::Decimal { .. } | ColumnKind::Double { .. } | ColumnKind::Money { .. } => {
            "a number"
        }
        ColumnKind::DateTime(_) => "a date, or a date and time",
        ColumnKind::Choice { .. } => "the number of an option",
        ColumnKind::MultiSelect { .. } => "the numbers of options, separated by commas",
    }
}

/// The operand as a cell of the column; `None` if it is of another type. Null fits every column.
pub(super) fn cell(column: &Column, operand: &Operand) -> Option<Sql> {
    match operand {
        Operand::Value(Value::Null) => Some(Sql::Null),
        Operand::Value(Value::String(text)) | Operand::Text(text) => parse(&column.kind, text),
        Operand::Value(value) => typed(&column.kind, value),
        Operand::Column(_) | Operand::Member { .. } => None,
    }
}

/// The operand as text, for patterns.
pub(super) fn text(operand: &Operand) -> Option<&str> {
    match operand {
        Operand::Value(Value::String(text)) | Operand::Text(text) => Some(text),
        Operand::Value(_) | Operand::Column(_) | Operand::Member { .. } => None,
    }
}

/// The operand as a whole number, for `last-x-days` and similar operators.
pub(super) fn whole(operand: &Operand) -> Option<i64> {
    match operand {
        Operand::Text(text) | Operand::Value(Value::String(text)) => text.trim().parse().ok(),
        Operand::Value(value) => value.as_integer(),
        Operand::Column(_) | Operand::Member { .. } => None,
    }
}

/// The operand as a day in UTC, for `on` and similar operators.
pub(super) fn day(operand: &Operand) -> Option<Date> {
    match operand {
        Operand::Text(text) | Operand::Value(Value::String(text)) => {
            instant(text.trim()).map(|at| at.to_zoned_datetime(TimeZone::UTC).date())
        }
        Operand::Value(Value::DateTime(at)) => Some(at.to_zoned_datetime(TimeZone::UTC).date()),
        Operand::Value(Value::Date(day)) => Some(*day),
        Operand::Value(_) | Operand::Column(_) | Operand::Member { .. } => None,
    }
}

fn parse(kind: &ColumnKind, text: &str) -> Option<Sql> {
    let trimmed = text.trim();
    Some(match kind {
        ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } | ColumnKind::File { .. } => {
            cell::blob(Uuid::try_parse(trimmed).ok()?)
        }
        ColumnKind::Image { .. } => return None,
        ColumnKind::String { .. } | ColumnKind::Memo { .. } => Sql::Text(text.to_owned()),
        ColumnKind::Integer { .. } | ColumnKind::BigInt | ColumnKind::Choice { .. } => {
            Sql::Integer(trimmed.parse().ok()?)
        }
        ColumnKind::MultiSelect { .. } => {
            let numbers = trimmed.split(',').map(|one| one.trim().parse().ok());
            cell::options(numbers.collect::<Option<Vec<_>>>()?.into_iter())
        }
        ColumnKind::Boolean { .. } | ColumnKind::Managed => match trimmed {
            "1" => Sql::Integer(1),
            "0" => Sql::Integer(0),
            word if word.eq_ignore_ascii_case("true") => Sql::Integer(1),
            word if word.eq_ignore_ascii_case("false") => Sql::Integer(0),
            _ => return None,
        },
        ColumnKind::Decimal { .. } | ColumnKind::Double { .. } => Sql::Real(trimmed.parse().ok()?),
        ColumnKind::Money { .. } => amount(trimmed.parse().ok()?)?,
        ColumnKind::DateTime(DateBehavior::DateOnly) => Sql::Integer(cell::days(
            instant(trimmed)?.to_zoned_datetime(TimeZone::UTC).date(),
        )),
        ColumnKind::DateTime(_) => seconds(instant(trimmed)?),
    })
}

fn typed(kind: &ColumnKind, value: &Value) -> Option<Sql> {
    Some(match (kind, value) {
        (
            ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } | ColumnKind::File { .. },
            value,
        ) => cell::blob(value.as_guid()?),
        (ColumnKind::Integer { .. } | ColumnKind::BigInt | ColumnKind::Choice { .. }, value) => {
            match value {
                // A column of whole numbers can be compared with a number that has a fraction.
                Value::Decimal(number) => Sql::Real(number.to_f64()?),
                Value::Double(number) => Sql::Real(*number),
                value => Sql::Integer(value.as_integer()?),
            }
        }
        (ColumnKind::MultiSelect { .. }, Value::OptionSets(numbers)) => {
            cell::options(numbers.iter().copied())
        }
        (ColumnKind::MultiSelect { .. }, value) => {
            cell::options(std::iter::once(i32::try_from(value.as_integer()?).ok()?))
        }
        (ColumnKind::Boolean { .. } | ColumnKind::Managed, value) => {
            Sql::Integer(match (value.as_bool(), value.as_integer()) {
                (Some(truth), _) => truth.into(),
                (None, Some(number @ (0 | 1))) => number,
                _ => return None,
            })
        }
        (ColumnKind::Decimal { .. } | ColumnKind::Double { .. }, value) => Sql::Real(match value {
            Value::Double(number) => *number,
            value => number(value)?.to_f64()?,
        }),
        (ColumnKind::Money { .. }, value) => amount(match value {
            Value::Double(number) => Decimal::try_from(*number).ok()?,
            value => number(value)?,
        })?,
        (ColumnKind::DateTime(DateBehavior::DateOnly), _) => {
            Sql::Integer(cell::days(day(&Operand::Value(value.clone()))?))
        }
        (ColumnKind::DateTime(_), Value::DateTime(at)) => seconds(*at),
        (ColumnKind::DateTime(_), Value::Date(day)) => seconds(midnight(*day)?),
        _ => return None,
    })
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Decimal(number) | Value::Money(number) => Some(*number),
        value => value.as_integer().map(Decimal::from),
    }
}

/// An amount in ten-thousandths. An amount with more digits stays a fraction between two stored
/// amounts.
fn amount(number: Decimal) -> Option<Sql> {
    let scaled = number.checked_mul(Decimal::from(10_000))?;
    if scaled.fract().is_zero() {
        scaled.to_i64().map(Sql::Integer)
    } else {
        scaled.to_f64().map(Sql::Real)
    }
}

/// Stored instants have no fractions; a compared instant may have one.
fn seconds(at: Timestamp) -> Sql {
    if at.subsec_nanosecond() == 0 {
        Sql::Integer(at.as_second())
    } else {
        Sql::Real(at.as_second() as f64 + f64::from(at.subsec_nanosecond()) / 1e9)
    }
}

/// An instant with a zone or offset, or without one (UTC), or a day (its midnight in UTC).
fn instant(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| {
            text.parse::<DateTime>()
                .ok()?
                .to_zoned_datetime(TimeZone::UTC)
                .ok()
                .map(|z| z.timestamp())
        })
        .or_else(|| midnight(text.parse().ok()?))
}

/// The beginning of a day in UTC.
pub(super) fn midnight(day: Date) -> Option<Timestamp> {
    day.to_zoned_datetime(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}
