//! A typed value in SQLite: how each kind of column is stored and read back.
//!
//! | Column kind | Storage |
//! |---|---|
//! | Uniqueidentifier, Lookup, File | BLOB of 16 bytes; a lookup with several targets has a second TEXT column for the table |
//! | Image | BLOB: the id of the row with the bytes ([`files`](crate::files)), and in that row the bytes |
//! | String, Memo | TEXT COLLATE NOCASE |
//! | Integer, BigInt, Boolean, Choice | INTEGER |
//! | MultiSelect | TEXT: the numbers in their order, with a comma before and behind each |
//! | Managed | INTEGER: 1 for the value, 2 for "can be changed" |
//! | Decimal, Double | REAL; a decimal is rounded to its precision |
//! | Money | INTEGER, ten-thousandths |
//! | DateTime | INTEGER, whole seconds; with `DateOnly` whole days |
//!
//! Knows no table but the one that the column belongs to. Lengths, ranges and options are checked
//! before a value is stored here.

use std::collections::BTreeSet;

use dataverse_protocol::value::{EntityReference, ManagedProperty, Value};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp, tz::TimeZone};
use rusqlite::Row;
use rusqlite::types::{Value as Sql, ValueRef};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use uuid::Uuid;

use dataverse_model::metadata::{Column, ColumnKind, DateBehavior};

const EPOCH: Date = date(1970, 1, 1);
const MONEY_SCALE: u32 = 4;
/// .NET counts ticks of 100 nanoseconds from the year 1.
const TICKS_AT_UNIX_EPOCH: i64 = 621_355_968_000_000_000;

/// An instant in .NET ticks, the unit of `versionnumber` (BG-0D2).
pub fn ticks(at: Timestamp) -> i64 {
    let hundreds = at.as_nanosecond().div_euclid(100);
    TICKS_AT_UNIX_EPOCH
        + i64::try_from(hundreds).expect("every instant of jiff has ticks in 64 bits")
}

/// Days since 1970-01-01.
pub(super) fn days(day: Date) -> i64 {
    let span = day - EPOCH;
    i64::from(span.get_days())
}

/// The name of the second column of a lookup with several targets.
pub(super) fn type_column(column: &Column) -> Option<String> {
    (column.targets().len() > 1).then(|| format!("{}_type", column.logical_name))
}

/// A stored value: the cell itself, and the table name for a lookup with several targets.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) value: Sql,
    pub(super) table: Option<Sql>,
}

/// The value does not fit the kind of its column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TypeMismatch;

/// The cell in which a value of this column is stored.
pub(super) fn store(column: &Column, value: &Value) -> Result<Cell, TypeMismatch> {
    let multiple = column.targets().len() > 1;
    if value.is_null() {
        return Ok(Cell {
            value: Sql::Null,
            table: multiple.then_some(Sql::Null),
        });
    }
    let table = match value {
        Value::Reference(reference) if multiple => Some(Sql::Text(reference.table.clone())),
        _ if multiple => return Err(TypeMismatch),
        _ => None,
    };
    Ok(Cell {
        value: present(&column.kind, value).ok_or(TypeMismatch)?,
        table,
    })
}

fn present(kind: &ColumnKind, value: &Value) -> Option<Sql> {
    Some(match kind {
        ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } | ColumnKind::File { .. } => {
            blob(value.as_guid()?)
        }
        ColumnKind::Image { .. } => match value {
            Value::Bytes(bytes) => Sql::Blob(bytes.clone()),
            id => blob(id.as_guid()?),
        },
        ColumnKind::String { .. } | ColumnKind::Memo { .. } => {
            Sql::Text(value.as_str()?.to_owned())
        }
        ColumnKind::Integer { .. } | ColumnKind::BigInt | ColumnKind::Choice { .. } => {
            Sql::Integer(value.as_integer()?)
        }
        ColumnKind::MultiSelect { .. } => match value {
            Value::OptionSets(numbers) => options(numbers.iter().copied()),
            _ => return None,
        },
        ColumnKind::Boolean { .. } => Sql::Integer(value.as_bool()?.into()),
        ColumnKind::Decimal { precision, .. } => {
            Sql::Real(decimal(value)?.round_dp((*precision).into()).to_f64()?)
        }
        ColumnKind::Double { .. } => Sql::Real(match value {
            Value::Double(number) => *number,
            other => decimal(other)?.to_f64()?,
        }),
        ColumnKind::Money { .. } => {
            let scaled = decimal(value)?.round_dp(MONEY_SCALE) * Decimal::from(10_000);
            Sql::Integer(scaled.to_i64()?)
        }
        ColumnKind::DateTime(DateBehavior::DateOnly) => Sql::Integer(days(match value {
            Value::Date(day) => *day,
            Value::DateTime(at) => at.to_zoned_datetime(TimeZone::UTC).date(),
            _ => return None,
        })),
        ColumnKind::DateTime(_) => match value {
            Value::DateTime(at) => Sql::Integer(whole_seconds(*at)),
            _ => return None,
        },
        ColumnKind::Managed => Sql::Integer(match value {
            Value::Managed(property) => {
                i64::from(property.value) | i64::from(property.can_be_changed) << 1
            }
            Value::Boolean(truth) => i64::from(*truth) | 2,
            _ => return None,
        }),
    })
}

/// The numbers of several options: in their order, each once, with a comma before and behind it, so that one is found by
/// its text. Null for none.
pub(super) fn options(numbers: impl Iterator<Item = i32>) -> Sql {
    let numbers: BTreeSet<_> = numbers.collect();
    if numbers.is_empty() {
        return Sql::Null;
    }
    let text = numbers.iter().fold(",".to_owned(), |mut text, number| {
        text.push_str(&option(*number)[1..]);
        text
    });
    Sql::Text(text)
}

/// The number of one option as the text of several has it.
pub(super) fn option(number: i32) -> String {
    format!(",{number},")
}

/// Seconds since 1970, rounded down: Dataverse stores no fractions of a second.
pub(super) fn whole_seconds(at: Timestamp) -> i64 {
    at.as_nanosecond().div_euclid(1_000_000_000) as i64
}

pub(super) fn blob(id: Uuid) -> Sql {
    Sql::Blob(id.as_bytes().to_vec())
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Decimal(number) | Value::Money(number) => Some(*number),
        Value::Double(number) => Decimal::from_f64(*number),
        Value::Integer(number) => Some((*number).into()),
        Value::BigInt(number) => Some((*number).into()),
        _ => None,
    }
}

/// Reads the value at `index`; the table of a lookup with several targets is at `index + 1`.
pub(super) fn read(column: &Column, row: &Row<'_>, index: usize) -> rusqlite::Result<Value> {
    let cell = row.get_ref(index)?;
    if matches!(cell, ValueRef::Null) {
        return Ok(Value::Null);
    }
    Ok(match &column.kind {
        ColumnKind::Uniqueidentifier | ColumnKind::File { .. } => Value::Guid(guid(cell)?),
        ColumnKind::Image { .. } => Value::Bytes(cell.as_blob()?.to_vec()),
        ColumnKind::Lookup { targets } => {
            let table = match targets.as_slice() {
                [only] => only.table.clone(),
                _ => row.get(index + 1)?,
            };
            Value::from(EntityReference::new(table, guid(cell)?))
        }
        ColumnKind::String { .. } | ColumnKind::Memo { .. } => {
            Value::String(cell.as_str()?.to_owned())
        }
        ColumnKind::Integer { .. } => Value::Integer(row.get(index)?),
        ColumnKind::BigInt => Value::BigInt(cell.as_i64()?),
        ColumnKind::Choice { .. } => Value::OptionSet(row.get(index)?),
        ColumnKind::MultiSelect { .. } => {
            let numbers = cell.as_str()?.split(',');
            Value::OptionSets(numbers.filter_map(|number| number.parse().ok()).collect())
        }
        ColumnKind::Boolean { .. } => Value::Boolean(cell.as_i64()? != 0),
        kind @ (ColumnKind::Decimal { .. } | ColumnKind::Double { .. }) => {
            real(kind, row.get(index)?)
        }
        ColumnKind::Money { precision, .. } => money(cell.as_i64()?, *precision),
        ColumnKind::DateTime(behavior) => moment(*behavior, cell.as_i64()?),
        ColumnKind::Managed => {
            let bits = cell.as_i64()?;
            Value::Managed(ManagedProperty {
                value: bits & 1 != 0,
                can_be_changed: bits & 2 != 0,
            })
        }
    })
}

/// Reads the stored number of a decimal or double column; a decimal is rounded to the column's
/// precision.
pub(super) fn real(kind: &ColumnKind, number: f64) -> Value {
    match kind {
        ColumnKind::Decimal { precision, .. } => Value::Decimal(
            Decimal::from_f64(number)
                .unwrap_or_default()
                .round_dp((*precision).into()),
        ),
        _ => Value::Double(number),
    }
}

/// Reads a stored amount; the result is rounded to `precision` digits.
pub(super) fn money(ten_thousandths: i64, precision: u8) -> Value {
    Value::Money(Decimal::new(ten_thousandths, MONEY_SCALE).round_dp(precision.into()))
}

/// Reads a sum of amounts; `None` if it is larger than any amount.
pub(super) fn large_money(ten_thousandths: i128, precision: u8) -> Option<Value> {
    let sum = Decimal::try_from_i128_with_scale(ten_thousandths, MONEY_SCALE).ok()?;
    Some(Value::Money(sum.round_dp(precision.into())))
}

/// Reads a stored instant, or a stored day of a `DateOnly` column.
pub(super) fn moment(behavior: DateBehavior, stored: i64) -> Value {
    match behavior {
        DateBehavior::DateOnly => EPOCH
            .checked_add(Span::new().days(stored))
            .map_or(Value::Null, Value::Date),
        DateBehavior::UserLocal | DateBehavior::TimeZoneIndependent => {
            Timestamp::from_second(stored).map_or(Value::Null, Value::DateTime)
        }
    }
}

pub(super) fn guid(cell: ValueRef<'_>) -> rusqlite::Result<Uuid> {
    Uuid::from_slice(cell.as_blob()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, error.into())
    })
}
