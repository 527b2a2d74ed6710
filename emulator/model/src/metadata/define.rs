//! Makes columns from their definitions in data files.
//!
//! Fills in defaults for omitted keys. Whether the column is valid is checked later (`prove`).

use indexmap::IndexMap;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::metadata::choice::{Choice, ChoiceKind, ChoiceScope, OptionSet};
use crate::metadata::column::{Column, ColumnKind, LookupTarget};
use crate::metadata::details::Details;
use crate::metadata::error::Problem;
use crate::metadata::file::{ChoiceFile, ColumnFile, KindFile, OptionFile, RangeFile, TargetFile};
use crate::metadata::literal;

/// Global option sets by name.
pub(super) type SharedSets = IndexMap<String, OptionSet>;

/// The table of a column, and the option sets that the column may use.
pub(super) struct Context<'a> {
    pub(super) table: &'a str,
    pub(super) shared: &'a SharedSets,
}

impl Context<'_> {
    /// The column for a definition in a file.
    pub(super) fn column(&self, name: &str, file: ColumnFile) -> Result<Column, Problem> {
        let mut column = Column {
            logical_name: name.to_owned(),
            schema_name: file.schema_name,
            kind: self.kind(name, file.kind)?,
            required: file.required,
            unset: file.unset,
            display_name: file.display_name,
            write: file.write,
            read: file.read,
            default: None,
            base_of: None,
            attribute_of: None,
            details: Details::default(),
        };
        if let Some(default) = &file.default {
            column.default = Some(literal::typed(self.table, &column, default)?);
        }
        Ok(column)
    }

    fn kind(&self, column: &str, file: KindFile) -> Result<ColumnKind, Problem> {
        Ok(match file {
            KindFile::Uniqueidentifier => ColumnKind::Uniqueidentifier,
            KindFile::String { max_length } => ColumnKind::String { max_length },
            KindFile::Memo { max_length } => ColumnKind::Memo { max_length },
            KindFile::Integer { min, max } => ColumnKind::Integer { min, max },
            KindFile::BigInt => ColumnKind::BigInt,
            KindFile::Boolean {
                false_label,
                true_label,
            } => ColumnKind::Boolean {
                false_label,
                true_label,
            },
            KindFile::Decimal(range) => {
                let (min, max) = bounds(&range)?;
                ColumnKind::Decimal {
                    precision: range.precision,
                    min,
                    max,
                }
            }
            KindFile::Money(range) => {
                let (min, max) = bounds(&range)?;
                ColumnKind::Money {
                    precision: range.precision,
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
                option_set(name, ChoiceScope::Local, options)
            }
            _ => return Err(Problem::ChoiceSource),
        };
        Ok(ColumnKind::Choice { kind, options })
    }
}

/// The option set for its options in a file.
pub(super) fn option_set(name: String, scope: ChoiceScope, options: Vec<OptionFile>) -> OptionSet {
    let options = options.into_iter().map(|option| Choice {
        value: option.value,
        labels: option.label,
        state: option.state,
        details: Details::default(),
    });
    OptionSet {
        name,
        scope,
        options: options.collect(),
        display_name: None,
        details: Details::default(),
    }
}

fn lookup(column: &str, files: Vec<TargetFile>) -> Result<ColumnKind, Problem> {
    let single = files.len() == 1;
    let mut targets = Vec::with_capacity(files.len());
    for file in files {
        let navigation = match file.navigation {
            Some(navigation) => navigation,
            None if single => column.to_owned(),
            None => return Err(Problem::NavigationMissing(file.table)),
        };
        targets.push(LookupTarget {
            table: file.table,
            navigation,
            collection: file.collection,
            relationship: file.relationship,
            on_delete: file.on_delete,
            cascades: file.cascades,
            details: Details::default(),
        });
    }
    Ok(ColumnKind::Lookup { targets })
}

fn bounds(range: &RangeFile) -> Result<(Decimal, Decimal), Problem> {
    let bound = |literal: &toml::Value| {
        literal::decimal(literal).ok_or_else(|| Problem::Literal {
            found: literal.to_string(),
            expected: "a number".to_owned(),
        })
    };
    Ok((bound(&range.min)?, bound(&range.max)?))
}

fn double_range(range: &RangeFile) -> Result<ColumnKind, Problem> {
    let (min, max) = bounds(range)?;
    let float = |number: Decimal| {
        number.to_f64().ok_or_else(|| Problem::Literal {
            found: number.to_string(),
            expected: "a floating point number".to_owned(),
        })
    };
    Ok(ColumnKind::Double {
        precision: range.precision,
        min: float(min)?,
        max: float(max)?,
    })
}

/// Names joined for an error message.
pub(super) fn joined<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}
