//! Groups and computed values: which columns they apply to, their SQL, and the values that come back.
//!
//! A sum of whole numbers may have more than 64 bits, which `sum` of SQLite refuses. It is computed as two sums, of the
//! upper and of the lower 32 bits.

use dataverse_model::metadata::{ChoiceKind, Column, ColumnKind};
use dataverse_protocol::query::{Aggregate, AggregateFunction, Order};
use dataverse_protocol::value::Value;
use rusqlite::Row;
use rusqlite::types::Value as Sql;
use rust_decimal::prelude::ToPrimitive;

use crate::bind::{Binder, check_ordered};
use crate::bind_error::BindError;
use crate::bound::{At, Computed, GroupKey, Scope, Shape, SortBy};
use crate::cell;
use crate::date_part::DatePart;
use crate::predicate::{compared, expression};
use crate::read::StoreError;

/// Binds the groups and values of an aggregate query.
pub(super) fn groups(
    binder: &Binder<'_>,
    scope: &mut Scope,
    aggregate: &Aggregate,
) -> Result<Shape, BindError> {
    let mut keys = Vec::with_capacity(aggregate.groups.len());
    for group in &aggregate.groups {
        let at = binder.path(scope, 0, &group.column)?;
        check_ordered(&at)?;
        let is_date = matches!(at.column().kind, ColumnKind::DateTime(_));
        // A date and time has too many values to group by (WA-125).
        if is_date != group.date.is_some() {
            return Err(BindError::DateGrouping);
        }
        let part = |grouping| DatePart::of(grouping, binder.context.calendar);
        keys.push(GroupKey {
            name: group.alias.clone(),
            at,
            date: group.date.map(part).transpose()?,
        });
    }
    let mut values = Vec::with_capacity(aggregate.values.len());
    for value in &aggregate.values {
        let of = match &value.column {
            Some(path) => Some(binder.path(scope, 0, path)?),
            None => None,
        };
        check(value.function, of.as_ref())?;
        values.push(Computed {
            name: value.alias.clone(),
            function: value.function,
            of,
        });
    }
    Ok(Shape::Groups { keys, values })
}

/// The sort key of an aggregate query: the alias or the column of a group, or an aggregate.
pub(super) fn sorted(
    keys: &[GroupKey],
    values: &[Computed],
    order: &Order,
) -> Result<SortBy, BindError> {
    let name = &order.column.column;
    if let Some(position) = values.iter().position(|value| value.name == *name) {
        return Ok(SortBy::Computed(position));
    }
    keys.iter()
        .position(|key| key.name == *name || key.at.column().logical_name == *name)
        .map(SortBy::Key)
        .ok_or_else(|| {
            BindError::NotEmulated(format!(
                "ordering groups by '{name}', which is neither a group nor an aggregate"
            ))
        })
}

/// Refuses an aggregate that the column's type does not support, such as a sum of texts.
fn check(function: AggregateFunction, of: Option<&At>) -> Result<(), BindError> {
    let Some(of) = of else {
        return match function {
            AggregateFunction::Count => Ok(()),
            other => Err(BindError::NotEmulated(format!(
                "{other:?} without a column"
            ))),
        };
    };
    let numeric = matches!(
        of.column().kind,
        ColumnKind::Integer { .. }
            | ColumnKind::BigInt
            | ColumnKind::Decimal { .. }
            | ColumnKind::Double { .. }
            | ColumnKind::Money { .. }
    );
    let (fits, function) = match function {
        AggregateFunction::Count | AggregateFunction::CountDistinct => return Ok(()),
        AggregateFunction::Sum | AggregateFunction::Average => (numeric, "AVG or SUM"),
        AggregateFunction::Min | AggregateFunction::Max => (
            numeric || matches!(of.column().kind, ColumnKind::DateTime(_)),
            "MIN or MAX",
        ),
    };
    let kind = type_name(of);
    fits.then_some(())
        .ok_or(BindError::Aggregate { function, kind })
}

/// The type of a column, as the platform names it in errors about aggregates.
fn type_name(of: &At) -> &'static str {
    let column = of.column();
    match &column.kind {
        ColumnKind::Uniqueidentifier if column.logical_name == of.table.primary_id => "primarykey",
        ColumnKind::Uniqueidentifier => "uniqueidentifier",
        ColumnKind::String { .. } => "nvarchar",
        ColumnKind::Memo { .. } => "ntext",
        ColumnKind::Integer { .. } => "int",
        ColumnKind::BigInt => "bigint",
        ColumnKind::Boolean { .. } => "bit",
        ColumnKind::Decimal { .. } => "decimal",
        ColumnKind::Double { .. } => "float",
        ColumnKind::Money { .. } => "money",
        ColumnKind::DateTime(_) => "datetime",
        ColumnKind::Choice { kind, .. } => match kind {
            ChoiceKind::State => "state",
            ChoiceKind::Status => "status",
            _ => "picklist",
        },
        ColumnKind::MultiSelect { .. } => "multiselectpicklist",
        ColumnKind::Lookup { .. } => "lookup",
        ColumnKind::Managed => "managedproperty",
        ColumnKind::Image { .. } => "image",
        ColumnKind::File { .. } => "file",
    }
}

/// The expression that rows are grouped and groups are sorted by.
pub(super) fn key(key: &GroupKey) -> String {
    match key.date {
        Some(part) => part.sql(&key.at),
        None => compared(&key.at),
    }
}

/// The expression that a group returns.
pub(super) fn returned_key(key: &GroupKey) -> String {
    match key.date {
        Some(part) => part.sql(&key.at),
        None => expression(&key.at),
    }
}

/// The expressions that a value is computed from; [`value`] reads their results.
pub(super) fn expressions(computed: &Computed) -> Vec<String> {
    let Some(of) = &computed.of else {
        return vec!["count(*)".to_owned()];
    };
    let column = compared(of);
    match computed.function {
        AggregateFunction::Sum if is_whole(of.column()) => vec![
            format!("sum({column} >> 32)"),
            format!("sum({column} & 4294967295)"),
        ],
        AggregateFunction::Sum => vec![format!("sum({column})")],
        AggregateFunction::Count => vec![format!("count({column})")],
        AggregateFunction::CountDistinct => vec![format!("count(DISTINCT {column})")],
        AggregateFunction::Average => vec![format!("avg({column})")],
        AggregateFunction::Min => vec![format!("min({column})")],
        AggregateFunction::Max => vec![format!("max({column})")],
    }
}

/// The expression that groups are sorted by.
pub(super) fn sort_expression(computed: &Computed) -> String {
    match (&computed.of, computed.function) {
        (Some(of), AggregateFunction::Sum) => format!("total({})", compared(of)),
        _ => expressions(computed).swap_remove(0),
    }
}

const fn is_whole(column: &Column) -> bool {
    matches!(
        column.kind,
        ColumnKind::Integer { .. } | ColumnKind::BigInt | ColumnKind::Money { .. }
    )
}

/// Reads a computed value whose first expression is at `index`.
pub(super) fn value(computed: &Computed, row: &Row<'_>, index: usize) -> Result<Value, StoreError> {
    let stored: Sql = row.get(index)?;
    let Some(of) = &computed.of else {
        return Ok(whole(&stored));
    };
    Ok(match computed.function {
        AggregateFunction::Count | AggregateFunction::CountDistinct => whole(&stored),
        AggregateFunction::Min | AggregateFunction::Max => cell::read(of.column(), row, index)?,
        AggregateFunction::Sum if is_whole(of.column()) => {
            let lower: Option<i64> = row.get(index + 1)?;
            match (stored, lower) {
                (Sql::Integer(upper), Some(lower)) => {
                    sum(of.column(), (i128::from(upper) << 32) + i128::from(lower))?
                }
                _ => Value::Null,
            }
        }
        AggregateFunction::Sum | AggregateFunction::Average => number(of.column(), &stored),
    })
}

fn sum(column: &Column, sum: i128) -> Result<Value, StoreError> {
    let value = match column.kind {
        ColumnKind::Money { precision, .. } => cell::large_money(sum, precision),
        _ => i64::try_from(sum).ok().map(|sum| whole(&Sql::Integer(sum))),
    };
    value.ok_or(StoreError::Overflow)
}

/// A whole number: 32 bits where they suffice, else 64.
fn whole(stored: &Sql) -> Value {
    let number = match stored {
        Sql::Integer(number) => *number,
        // Averages of whole numbers are truncated, as in SQL Server.
        Sql::Real(number) => number.trunc().to_i64().unwrap_or_default(),
        Sql::Null | Sql::Text(_) | Sql::Blob(_) => return Value::Null,
    };
    i32::try_from(number).map_or(Value::BigInt(number), Value::Integer)
}

fn number(column: &Column, stored: &Sql) -> Value {
    let real = match stored {
        Sql::Integer(number) => *number as f64,
        Sql::Real(number) => *number,
        Sql::Null | Sql::Text(_) | Sql::Blob(_) => return Value::Null,
    };
    match &column.kind {
        ColumnKind::Money { precision, .. } => cell::money(real.round() as i64, *precision),
        kind @ (ColumnKind::Decimal { .. } | ColumnKind::Double { .. }) => cell::real(kind, real),
        _ => whole(stored),
    }
}
