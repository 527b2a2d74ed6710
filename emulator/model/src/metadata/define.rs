//! From the shape of a column in a data file to the column it defines.
//!
//! Looks at one column at a time; whether the tables it names exist is asked later.

use indexmap::IndexMap;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::metadata::choice::{Choice, ChoiceKind, ChoiceScope, OptionSet};
use crate::metadata::column::{Column, ColumnKind, LookupTarget};
use crate::metadata::error::Problem;
use crate::metadata::file::{ChoiceFile, ColumnFile, KindFile, OptionFile, RangeFile, TargetFile};
use crate::metadata::literal;

/// Option sets that columns share, by name.
pub(super) type SharedSets = IndexMap<String, OptionSet>;

/// Most digits after the point of a decimal column.
const DECIMAL_DIGITS: u8 = 10;

/// Most digits after the point of a floating point column.
const DOUBLE_DIGITS: u8 = 5;

/// Most digits after the point of an amount.
const MONEY_DIGITS: u8 = 4;

/// Where a column stands and what it may refer to.
pub(super) struct Context<'a> {
    pub(super) table: &'a str,
    pub(super) shared: &'a SharedSets,
}

impl Context<'_> {
    /// The column a file defines under a name.
    pub(super) fn column(&self, name: &str, file: ColumnFile) -> Result<Column, Problem> {
        let mut column = Column {
            logical_name: logical("column", name)?,
            schema_name: capitalized("schema_name", &file.schema_name)?,
            kind: self.kind(name, file.kind)?,
            required: file.required,
            display_name: file.display_name,
            write: file.write,
            read: file.read,
            default: None,
        };
        if let Some(default) = &file.default {
            column.default = Some(literal::typed(self.table, &column, default)?);
        }
        Ok(column)
    }

    fn kind(&self, column: &str, file: KindFile) -> Result<ColumnKind, Problem> {
        Ok(match file {
            KindFile::Uniqueidentifier => ColumnKind::Uniqueidentifier,
            KindFile::String { max_length } => ColumnKind::String {
                max_length: length(max_length)?,
            },
            KindFile::Memo { max_length } => ColumnKind::Memo {
                max_length: length(max_length)?,
            },
            KindFile::Integer { min, max } => {
                ordered(&min, &max)?;
                ColumnKind::Integer { min, max }
            }
            KindFile::BigInt => ColumnKind::BigInt,
            KindFile::Boolean {
                false_label,
                true_label,
            } => ColumnKind::Boolean {
                false_label,
                true_label,
            },
            KindFile::Decimal(range) => {
                let (precision, min, max) = decimal_range(&range, DECIMAL_DIGITS)?;
                ColumnKind::Decimal {
                    precision,
                    min,
                    max,
                }
            }
            KindFile::Money(range) => {
                let (precision, min, max) = decimal_range(&range, MONEY_DIGITS)?;
                ColumnKind::Money {
                    precision,
                    min,
                    max,
                }
            }
            KindFile::Double(range) => double_range(&range)?,
            KindFile::DateTime(behavior) => ColumnKind::DateTime(behavior),
            KindFile::Picklist(choice) => self.choice(column, ChoiceKind::Picklist, choice)?,
            KindFile::State(choice) => self.choice(column, ChoiceKind::State, choice)?,
            KindFile::Status(choice) => self.choice(column, ChoiceKind::Status, choice)?,
            KindFile::Lookup(targets) => lookup(column, targets)?,
            KindFile::Managed => ColumnKind::Managed,
        })
    }

    fn choice(
        &self,
        column: &str,
        kind: ChoiceKind,
        file: ChoiceFile,
    ) -> Result<ColumnKind, Problem> {
        let options = match (file.set, file.options) {
            (Some(set), None) => {
                self.shared
                    .get(&set)
                    .cloned()
                    .ok_or_else(|| Problem::Unknown {
                        what: "option set",
                        name: set,
                        expected: joined(self.shared.keys()),
                    })?
            }
            (None, Some(options)) => {
                let name = format!("{}_{column}", self.table);
                option_set(&name, ChoiceScope::Local, options)?
            }
            _ => return Err(Problem::ChoiceSource),
        };
        states_match(kind, &options)?;
        Ok(ColumnKind::Choice { kind, options })
    }
}

/// An option set of a file; its numbers are unique.
pub(super) fn option_set(
    name: &str,
    scope: ChoiceScope,
    options: Vec<OptionFile>,
) -> Result<OptionSet, Problem> {
    let mut set = OptionSet {
        name: logical("option set", name)?,
        scope,
        options: Vec::with_capacity(options.len()),
    };
    for option in options {
        if set.option(option.value).is_some() {
            return Err(Problem::Duplicate {
                what: "option value",
                name: option.value.to_string(),
                other: format!("option set '{name}'"),
            });
        }
        set.options.push(Choice {
            value: option.value,
            labels: option.label,
            state: option.state,
        });
    }
    if set.options.is_empty() {
        return Err(Problem::NoOptions(name.to_owned()));
    }
    Ok(set)
}

/// A status reason belongs to a state. An ordinary choice may too: the background operations table
/// keeps its states in picklists.
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

fn lookup(column: &str, files: Vec<TargetFile>) -> Result<ColumnKind, Problem> {
    let single = files.len() == 1;
    let mut targets = Vec::with_capacity(files.len());
    for file in files {
        let navigation = match file.navigation {
            Some(navigation) => capitalized("navigation", &navigation)?,
            None if single => column.to_owned(),
            None => return Err(Problem::NavigationMissing(file.table)),
        };
        targets.push(LookupTarget {
            table: logical("table", &file.table)?,
            navigation,
            collection: capitalized("collection", &file.collection)?,
            on_delete: file.on_delete,
        });
    }
    if targets.is_empty() {
        return Err(Problem::NoTarget);
    }
    Ok(ColumnKind::Lookup { targets })
}

fn decimal_range(range: &RangeFile, digits: u8) -> Result<(u8, Decimal, Decimal), Problem> {
    let bound = |literal: &toml::Value| {
        literal::decimal(literal).ok_or_else(|| Problem::Literal {
            found: literal.to_string(),
            expected: "a number".to_owned(),
        })
    };
    let (min, max) = (bound(&range.min)?, bound(&range.max)?);
    ordered(&min, &max)?;
    if range.precision > digits {
        return Err(Problem::Limit {
            what: "precision",
            found: range.precision.into(),
            expected: format!("0 to {digits}"),
        });
    }
    Ok((range.precision, min, max))
}

fn double_range(range: &RangeFile) -> Result<ColumnKind, Problem> {
    let (precision, min, max) = decimal_range(range, DOUBLE_DIGITS)?;
    let float = |number: Decimal| {
        number.to_f64().ok_or_else(|| Problem::Literal {
            found: number.to_string(),
            expected: "a floating point number".to_owned(),
        })
    };
    Ok(ColumnKind::Double {
        precision,
        min: float(min)?,
        max: float(max)?,
    })
}

fn length(max_length: u32) -> Result<u32, Problem> {
    if max_length == 0 {
        return Err(Problem::Limit {
            what: "max_length",
            found: max_length,
            expected: "at least 1".to_owned(),
        });
    }
    Ok(max_length)
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

/// A logical name: it becomes part of addresses and of SQL.
pub(super) fn logical(what: &'static str, name: &str) -> Result<String, Problem> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.is_empty() || !name.bytes().all(plain) {
        return Err(Problem::Identifier {
            what,
            name: name.to_owned(),
            expected: "lower-case letters, digits and underscores",
        });
    }
    Ok(name.to_owned())
}

/// A schema or navigation name: as a logical name, but capitals are allowed and count.
pub(super) fn capitalized(what: &'static str, name: &str) -> Result<String, Problem> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if name.is_empty() || !name.bytes().all(plain) {
        return Err(Problem::Identifier {
            what,
            name: name.to_owned(),
            expected: "letters, digits and underscores",
        });
    }
    Ok(name.to_owned())
}

/// Names joined for an error message.
pub(super) fn joined<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}
