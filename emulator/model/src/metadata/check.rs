//! Checks whether a value fits a column, and converts it to the column's type.
//!
//! Close types are converted without loss: a whole number to an option or an amount, text to a guid
//! or a date if it parses as one. Whether a value is required, may be written by the caller, or
//! refers to an existing row is checked elsewhere.

use dataverse_protocol::value::Value;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use uuid::Uuid;

mod mismatch;

use self::mismatch::dotnet_type;
pub use self::mismatch::{Range, TypeMismatch};
use crate::metadata::choice::OptionSet;
use crate::metadata::column::{Column, ColumnKind, DateBehavior, LookupTarget};

/// The year with which the dates begin that the platform stores.
pub const FIRST_YEAR: i16 = 1753;

/// The value if its .NET type is the one of the column (SO-048). Null is of every type.
///
/// `table` is the logical name of the column's table, for the error's text.
pub fn typed(table: &str, column: &Column, value: Value) -> Result<Value, TypeMismatch> {
    let is_of_type = matches!(
        (&column.kind, &value),
        (_, Value::Null)
            | (ColumnKind::Uniqueidentifier, Value::Guid(_))
            | (
                ColumnKind::String { .. } | ColumnKind::Memo { .. },
                Value::String(_)
            )
            | (ColumnKind::Integer { .. }, Value::Integer(_))
            | (ColumnKind::BigInt, Value::BigInt(_))
            | (ColumnKind::Boolean { .. }, Value::Boolean(_))
            | (ColumnKind::Decimal { .. }, Value::Decimal(_))
            | (ColumnKind::Double { .. }, Value::Double(_))
            | (ColumnKind::Money { .. }, Value::Money(_))
            | (ColumnKind::DateTime(_), Value::DateTime(_))
            | (ColumnKind::DateTime(DateBehavior::DateOnly), Value::Date(_))
            | (ColumnKind::Choice { .. }, Value::OptionSet(_))
            | (ColumnKind::MultiSelect { .. }, Value::OptionSets(_))
            | (ColumnKind::Lookup { .. }, Value::Reference(_))
            | (ColumnKind::Managed, Value::Managed(_))
            | (ColumnKind::Image { .. }, Value::Bytes(_))
            | (ColumnKind::File { .. }, Value::Guid(_))
    );
    match is_of_type {
        true => Ok(value),
        false => Err(At { table, column }.wrong_type(&value)),
    }
}

/// The value converted to the column's type. Null fits every column.
///
/// `table` is the logical name of the column's table, for the error's text.
pub fn fit(table: &str, column: &Column, value: Value) -> Result<Value, TypeMismatch> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    let place = At { table, column };
    match &column.kind {
        ColumnKind::Uniqueidentifier => place.guid(value),
        ColumnKind::String { max_length } | ColumnKind::Memo { max_length } => {
            place.text(value, *max_length)
        }
        ColumnKind::Integer { min, max } => place.integer(&value, *min, *max).map(Value::Integer),
        ColumnKind::BigInt => {
            let number = value.as_integer();
            number
                .map(Value::BigInt)
                .ok_or_else(|| place.wrong_type(&value))
        }
        ColumnKind::Boolean { .. } => {
            let truth = value.as_bool();
            truth
                .map(Value::Boolean)
                .ok_or_else(|| place.wrong_type(&value))
        }
        ColumnKind::Decimal {
            precision,
            min,
            max,
        } => place
            .decimal(&value, *precision, *min, *max)
            .map(Value::Decimal),
        ColumnKind::Money {
            precision,
            min,
            max,
        } => place
            .decimal(&value, *precision, *min, *max)
            .map(Value::Money),
        ColumnKind::Double { min, max, .. } => place.double(&value, *min, *max),
        ColumnKind::DateTime(DateBehavior::DateOnly) => place.date(&value).map(Value::Date),
        ColumnKind::DateTime(_) => place.instant(&value).map(Value::DateTime),
        ColumnKind::Choice { options, .. } => place.option(&value, options),
        ColumnKind::MultiSelect { options } => place.options(&value, options),
        ColumnKind::Lookup { targets } => place.reference(value, targets),
        ColumnKind::Managed => match value {
            Value::Managed(_) => Ok(value),
            other => Err(place.wrong_type(&other)),
        },
        // Size and format are checked where the image is stored, which names the row.
        ColumnKind::Image { .. } => match value {
            Value::Bytes(bytes) if bytes.is_empty() => Ok(Value::Null),
            Value::Bytes(_) => Ok(value),
            other => Err(place.wrong_type(&other)),
        },
        ColumnKind::File { .. } => place.guid(value),
    }
}

/// The column that a value is checked against.
struct At<'a> {
    table: &'a str,
    column: &'a Column,
}

impl At<'_> {
    fn guid(&self, value: Value) -> Result<Value, TypeMismatch> {
        match &value {
            Value::Guid(_) => Ok(value),
            Value::String(text) => match Uuid::try_parse(text) {
                Ok(id) => Ok(Value::Guid(id)),
                Err(_) => Err(self.wrong_type(&value)),
            },
            _ => Err(self.wrong_type(&value)),
        }
    }

    fn text(&self, value: Value, limit: u32) -> Result<Value, TypeMismatch> {
        let Value::String(text) = &value else {
            return Err(self.wrong_type(&value));
        };
        // A text with at most this many bytes cannot have more UTF-16 code units.
        let limit_units = limit as usize;
        if text.len() > limit_units && text.encode_utf16().count() > limit_units {
            return Err(TypeMismatch::TooLong {
                table: self.table.to_owned(),
                column: self.column.logical_name.clone(),
                limit,
            });
        }
        Ok(value)
    }

    fn integer(&self, value: &Value, min: i32, max: i32) -> Result<i32, TypeMismatch> {
        let number = value.as_integer().ok_or_else(|| self.wrong_type(value))?;
        i32::try_from(number)
            .ok()
            .filter(|number| (min..=max).contains(number))
            .ok_or_else(|| self.out_of_range(&number, format!("{min} to {max}"), Range::Integers))
    }

    fn decimal(
        &self,
        value: &Value,
        precision: u8,
        min: Decimal,
        max: Decimal,
    ) -> Result<Decimal, TypeMismatch> {
        let number = match value {
            Value::Decimal(number) | Value::Money(number) => *number,
            Value::Integer(number) => Decimal::from(*number),
            Value::BigInt(number) => Decimal::from(*number),
            Value::Double(number) => decimal_of(*number).ok_or_else(|| {
                self.out_of_range(number, format!("{min} to {max}"), Range::Decimals)
            })?,
            _ => return Err(self.wrong_type(value)),
        };
        if number < min || number > max {
            return Err(self.out_of_range(&number, format!("{min} to {max}"), Range::Decimals));
        }
        let digits = u32::from(precision);
        Ok(number.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
    }

    fn double(&self, value: &Value, min: f64, max: f64) -> Result<Value, TypeMismatch> {
        let number = match value {
            Value::Double(number) => *number,
            Value::Integer(number) => f64::from(*number),
            Value::Decimal(number) => number.to_f64().ok_or_else(|| self.wrong_type(value))?,
            _ => return Err(self.wrong_type(value)),
        };
        if (min..=max).contains(&number) {
            Ok(Value::Double(number))
        } else {
            Err(self.out_of_range(&number, format!("{min} to {max}"), Range::Decimals))
        }
    }

    fn date(&self, value: &Value) -> Result<Date, TypeMismatch> {
        let date = match value {
            Value::Date(date) => Some(*date),
            Value::DateTime(instant) => Some(day_of(*instant)),
            Value::String(text) => parse_day(text),
            _ => None,
        }
        .ok_or_else(|| self.wrong_type(value))?;
        not_too_early(date.at(0, 0, 0, 0))?;
        Ok(date)
    }

    fn instant(&self, value: &Value) -> Result<Timestamp, TypeMismatch> {
        let instant = match value {
            Value::DateTime(instant) => Some(*instant),
            Value::Date(date) => midnight_of(*date),
            Value::String(text) => match text.parse::<Timestamp>() {
                Ok(instant) => Some(instant),
                Err(_) => parse_day(text).and_then(midnight_of),
            },
            _ => None,
        }
        .ok_or_else(|| self.wrong_type(value))?;
        not_too_early(TimeZone::UTC.to_datetime(instant))?;
        Ok(instant)
    }

    fn option(&self, value: &Value, options: &OptionSet) -> Result<Value, TypeMismatch> {
        let number = value.as_integer().ok_or_else(|| self.wrong_type(value))?;
        i32::try_from(number)
            .ok()
            .filter(|number| options.option(*number).is_some())
            .map(Value::OptionSet)
            .ok_or_else(|| {
                let known = options
                    .options
                    .iter()
                    .map(|option| option.value.to_string());
                self.out_of_range(&number, known.collect::<Vec<_>>().join(","), Range::Options)
            })
    }

    /// The numbers of several options, in their order and each once; null for none.
    fn options(&self, value: &Value, options: &OptionSet) -> Result<Value, TypeMismatch> {
        let Value::OptionSets(numbers) = value else {
            return Err(self.wrong_type(value));
        };
        let mut chosen = numbers.clone();
        chosen.sort_unstable();
        chosen.dedup();
        for number in &chosen {
            self.option(&Value::OptionSet(*number), options)?;
        }
        Ok(match chosen.is_empty() {
            true => Value::Null,
            false => Value::OptionSets(chosen),
        })
    }

    fn reference(&self, value: Value, targets: &[LookupTarget]) -> Result<Value, TypeMismatch> {
        let Value::Reference(reference) = &value else {
            return Err(self.wrong_type(&value));
        };
        if targets.iter().any(|target| target.table == reference.table) {
            return Ok(value);
        }
        let accepted: Vec<_> = targets.iter().map(|target| target.table.as_str()).collect();
        Err(TypeMismatch::WrongTarget {
            table: self.table.to_owned(),
            column: self.column.logical_name.clone(),
            target: reference.table.clone(),
            accepted: accepted.join(","),
        })
    }

    fn out_of_range(
        &self,
        value: &dyn std::fmt::Display,
        accepted: String,
        range: Range,
    ) -> TypeMismatch {
        TypeMismatch::OutOfRange {
            table: self.table.to_owned(),
            column: self.column.logical_name.clone(),
            value: value.to_string(),
            accepted,
            range,
        }
    }

    fn wrong_type(&self, value: &Value) -> TypeMismatch {
        TypeMismatch::WrongType {
            table: self.table.to_owned(),
            column: self.column.logical_name.clone(),
            found: dotnet_type(value),
            expected: self.column.kind.name(),
        }
    }
}

/// The shortest decimal that reads as this float, such as 0.1.
pub(super) fn decimal_of(number: f64) -> Option<Decimal> {
    // `Display` of a float writes no exponent, so the text parses as a decimal.
    number.to_string().parse().ok()
}

fn parse_day(text: &str) -> Option<Date> {
    match text.parse::<Timestamp>() {
        Ok(instant) => Some(day_of(instant)),
        Err(_) => text.parse::<Date>().ok(),
    }
}

/// Checks that a date is not before the first one that SQL Server's `datetime` has (WA-171).
fn not_too_early(at: DateTime) -> Result<(), TypeMismatch> {
    match at.year() < FIRST_YEAR {
        true => Err(TypeMismatch::TooEarly {
            value: at.strftime("%m/%d/%Y %H:%M:%S").to_string(),
        }),
        false => Ok(()),
    }
}

fn day_of(instant: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(instant).date()
}

fn midnight_of(date: Date) -> Option<Timestamp> {
    let midnight = date.at(0, 0, 0, 0);
    TimeZone::UTC.to_timestamp(midnight).ok()
}
