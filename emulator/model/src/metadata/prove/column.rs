//! Checks a column by itself: names, limits, options, targets, default.
//!
//! Whether the target tables exist is checked later (`verify`).

use super::{capitalized, logical};
use crate::metadata::check;
use crate::metadata::choice::{ChoiceKind, OptionSet};
use crate::metadata::column::{Column, ColumnKind, LookupTarget};
use crate::metadata::error::Problem;

/// Most digits after the decimal point of a decimal column.
const DECIMAL_DIGITS: u8 = 10;

/// Most digits after the decimal point of a floating-point column.
const DOUBLE_DIGITS: u8 = 5;

/// Most digits after the decimal point of a money column.
const MONEY_DIGITS: u8 = 4;

/// Checks a column. Converts its default to the column's type.
///
/// `table` is the logical name of its table.
pub(in crate::metadata) fn column(table: &str, mut column: Column) -> Result<Column, Problem> {
    logical("column", &column.logical_name)?;
    capitalized("schema_name", &column.schema_name)?;
    kind(&column.kind)?;
    if let Some(default) = column.default.take() {
        let found = format!("{default:?}");
        let fitted = check::fit(table, &column, default).map_err(|misfit| Problem::Misfit {
            found,
            misfit: Box::new(misfit),
        })?;
        column.default = Some(fitted).filter(|value| !value.is_null());
    }
    Ok(column)
}

/// The largest `MaxSizeInKB` of an image, and of a file.
const MOST_OF_IMAGE: u32 = 30 * 1024;
const MOST_OF_FILE: u32 = 10 * 1024 * 1024;

fn kind(kind: &ColumnKind) -> Result<(), Problem> {
    match kind {
        ColumnKind::Uniqueidentifier
        | ColumnKind::BigInt
        | ColumnKind::Boolean { .. }
        | ColumnKind::DateTime(_)
        | ColumnKind::Managed => Ok(()),
        ColumnKind::Image { max_size_kb, .. } => size(*max_size_kb, MOST_OF_IMAGE),
        ColumnKind::File { max_size_kb } => size(*max_size_kb, MOST_OF_FILE),
        ColumnKind::String { max_length } | ColumnKind::Memo { max_length } => length(*max_length),
        ColumnKind::Integer { min, max } => ordered(min, max),
        ColumnKind::Decimal {
            precision,
            min,
            max,
        } => {
            ordered(min, max)?;
            digits(*precision, DECIMAL_DIGITS)
        }
        ColumnKind::Money {
            precision,
            min,
            max,
        } => {
            ordered(min, max)?;
            digits(*precision, MONEY_DIGITS)
        }
        ColumnKind::Double {
            precision,
            min,
            max,
        } => {
            finite(*min)?;
            finite(*max)?;
            ordered(min, max)?;
            digits(*precision, DOUBLE_DIGITS)
        }
        ColumnKind::MultiSelect { options } => option_set(options),
        ColumnKind::Choice { kind, options } => {
            option_set(options)?;
            states_match(*kind, options)
        }
        ColumnKind::Lookup { targets } => lookup(targets),
    }
}

fn length(max_length: u32) -> Result<(), Problem> {
    if max_length == 0 {
        return Err(Problem::Limit {
            what: "max_length",
            found: max_length,
            expected: "at least 1".to_owned(),
        });
    }
    Ok(())
}

fn size(max_size_kb: u32, most: u32) -> Result<(), Problem> {
    if (1..=most).contains(&max_size_kb) {
        return Ok(());
    }
    Err(Problem::Limit {
        what: "MaxSizeInKB",
        found: max_size_kb,
        expected: format!("1 to {most}"),
    })
}

fn digits(precision: u8, most: u8) -> Result<(), Problem> {
    if precision > most {
        return Err(Problem::Limit {
            what: "precision",
            found: precision.into(),
            expected: format!("0 to {most}"),
        });
    }
    Ok(())
}

fn finite(number: f64) -> Result<(), Problem> {
    if number.is_finite() {
        return Ok(());
    }
    Err(Problem::Literal {
        found: number.to_string(),
        expected: "a floating point number".to_owned(),
    })
}

fn ordered<N: PartialOrd + ToString>(min: &N, max: &N) -> Result<(), Problem> {
    if min > max {
        return Err(Problem::EmptyRange {
            min: min.to_string(),
            max: max.to_string(),
        });
    }
    Ok(())
}

/// Checks that an option set has options with unique numbers.
pub(in crate::metadata) fn option_set(set: &OptionSet) -> Result<(), Problem> {
    logical("option set", &set.name)?;
    for (at, option) in set.options.iter().enumerate() {
        let mut before = set.options[..at].iter();
        if before.any(|other| other.value == option.value) {
            return Err(Problem::Duplicate {
                what: "option value",
                name: option.value.to_string(),
                other: format!("option set '{}'", set.name),
            });
        }
    }
    if set.options.is_empty() {
        return Err(Problem::NoOptions(set.name.clone()));
    }
    Ok(())
}

/// Checks that each status reason has a state. An option of an ordinary choice may have one too:
/// the background operations table has its states in picklists.
fn states_match(kind: ChoiceKind, set: &OptionSet) -> Result<(), Problem> {
    for option in &set.options {
        let (found, expected) = match (kind, option.state) {
            (ChoiceKind::Status, None) => ("has no state".to_owned(), "the state it belongs to"),
            (ChoiceKind::State, Some(state)) => (format!("has state {state}"), "none"),
            _ => continue,
        };
        return Err(Problem::OptionState {
            value: option.value,
            found,
            expected,
        });
    }
    Ok(())
}

fn lookup(targets: &[LookupTarget]) -> Result<(), Problem> {
    for target in targets {
        capitalized("navigation", &target.navigation)?;
        logical("table", &target.table)?;
        capitalized("collection", &target.collection)?;
    }
    if targets.is_empty() {
        return Err(Problem::NoTarget);
    }
    Ok(())
}
