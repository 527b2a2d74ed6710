//! Formatted values: `OData.Community.Display.V1.FormattedValue` (WA-07F).
//!
//! Numbers, amounts and dates are formatted for a user with the en-US locale and the time zone UTC;
//! the language selects labels only. The formatted value of a lookup is the name of another row, so
//! it is not made here.

use dataverse_protocol::query::alias_sources::{AliasContent, AliasSource};
use dataverse_protocol::value::Value;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::metadata::Metadata;
use crate::metadata::column::{Column, ColumnKind};
use crate::metadata::labels::LanguageCode;

/// The formatted value of a column's value; `None` if Dataverse has none.
pub fn formatted(column: &Column, value: &Value, language: LanguageCode) -> Option<String> {
    match (&column.kind, value) {
        (ColumnKind::Choice { options, .. }, Value::OptionSet(number)) => {
            let option = options.option(*number)?;
            Some(option.labels.text(language).to_owned())
        }
        (ColumnKind::MultiSelect { options }, Value::OptionSets(numbers)) => {
            let chosen = numbers.iter().filter_map(|number| options.option(*number));
            let labels: Vec<_> = chosen.map(|option| option.labels.text(language)).collect();
            Some(labels.join("; "))
        }
        (
            ColumnKind::Boolean {
                false_label,
                true_label,
            },
            Value::Boolean(truth),
        ) => {
            let labels = if *truth { true_label } else { false_label };
            Some(labels.text(language).to_owned())
        }
        (ColumnKind::DateTime(_), Value::DateTime(instant)) => Some(instant_text(*instant)),
        (ColumnKind::DateTime(_), Value::Date(date)) => Some(day_text(*date)),
        (ColumnKind::Integer { .. } | ColumnKind::BigInt, number) => whole_number(number),
        (ColumnKind::Decimal { precision, .. }, Value::Decimal(number)) => {
            Some(grouped(&fixed(*number, *precision)))
        }
        (ColumnKind::Double { precision, .. }, Value::Double(number)) => {
            Some(grouped(&format!("{number:.*}", usize::from(*precision))))
        }
        (ColumnKind::Money { precision, .. }, Value::Money(amount)) => {
            Some(amount_text(*amount, *precision))
        }
        _ => None,
    }
}

/// The formatted value of a value under an alias: that of its column, or a number of rows.
pub fn formatted_alias(
    source: AliasSource<'_>,
    value: &Value,
    metadata: &Metadata,
    language: LanguageCode,
) -> Option<String> {
    match source.content {
        AliasContent::Number => whole_number(value),
        AliasContent::Value => {
            let column = metadata.table(source.table)?.column(source.column?)?;
            formatted(column, value, language)
        }
    }
}

fn whole_number(value: &Value) -> Option<String> {
    match value {
        Value::Integer(number) => Some(grouped(&number.to_string())),
        Value::BigInt(number) => Some(grouped(&number.to_string())),
        _ => None,
    }
}

fn instant_text(instant: Timestamp) -> String {
    let local = TimeZone::UTC.to_datetime(instant);
    local.strftime("%-m/%-d/%Y %-I:%M %p").to_string()
}

fn day_text(date: Date) -> String {
    date.strftime("%-m/%-d/%Y").to_string()
}

/// Negative amounts are in parentheses, as in the en-US culture of .NET.
fn amount_text(amount: Decimal, precision: u8) -> String {
    let digits = grouped(&fixed(amount.abs(), precision));
    if amount.is_sign_negative() && !amount.is_zero() {
        format!("(${digits})")
    } else {
        format!("${digits}")
    }
}

/// A number with exactly `precision` digits after the decimal point.
fn fixed(number: Decimal, precision: u8) -> String {
    let digits = u32::from(precision);
    let mut rounded = number.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(digits);
    rounded.to_string()
}

/// The digits with thousands separators.
fn grouped(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, fraction) = match digits.find('.') {
        Some(point) => digits.split_at(point),
        None => (digits, ""),
    };
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(fraction);
    text
}
