//! Creates the database's tables from the metadata.
//!
//! A table of Dataverse is a table of SQLite with real columns. The tables of background operations
//! and of system jobs also have columns of the engine (prefix `emulator_`). Identifiers come from
//! the metadata alone and are checked before they are quoted.

use rusqlite::Connection;

use crate::cell;
use dataverse_model::metadata::{
    Column, ColumnKind, DefinitionError, EngineTable, Expires, Metadata, Problem, Table, Writable,
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
        None => &[],
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
        ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } => "BLOB",
        ColumnKind::String { .. } | ColumnKind::Memo { .. } => "TEXT COLLATE NOCASE",
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
    for table in metadata.tables() {
        create_table(connection, table)?;
    }
    connection.execute_batch(SIDE_TABLES)?;
    let verb = SqlColumn {
        name: "verb".to_owned(),
        declaration: "TEXT",
    };
    add_missing(connection, "emulator_callback", &[verb])?;
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
    if table.is_union() {
        return Ok(());
    }
    let columns = columns(table);
    let name = quoted(&table.logical_name);
    let declared = declarations(&columns);
    connection.execute_batch(&format!("CREATE TABLE IF NOT EXISTS {name} ({declared})"))?;
    let added = add_missing(connection, &table.logical_name, &columns)?;
    name_targets(connection, table, &added)?;
    for column in table
        .columns
        .values()
        .filter(|column| is_indexed(table, column))
    {
        let index = quoted(&format!("{}~{}", table.logical_name, column.logical_name));
        let column = quoted(&column.logical_name);
        connection.execute_batch(&format!(
            "CREATE INDEX IF NOT EXISTS {index} ON {name} ({column})"
        ))?;
    }
    for column in &table.unique {
        connection.execute_batch(&format!(
            "CREATE UNIQUE INDEX IF NOT EXISTS {} ON {name} ({})",
            quoted(&format!("{}~{column}", table.logical_name)),
            quoted(column)
        ))?;
    }
    if table.engine == Some(EngineTable::Operations) {
        connection.execute_batch(&format!(
            "CREATE UNIQUE INDEX IF NOT EXISTS emulator_queue ON {name} (emulator_open) \
             WHERE emulator_open IS NOT NULL; \
             CREATE INDEX IF NOT EXISTS emulator_expiries ON {name} (emulator_expiry) \
             WHERE emulator_expiry IS NOT NULL"
        ))?;
    }
    if let Some(Expires { column, .. }) = &table.expires {
        connection.execute_batch(&format!(
            "CREATE INDEX IF NOT EXISTS {} ON {name} ({})",
            quoted(&format!("{}~expires", table.logical_name)),
            quoted(column)
        ))?;
    }
    if table.engine == Some(EngineTable::SystemJobs) {
        connection.execute_batch(&format!(
            "CREATE INDEX IF NOT EXISTS emulator_lanes ON {name} (emulator_lane, emulator_ready) \
             WHERE emulator_ready IS NOT NULL; \
             CREATE INDEX IF NOT EXISTS emulator_dues ON {name} (emulator_due) \
             WHERE emulator_due IS NOT NULL; \
             CREATE INDEX IF NOT EXISTS emulator_locked ON {name} (statecode) \
             WHERE statecode = 2; \
             CREATE INDEX IF NOT EXISTS emulator_steps ON {name} (owningextensionid)"
        ))?;
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

/// Adds the columns that a table of an earlier version lacks; returns their names.
fn add_missing(
    connection: &Connection,
    table: &str,
    columns: &[SqlColumn],
) -> rusqlite::Result<Vec<String>> {
    let mut added = Vec::new();
    let mut known = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let known: Vec<String> = known
        .query_map([table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
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

/// Whether a column gets an index: the data file says so, or it is a lookup. A unique lookup has one already; lookups that only the system
/// writes have none, because each would slow down every insert.
fn is_indexed(table: &Table, column: &Column) -> bool {
    if table.storage.indexed.contains(&column.logical_name) {
        return true;
    }
    table.engine != Some(EngineTable::Operations)
        && column.write != Writable::Never
        && !table.unique.contains(&column.logical_name)
        && !column.targets().is_empty()
}

/// Checks the store's own requirements of a table: names, and no column that collides with a hidden
/// one.
fn prove(table: &Table) -> Result<(), DefinitionError> {
    let name = &table.logical_name;
    prove_name("table", name).map_err(|problem| problem.in_table(name))?;
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
    -- The clock, the seed, the last version number.
    CREATE TABLE IF NOT EXISTS emulator_state (
        key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
";
