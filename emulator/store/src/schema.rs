//! The database's tables, made from the metadata.
//!
//! A table of Dataverse is a table of SQLite with real columns, plus columns of the engine's own
//! (prefix `emulator_`) on the tables of background operations and of system jobs. Identifiers come from the metadata
//! alone and are proved before they are quoted.

use rusqlite::Connection;

use crate::cell;
use dataverse_model::metadata::{Column, ColumnKind, Keeper, Metadata, Table, Writable};

/// Version of the layout described here; a file with a larger one is refused.
pub(super) const VERSION: i32 = 1;
/// Marks a database file as ours (`PRAGMA application_id`): "DVEM".
pub(super) const APPLICATION_ID: i32 = 0x4456_454d;
/// The row version, on every table.
pub(super) const VERSION_COLUMN: &str = "versionnumber";

/// Hidden columns of the operations table, with their declarations.
pub(super) const OPERATION_COLUMNS: [(&str, &str); 10] = [
    ("emulator_phase", "TEXT"),
    // The sequence number while the operation is not completed: the order of the queue.
    ("emulator_open", "INTEGER"),
    ("emulator_custom_api", "TEXT"),
    ("emulator_request", "TEXT"),
    ("emulator_caller", "BLOB"),
    ("emulator_origin", "TEXT"),
    ("emulator_callback", "TEXT"),
    ("emulator_correlation", "BLOB"),
    // Microseconds since 1970; the row is as good as gone from then on.
    ("emulator_expiry", "INTEGER"),
    // How many operations led to it, each started by a handler of the one before.
    ("emulator_chain", "INTEGER"),
];

/// Hidden columns of the system jobs table, with their declarations.
pub(super) const JOB_COLUMNS: [(&str, &str); 8] = [
    ("emulator_job", "TEXT"),
    ("emulator_lane", "TEXT"),
    // The sequence number while it is ready: the order of its lane.
    ("emulator_ready", "INTEGER"),
    // Microseconds since 1970 while it is suspended: it is ready from then on.
    ("emulator_due", "INTEGER"),
    ("emulator_origin", "TEXT"),
    ("emulator_chain", "INTEGER"),
    // Whether the row stays when it has succeeded.
    ("emulator_keep", "INTEGER"),
    // The longest comes last: who reads the others does not read past it.
    ("emulator_context", "TEXT"),
];

/// When a plug-in traced what a row of the trace log has; it is kept so long from then on.
pub(super) const TRACED_AT: &str = "createdon";

/// One column of a table in SQLite.
#[derive(Debug)]
pub(super) struct SqlColumn {
    pub(super) name: String,
    pub(super) declaration: &'static str,
}

/// Every column of a table in SQLite, the engine's own included.
pub(super) fn columns(table: &Table) -> Vec<SqlColumn> {
    let mut columns = Vec::with_capacity(table.columns.len() + OPERATION_COLUMNS.len() + 2);
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
    let own: &[_] = match table.keeper {
        Keeper::Operations => &OPERATION_COLUMNS,
        Keeper::SystemJobs => &JOB_COLUMNS,
        _ => &[],
    };
    for (name, declaration) in own {
        add((*name).to_owned(), *declaration);
    }
    columns
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

/// Why there can be no such schema.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// A name that is not an identifier of Dataverse.
    #[error(
        "'{0}' cannot name a table or column: expected lower-case letters, digits and '_', \
         beginning with a letter, at most 128 characters, not beginning with 'emulator_' or 'sqlite_'"
    )]
    Identifier(String),
    /// SQLite refused.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Creates every table and index that is missing, and adds every missing column.
///
/// # Errors
/// A name that is no identifier, and whatever SQLite reports.
pub(super) fn create(connection: &Connection, metadata: &Metadata) -> Result<(), SchemaError> {
    for table in metadata.tables() {
        prove(&table.logical_name)?;
        table.columns.keys().try_for_each(|name| prove(name))?;
        create_table(connection, table)?;
    }
    connection.execute_batch(SIDE_TABLES)?;
    add_lanes(connection)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

/// Callbacks of an older file have no lane yet: together they are one.
fn add_lanes(connection: &Connection) -> rusqlite::Result<()> {
    let known: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM pragma_table_info('emulator_callback') WHERE name = 'lane')",
        [],
        |row| row.get(0),
    )?;
    if !known {
        connection.execute_batch(
            "ALTER TABLE emulator_callback ADD COLUMN lane TEXT NOT NULL DEFAULT ''",
        )?;
    }
    connection.execute_batch(
        "CREATE INDEX IF NOT EXISTS emulator_callback_lanes ON emulator_callback (lane, id)",
    )
}

fn create_table(connection: &Connection, table: &Table) -> Result<(), SchemaError> {
    let columns = columns(table);
    let name = quoted(&table.logical_name);
    let declared = declarations(&columns);
    connection.execute_batch(&format!("CREATE TABLE IF NOT EXISTS {name} ({declared})"))?;
    let mut known = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let known: Vec<String> = known
        .query_map([&table.logical_name], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for column in columns
        .iter()
        .filter(|column| !known.contains(&column.name))
    {
        let added = declarations(std::slice::from_ref(column));
        connection.execute_batch(&format!("ALTER TABLE {name} ADD COLUMN {added}"))?;
    }
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
    if let Some(column) = unique_column(table) {
        connection.execute_batch(&format!(
            "CREATE UNIQUE INDEX IF NOT EXISTS {} ON {name} ({})",
            quoted(&format!("{}~{column}", table.logical_name)),
            quoted(column)
        ))?;
    }
    if table.keeper == Keeper::Operations {
        connection.execute_batch(&format!(
            "CREATE UNIQUE INDEX IF NOT EXISTS emulator_queue ON {name} (emulator_open) \
             WHERE emulator_open IS NOT NULL; \
             CREATE INDEX IF NOT EXISTS emulator_expiries ON {name} (emulator_expiry) \
             WHERE emulator_expiry IS NOT NULL"
        ))?;
    }
    if table.keeper == Keeper::TraceLogs {
        connection.execute_batch(&format!(
            "CREATE INDEX IF NOT EXISTS emulator_traces ON {name} ({TRACED_AT})"
        ))?;
    }
    if table.keeper == Keeper::SystemJobs {
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

/// The column of which no two rows have the same value, beside the primary key: the unique name of
/// a custom API is the name of a message.
pub(super) fn unique_column(table: &Table) -> Option<&'static str> {
    (table.keeper == Keeper::CustomApis).then_some("uniquename")
}

/// Lookups that people follow have an index; those the system keeps would cost every insert.
fn is_indexed(table: &Table, column: &Column) -> bool {
    table.keeper != Keeper::Operations
        && column.write != Writable::Never
        && !column.targets().is_empty()
}

fn prove(name: &str) -> Result<(), SchemaError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let reserved = ["emulator_", "sqlite_"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    let fits = name.len() <= 128
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(plain)
        && !reserved;
    fits.then_some(())
        .ok_or_else(|| SchemaError::Identifier(name.to_owned()))
}

/// What is kept beside the rows.
const SIDE_TABLES: &str = "
    -- Who ended, when, and as what: appended to, never changed (the witness of exactly one end).
    CREATE TABLE IF NOT EXISTS emulator_completion_log (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        operation BLOB NOT NULL, attempt INTEGER, status INTEGER NOT NULL, at INTEGER NOT NULL);
    -- Callbacks that are due, each with its own copy of what is sent.
    CREATE TABLE IF NOT EXISTS emulator_callback (
        id INTEGER PRIMARY KEY AUTOINCREMENT, operation BLOB NOT NULL,
        url TEXT NOT NULL, payload TEXT NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL,
        lane TEXT NOT NULL DEFAULT '');
    -- Completion events that are due, each with its own copy of the facts.
    CREATE TABLE IF NOT EXISTS emulator_event (
        id INTEGER PRIMARY KEY AUTOINCREMENT, operation BLOB NOT NULL, name TEXT NOT NULL,
        location TEXT NOT NULL, state INTEGER NOT NULL, status INTEGER NOT NULL,
        caller BLOB NOT NULL, correlation BLOB NOT NULL, origin TEXT NOT NULL,
        chain INTEGER NOT NULL, has_callback INTEGER NOT NULL);
    -- The clock, the seed, the last version number.
    CREATE TABLE IF NOT EXISTS emulator_state (
        key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
";
