//! Creates the database's tables from the metadata.
//!
//! A table of Dataverse is a table of SQLite with real columns. The tables of background operations
//! and of system jobs also have columns of the engine (prefix `emulator_`). Identifiers come from
//! the metadata alone and are checked before they are quoted.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Params};

use crate::indexes::{self, Index};
use crate::{cell, files};
use dataverse_model::metadata::{
    Column, ColumnKind, DefinitionError, EngineTable, Metadata, Problem, Table,
};

/// Version of the layout that this module creates; a file with another version is refused.
pub(super) const VERSION: i32 = 2;
/// Marks a database file as one of this emulator (`PRAGMA application_id`): "DVEM".
pub(super) const APPLICATION_ID: i32 = 0x4456_454d;
/// The row version, a column of every table.
pub(super) const VERSION_COLUMN: &str = "versionnumber";
/// The column with the instant at which a row was created, in whole seconds.
pub(super) const CREATED_ON: &str = "createdon";
/// The row's first version, a hidden column of every table with [`CREATED_ON`]: it orders rows that
/// were created in the same second.
pub(super) const CREATED_COLUMN: &str = "emulator_created";

/// Hidden columns of the operations table, with their declarations.
pub(super) const OPERATION_COLUMNS: [(&str, &str); 8] = [
    ("emulator_phase", "TEXT"),
    // The sequence number while the operation is not completed; orders the queue.
    ("emulator_open", "INTEGER"),
    ("emulator_name", "TEXT"),
    ("emulator_callback", "TEXT"),
    // Microseconds since 1970; a sweep removes the row from this instant on.
    ("emulator_expiry", "INTEGER"),
    ("emulator_provenance", "TEXT"),
    // The protocol that the operation was accepted under; null in the rows of earlier versions.
    ("emulator_protocol", "TEXT"),
    // Last, because it is the longest: SQLite reads a row up to the last column that is needed.
    ("emulator_task", "TEXT"),
];

/// Hidden columns of the system jobs table, with their declarations.
pub(super) const JOB_COLUMNS: [(&str, &str); 7] = [
    ("emulator_job", "TEXT"),
    ("emulator_lane", "TEXT"),
    // The sequence number while the job is ready; orders its lane.
    ("emulator_ready", "INTEGER"),
    // Microseconds since 1970 while the job is suspended: the instant at which it is ready again.
    ("emulator_due", "INTEGER"),
    ("emulator_provenance", "TEXT"),
    // Whether the row stays after a success.
    ("emulator_keep", "INTEGER"),
    // Last, because it is the longest: SQLite reads a row up to the last column that is needed.
    ("emulator_context", "TEXT"),
];

/// Most columns of a table in SQL Server, the hidden ones included.
const MOST_COLUMNS: usize = 1024;

/// One column of a table in SQLite.
#[derive(Debug)]
pub(super) struct SqlColumn {
    pub(super) name: String,
    pub(super) declaration: &'static str,
}

/// Every column of a table in SQLite, the engine's columns included.
pub(super) fn columns(table: &Table) -> Vec<SqlColumn> {
    let mut columns = Vec::with_capacity(table.columns.len() + OPERATION_COLUMNS.len() + 3);
    let mut add = |name: String, declaration| columns.push(SqlColumn { name, declaration });
    for column in table.columns.values() {
        let declaration = if column.logical_name == table.primary_id {
            "BLOB NOT NULL PRIMARY KEY"
        } else {
            declaration(&column.kind)
        };
        add(column.logical_name.clone(), declaration);
        if let Some(name) = cell::type_column(column) {
            add(name, "TEXT");
        }
    }
    if table.column(VERSION_COLUMN).is_none() {
        add(VERSION_COLUMN.to_owned(), "INTEGER");
    }
    if has_created(table) {
        add(CREATED_COLUMN.to_owned(), "INTEGER");
    }
    let own: &[_] = match table.engine {
        Some(EngineTable::Operations) => &OPERATION_COLUMNS,
        Some(EngineTable::SystemJobs) => &JOB_COLUMNS,
        Some(EngineTable::BulkDeletions) | None => &[],
    };
    for (name, declaration) in own {
        add((*name).to_owned(), *declaration);
    }
    columns
}

/// Whether the table keeps the order in which its rows were created.
pub(super) fn has_created(table: &Table) -> bool {
    table.column(CREATED_ON).is_some()
}

const fn declaration(kind: &ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Uniqueidentifier
        | ColumnKind::Lookup { .. }
        | ColumnKind::File { .. }
        | ColumnKind::Image { .. } => "BLOB",
        ColumnKind::String { .. } | ColumnKind::Memo { .. } | ColumnKind::MultiSelect { .. } => {
            "TEXT COLLATE NOCASE"
        }
        ColumnKind::Decimal { .. } | ColumnKind::Double { .. } => "REAL",
        ColumnKind::Integer { .. }
        | ColumnKind::BigInt
        | ColumnKind::Boolean { .. }
        | ColumnKind::Choice { .. }
        | ColumnKind::Money { .. }
        | ColumnKind::DateTime(_)
        | ColumnKind::Managed => "INTEGER",
    }
}

/// An identifier in double quotes.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Names of columns in double quotes, separated by commas.
pub(super) fn column_list(columns: &[SqlColumn]) -> String {
    let names: Vec<_> = columns.iter().map(|column| quoted(&column.name)).collect();
    names.join(", ")
}

/// Column declarations for a `CREATE TABLE`.
pub(super) fn declarations(columns: &[SqlColumn]) -> String {
    let declared: Vec<_> = columns
        .iter()
        .map(|column| format!("{} {}", quoted(&column.name), column.declaration))
        .collect();
    declared.join(", ")
}

/// Why the metadata cannot be stored.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// A table that the store cannot hold.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// SQLite refused.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Creates every table and index that is missing, and adds every missing column.
///
/// # Errors
/// A name that is no identifier; any error of SQLite.
pub(super) fn create(connection: &Connection, metadata: &Metadata) -> Result<(), SchemaError> {
    let existing = Existing::read(connection)?;
    for table in metadata.tables() {
        prove(table)?;
        create_missing(connection, table, &existing)?;
    }
    for table in files::tables() {
        create_missing(connection, table, &existing)?;
    }
    connection.execute_batch(SIDE_TABLES)?;
    let verb = SqlColumn {
        name: "verb".to_owned(),
        declaration: "TEXT",
    };
    add_missing(connection, "emulator_callback", &[verb], &existing)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

/// What a statement reads the rows of a table from: the table, or the rows that it shows of other tables. `name` is how
/// the statement names a table.
pub(super) fn rows_of(table: &Table, name: impl Fn(&str) -> String) -> String {
    if !table.is_union() {
        return name(&table.logical_name);
    }
    let columns = column_list(&columns(table));
    let parts = table.storage.union.iter();
    let selects: Vec<_> = parts
        .map(|part| format!("SELECT {columns} FROM {}", name(part)))
        .collect();
    format!("({})", selects.join(" UNION ALL "))
}

/// Creates a table with its indexes, or adds the missing columns and indexes. One without rows of its own is no table.
pub(super) fn create_table(connection: &Connection, table: &Table) -> Result<(), SchemaError> {
    prove(table)?;
    let existing = Existing::of(connection, &table.logical_name)?;
    create_missing(connection, table, &existing)
}

/// What the database has already, read at once: most of it is there when a file is opened.
#[derive(Debug, Default)]
struct Existing {
    /// The columns of each table.
    columns: HashMap<String, HashSet<String>>,
    indexes: HashSet<String>,
}

impl Existing {
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        Self::matching(connection, "TRUE", [])
    }

    fn of(connection: &Connection, table: &str) -> rusqlite::Result<Self> {
        Self::matching(connection, "s.tbl_name = ?1", [table])
    }

    fn matching(
        connection: &Connection,
        condition: &str,
        parameters: impl Params + Clone,
    ) -> rusqlite::Result<Self> {
        let mut existing = Self::default();
        let mut columns = connection.prepare(&format!(
            "SELECT s.name, c.name FROM main.sqlite_schema AS s, pragma_table_info(s.name, 'main') AS c \
             WHERE s.type = 'table' AND {condition}"
        ))?;
        let mut rows = columns.query(parameters.clone())?;
        while let Some(row) = rows.next()? {
            let table = existing.columns.entry(row.get(0)?);
            table.or_default().insert(row.get(1)?);
        }
        let mut indexes = connection.prepare(&format!(
            "SELECT s.name FROM main.sqlite_schema AS s WHERE s.type = 'index' AND {condition}"
        ))?;
        let names = indexes.query_map(parameters, |row| row.get(0))?;
        existing.indexes = names.collect::<Result<_, _>>()?;
        Ok(existing)
    }
}

/// Creates what a table lacks.
fn create_missing(
    connection: &Connection,
    table: &Table,
    existing: &Existing,
) -> Result<(), SchemaError> {
    if table.is_union() {
        return Ok(());
    }
    let columns = columns(table);
    let name = quoted(&table.logical_name);
    if existing.columns.contains_key(&table.logical_name) {
        let added = add_missing(connection, &table.logical_name, &columns, existing)?;
        name_targets(connection, table, &added)?;
    } else {
        let declared = declarations(&columns);
        connection.execute_batch(&format!("CREATE TABLE {name} ({declared})"))?;
    }
    for Index { name: index, sql } in indexes::of(table) {
        if !existing.indexes.contains(&index) {
            connection.execute_batch(&sql)?;
        }
    }
    Ok(())
}

/// Fills in the tables that references lead to, where a lookup of an earlier version had its first target only.
fn name_targets(connection: &Connection, table: &Table, added: &[String]) -> rusqlite::Result<()> {
    let name = quoted(&table.logical_name);
    for column in table.columns.values() {
        let (Some(of), Some(first)) = (cell::type_column(column), column.targets().first()) else {
            continue;
        };
        if added.contains(&of) {
            let (of, column) = (quoted(&of), quoted(&column.logical_name));
            connection.execute(
                &format!("UPDATE {name} SET {of} = ?1 WHERE {column} IS NOT NULL"),
                [&first.table],
            )?;
        }
    }
    Ok(())
}

/// Removes a table with its indexes.
pub(super) fn drop_table(connection: &Connection, table: &Table) -> rusqlite::Result<()> {
    files::drop_of_rows(connection, table, None)?;
    let name = quoted(&table.logical_name);
    connection.execute_batch(&format!("DROP TABLE main.{name}"))
}

/// Removes a column with its index.
pub(super) fn drop_column(
    connection: &Connection,
    table: &Table,
    column: &Column,
) -> rusqlite::Result<()> {
    files::drop_of_column(connection, table, column, None)?;
    let (table, name) = (&table.logical_name, &column.logical_name);
    let index = quoted(&format!("{table}~{name}"));
    connection.execute_batch(&format!("DROP INDEX IF EXISTS main.{index}"))?;
    for name in std::iter::once(name.clone()).chain(cell::type_column(column)) {
        let (table, name) = (quoted(table), quoted(&name));
        connection.execute_batch(&format!("ALTER TABLE main.{table} DROP COLUMN {name}"))?;
    }
    Ok(())
}

/// Removes the rows whose lookup refers to a row of a table.
pub(super) fn drop_target(
    connection: &Connection,
    table: &Table,
    column: &str,
    target: &str,
) -> rusqlite::Result<()> {
    let kind = quoted(&format!("{column}_type"));
    files::drop_of_rows(connection, table, Some((&format!("{kind} = ?1"), target)))?;
    let table = quoted(&table.logical_name);
    let rows = format!("DELETE FROM main.{table} WHERE {kind} = ?1");
    connection.execute(&rows, [target]).map(drop)
}

/// Removes the index of an alternate key.
pub(super) fn drop_key(connection: &Connection, table: &str, key: &str) -> rusqlite::Result<()> {
    let index = quoted(&indexes::key_name(table, key));
    connection.execute_batch(&format!("DROP INDEX main.{index}"))
}

/// Adds the columns that a table of an earlier version lacks; returns their names.
fn add_missing(
    connection: &Connection,
    table: &str,
    columns: &[SqlColumn],
    existing: &Existing,
) -> rusqlite::Result<Vec<String>> {
    let mut added = Vec::new();
    let Some(known) = existing.columns.get(table) else {
        return Ok(added);
    };
    for column in columns
        .iter()
        .filter(|column| !known.contains(&column.name))
    {
        let (name, declared) = (quoted(table), declarations(std::slice::from_ref(column)));
        connection.execute_batch(&format!("ALTER TABLE {name} ADD COLUMN {declared}"))?;
        added.push(column.name.clone());
    }
    Ok(added)
}

/// Checks the store's own requirements of a table: names, and no column that collides with a hidden
/// one.
fn prove(table: &Table) -> Result<(), DefinitionError> {
    let name = &table.logical_name;
    prove_name("table", name).map_err(|problem| problem.in_table(name))?;
    let count = columns(table).len();
    if count > MOST_COLUMNS {
        let problem = Problem::Limit {
            what: "the number of columns",
            found: u32::try_from(count).unwrap_or(u32::MAX),
            expected: format!("at most {MOST_COLUMNS}, as in SQL Server"),
        };
        return Err(problem.in_table(name));
    }
    for column in table.columns.values() {
        let fail = |problem: Problem| problem.in_column(name, &column.logical_name);
        prove_name("column", &column.logical_name).map_err(fail)?;
        let hidden = cell::type_column(column);
        if let Some(hidden) = hidden.filter(|hidden| table.column(hidden).is_some()) {
            return Err(fail(Problem::Duplicate {
                what: "the column of the lookup's table",
                name: hidden,
                other: format!("table '{name}'"),
            }));
        }
    }
    Ok(())
}

fn prove_name(what: &'static str, name: &str) -> Result<(), Problem> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let reserved = ["emulator_", "sqlite_"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    let fits = name.len() <= 128
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(plain)
        && !reserved;
    fits.then_some(()).ok_or_else(|| Problem::Identifier {
        what,
        name: name.to_owned(),
        expected: "lower-case letters, digits and '_', beginning with a letter, at most 128 \
                   characters, not beginning with 'emulator_' or 'sqlite_'",
    })
}

/// The tables besides those of the metadata.
const SIDE_TABLES: &str = "
    -- Who ended, when, and as what: appended to, never changed (the witness of exactly one end).
    CREATE TABLE IF NOT EXISTS emulator_completion_log (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        operation BLOB NOT NULL, attempt INTEGER, status INTEGER NOT NULL, at INTEGER NOT NULL);
    -- Callbacks that are due, each with its own copy of what is sent, and how (null: by POST).
    CREATE TABLE IF NOT EXISTS emulator_callback (
        id INTEGER PRIMARY KEY AUTOINCREMENT, operation BLOB NOT NULL,
        url TEXT NOT NULL, payload TEXT NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL,
        lane TEXT NOT NULL, verb TEXT);
    CREATE INDEX IF NOT EXISTS emulator_callback_lanes ON emulator_callback (lane, id);
    -- Completion events that are due, each with its own copy of the facts.
    CREATE TABLE IF NOT EXISTS emulator_event (
        id INTEGER PRIMARY KEY AUTOINCREMENT, operation BLOB NOT NULL, name TEXT NOT NULL,
        location TEXT NOT NULL, state INTEGER NOT NULL, status INTEGER NOT NULL,
        provenance TEXT NOT NULL, has_callback INTEGER NOT NULL);
    -- What the organization has defined, in its order.
    CREATE TABLE IF NOT EXISTS emulator_definition (
        position INTEGER PRIMARY KEY AUTOINCREMENT, definition TEXT NOT NULL);
    -- Deleted rows of tables whose changes are tracked, each with a row version of its own; `at` in seconds.
    CREATE TABLE IF NOT EXISTS emulator_deleted (
        name TEXT NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS emulator_deleted_versions ON emulator_deleted (name, version);
    CREATE INDEX IF NOT EXISTS emulator_deleted_times ON emulator_deleted (at);
    -- The clock, the seed, the last version number.
    CREATE TABLE IF NOT EXISTS emulator_state (
        key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
";
