//! Checks a table by itself, whether a data file or an organization defines it.
//!
//! `verify` checks what tables say about each other.

mod column;

pub(super) use column::{column, option_set};

use crate::metadata::choice::ChoiceKind;
use crate::metadata::column::{
    Column, ColumnKind, DateBehavior, Readable, RequiredLevel, Writable,
};
use crate::metadata::define::joined;
use crate::metadata::error::{DefinitionError, Problem};
use crate::metadata::table::{ColumnsByName, GoesWith, Key, Table};

/// Checks a table. Keys its columns by their names, and moves the primary key to the front.
pub(super) fn table(mut table: Table) -> Result<Table, DefinitionError> {
    let name = table.logical_name.clone();
    let fail = |problem: Problem| problem.in_table(&name);
    logical("logical_name", &name).map_err(fail)?;
    capitalized("schema_name", &table.schema_name).map_err(fail)?;
    logical("entity_set", &table.entity_set).map_err(fail)?;
    let mut columns = ColumnsByName::default();
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

/// Checks columns that refer to other columns of the table.
pub(super) fn between_columns(table: &Table) -> Result<(), DefinitionError> {
    for column in table.columns.values() {
        told(table, column)
            .and_then(|()| reasons(table, column))
            .and_then(|()| filled_in(table, column))
            .map_err(|problem| problem.in_column(&table.logical_name, &column.logical_name))?;
    }
    unique(table)
        .and_then(|()| indexed(table))
        .and_then(|()| localizable(table))
        .and_then(|()| parties(table))
        .and_then(|()| goes_with(table))
        .and_then(|()| keys(table))
        .and_then(|()| expires(table))
        .and_then(|()| hierarchy(table))
        .map_err(|problem| problem.in_table(&table.logical_name))
}

/// Checks that a required column says what a create without a value does, and no other column does.
fn filled_in(table: &Table, column: &Column) -> Result<(), Problem> {
    let is_open = column.required == RequiredLevel::SystemRequired
        && column.write != Writable::Never
        && column.default.is_none()
        && column.logical_name != table.primary_id;
    match (is_open, column.unset) {
        (true, Some(_)) | (false, None) => Ok(()),
        (true, None) => Err(Problem::Unset),
        (false, Some(_)) => Err(Problem::UnsetElsewhere),
    }
}

/// Checks that unique columns are columns of the table.
fn unique(table: &Table) -> Result<(), Problem> {
    known_columns(table, "column in 'unique'", table.unique.iter())
}

/// Checks that indexed columns are columns of the table.
fn indexed(table: &Table) -> Result<(), Problem> {
    known_columns(table, "column in 'indexed'", table.storage.indexed.iter())
}

/// Checks that localizable columns are columns of the table.
fn localizable(table: &Table) -> Result<(), Problem> {
    let columns = table.storage.localizable.iter();
    known_columns(table, "column in 'localizable'", columns)
}

/// Checks that lookups of parties are columns of the table.
fn parties(table: &Table) -> Result<(), Problem> {
    let columns = table.storage.parties.iter().map(|party| &party.column);
    known_columns(table, "column in 'parties'", columns)
}

/// Checks that the rows that a row goes with are named by an indexed id and a text.
fn goes_with(table: &Table) -> Result<(), Problem> {
    let mut named = table.storage.goes_with.iter();
    let is_sound = |with: &GoesWith| {
        let kind = |name: &str| table.column(name).map(|column| &column.kind);
        kind(&with.id) == Some(&ColumnKind::Uniqueidentifier)
            && with
                .table
                .as_ref()
                .is_none_or(|column| matches!(kind(column), Some(ColumnKind::String { .. })))
            && table.storage.indexed.contains(&with.id)
    };
    match named.find(|with| !is_sound(with)) {
        None => Ok(()),
        Some(with) => Err(Problem::Unknown {
            what: "indexed id and text of a table in 'goes_with'",
            name: with.id.clone(),
            expected: joined(table.columns.keys()),
        }),
    }
}

fn known_columns<'a>(
    table: &Table,
    what: &'static str,
    mut names: impl Iterator<Item = &'a String>,
) -> Result<(), Problem> {
    match names.find(|name| table.column(name).is_none()) {
        None => Ok(()),
        Some(name) => Err(Problem::Unknown {
            what,
            name: name.clone(),
            expected: joined(table.columns.keys()),
        }),
    }
}

/// Checks that alternate keys have names of their own and columns of the table.
fn keys(table: &Table) -> Result<(), Problem> {
    for (at, key) in table.keys.iter().enumerate() {
        logical("key", &key.logical_name)?;
        capitalized("schema_name", &key.schema_name)?;
        let mut before = table.keys[..at].iter();
        if before.any(|other| other.logical_name == key.logical_name) {
            return Err(Problem::Duplicate {
                what: "key",
                name: key.logical_name.clone(),
                other: "the table".to_owned(),
            });
        }
        for name in &key.columns {
            key_column(table, key, name)?;
        }
        if key.columns.is_empty() {
            return Err(Problem::Unknown {
                what: "column in key",
                name: String::new(),
                expected: joined(table.columns.keys()),
            });
        }
    }
    Ok(())
}

fn key_column(table: &Table, key: &Key, name: &str) -> Result<(), Problem> {
    let column = table.column(name).ok_or_else(|| Problem::Unknown {
        what: "column in key",
        name: name.to_owned(),
        expected: joined(table.columns.keys()),
    })?;
    let fits = matches!(
        column.kind,
        ColumnKind::String { .. }
            | ColumnKind::Integer { .. }
            | ColumnKind::Decimal { .. }
            | ColumnKind::DateTime(_)
            | ColumnKind::Lookup { .. }
            | ColumnKind::Choice {
                kind: ChoiceKind::Picklist,
                ..
            }
    );
    match fits && column.is_readable() {
        true => Ok(()),
        false => Err(Problem::KeyColumn {
            key: key.logical_name.clone(),
            column: name.to_owned(),
            kind: column.kind.name(),
        }),
    }
}

/// Checks that rows expire by a date and time column.
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

/// Checks that the parent of a row is a row of the same table.
fn hierarchy(table: &Table) -> Result<(), Problem> {
    let Some(parent) = &table.hierarchy else {
        return Ok(());
    };
    match table.column(parent).map(|column| &column.kind) {
        Some(ColumnKind::Lookup { targets })
            if targets
                .iter()
                .all(|target| target.table == table.logical_name) =>
        {
            Ok(())
        }
        _ => Err(Problem::Unknown {
            what: "lookup of the table itself in 'hierarchy'",
            name: parent.clone(),
            expected: joined(table.columns.keys()),
        }),
    }
}

/// Checks that a boolean column of the table tells whether a write-only column is set.
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

/// Checks that every status reason belongs to a state of the table.
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

/// Checks that each side of an association is a key column of the table.
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
fn primary_id(columns: &mut ColumnsByName, name: &str) -> Result<(), Problem> {
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

/// Checks a logical name, which becomes part of URLs and of SQL.
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

/// Checks a schema name or navigation property: as a logical name, but with capitals.
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
