//! Whether a table is sound in itself, whether a data file defines it or an organization.
//!
//! What tables say about each other is proved by `verify`.

mod column;

use indexmap::IndexMap;

pub(super) use column::{column, option_set};

use crate::metadata::choice::ChoiceKind;
use crate::metadata::column::{Column, ColumnKind, DateBehavior, Readable};
use crate::metadata::define::joined;
use crate::metadata::error::{DefinitionError, Problem};
use crate::metadata::table::Table;

/// The table, if it is sound: its columns by their names, and the primary key in front.
pub(super) fn table(mut table: Table) -> Result<Table, DefinitionError> {
    let name = table.logical_name.clone();
    let fail = |problem: Problem| problem.in_table(&name);
    logical("logical_name", &name).map_err(fail)?;
    capitalized("schema_name", &table.schema_name).map_err(fail)?;
    logical("entity_set", &table.entity_set).map_err(fail)?;
    let mut columns = IndexMap::with_capacity(table.columns.len());
    for (_, given) in std::mem::take(&mut table.columns) {
        let column_name = given.logical_name.clone();
        let given =
            column(&name, given).map_err(|problem| problem.in_column(&name, &column_name))?;
        if columns.insert(column_name.clone(), given).is_some() {
            return Err(fail(Problem::Duplicate {
                what: "column",
                name: column_name,
                other: "the table".to_owned(),
            }));
        }
    }
    primary_id(&mut columns, &table.primary_id).map_err(fail)?;
    table.columns = columns;
    primary_name(&table).map_err(fail)?;
    association(&table).map_err(fail)?;
    between_columns(&table)?;
    Ok(table)
}

/// What the columns of a table say about each other.
pub(super) fn between_columns(table: &Table) -> Result<(), DefinitionError> {
    for column in table.columns.values() {
        told(table, column)
            .and_then(|()| reasons(table, column))
            .map_err(|problem| problem.in_column(&table.logical_name, &column.logical_name))?;
    }
    unique(table)
        .and_then(|()| expires(table))
        .map_err(|problem| problem.in_table(&table.logical_name))
}

/// Values are unique in columns of the table.
fn unique(table: &Table) -> Result<(), Problem> {
    let mut names = table.unique.iter();
    match names.find(|name| table.column(name).is_none()) {
        None => Ok(()),
        Some(name) => Err(Problem::Unknown {
            what: "column in 'unique'",
            name: name.clone(),
            expected: joined(table.columns.keys()),
        }),
    }
}

/// Rows expire by a column that holds instants.
fn expires(table: &Table) -> Result<(), Problem> {
    let Some(expires) = &table.expires else {
        return Ok(());
    };
    match table.column(&expires.column).map(|column| &column.kind) {
        Some(ColumnKind::DateTime(behavior)) if *behavior != DateBehavior::DateOnly => Ok(()),
        _ => Err(Problem::Unknown {
            what: "column of instants in 'expires'",
            name: expires.column.clone(),
            expected: joined(table.columns.keys()),
        }),
    }
}

/// Whether a secret is set is told by a boolean column of its table.
fn told(table: &Table, column: &Column) -> Result<(), Problem> {
    let Readable::Never { told_by } = &column.read else {
        return Ok(());
    };
    let kind = table.column(told_by).map(|column| &column.kind);
    if matches!(kind, Some(ColumnKind::Boolean { .. })) {
        return Ok(());
    }
    Err(Problem::Unknown {
        what: "boolean column in 'told_by'",
        name: told_by.clone(),
        expected: joined(table.columns.keys()),
    })
}

/// Every status reason belongs to a state its table has.
fn reasons(table: &Table, column: &Column) -> Result<(), Problem> {
    let ColumnKind::Choice {
        kind: ChoiceKind::Status,
        options,
    } = &column.kind
    else {
        return Ok(());
    };
    let mut kinds = table.columns.values().map(|column| &column.kind);
    let states = kinds.find_map(|kind| match kind {
        ColumnKind::Choice {
            kind: ChoiceKind::State,
            options,
        } => Some(options),
        _ => None,
    });
    let known = |number| states.is_some_and(|states| states.option(number).is_some());
    let unknown = options
        .options
        .iter()
        .find(|option| !option.state.is_some_and(known));
    match unknown {
        None => Ok(()),
        Some(option) => Err(Problem::OptionState {
            value: option.value,
            found: format!("has state {}", option.state.unwrap_or_default()),
            expected: "a state of the table's state column",
        }),
    }
}

/// Two sides, each told by a column that holds keys.
fn association(table: &Table) -> Result<(), Problem> {
    let Some(association) = &table.association else {
        return Ok(());
    };
    for side in &association.sides {
        let kind = table.column(&side.column).map(|column| &column.kind);
        if kind != Some(&ColumnKind::Uniqueidentifier) {
            return Err(Problem::Unknown {
                what: "column of keys in 'association'",
                name: side.column.clone(),
                expected: joined(table.columns.keys()),
            });
        }
    }
    logical("association", &association.name)
}

/// Moves the primary key to the front of the columns.
fn primary_id(columns: &mut IndexMap<String, Column>, name: &str) -> Result<(), Problem> {
    match columns.get_full(name) {
        Some((index, _, column)) if column.kind == ColumnKind::Uniqueidentifier => {
            columns.move_index(index, 0);
            Ok(())
        }
        _ => Err(Problem::PrimaryId(name.to_owned())),
    }
}

fn primary_name(table: &Table) -> Result<(), Problem> {
    let Some(name) = &table.primary_name else {
        return Ok(());
    };
    let kind = table.column(name).map(|column| &column.kind);
    if matches!(kind, Some(ColumnKind::String { .. })) {
        Ok(())
    } else {
        Err(Problem::PrimaryName(name.clone()))
    }
}

/// A logical name: it becomes part of addresses and of SQL.
fn logical(what: &'static str, name: &str) -> Result<(), Problem> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.is_empty() || !name.bytes().all(plain) {
        return Err(Problem::Identifier {
            what,
            name: name.to_owned(),
            expected: "lower-case letters, digits and underscores",
        });
    }
    Ok(())
}

/// A schema or navigation name: as a logical name, but capitals are allowed and count.
fn capitalized(what: &'static str, name: &str) -> Result<(), Problem> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if name.is_empty() || !name.bytes().all(plain) {
        return Err(Problem::Identifier {
            what,
            name: name.to_owned(),
            expected: "letters, digits and underscores",
        });
    }
    Ok(())
}
