//! The indexes of a table: for lookups, unique values and names, for the order of creation, for expiry, and for the
//! engine's own queues.

use crate::schema::{CREATED_COLUMN, CREATED_ON, quoted};
use dataverse_model::metadata::{Column, EngineTable, Expires, Table, Writable};

/// An index that a table has.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) name: String,
    /// The statement that creates it.
    pub(super) sql: String,
}

/// Every index of a table, each once.
pub(super) fn of(table: &Table) -> Vec<Index> {
    let mut indexes = Vec::new();
    let lookups = table
        .columns
        .values()
        .filter(|column| is_indexed(table, column));
    for column in lookups {
        let column = &column.logical_name;
        indexes.push(plain(table, column, &quoted(column)));
    }
    for column in &table.unique {
        let (name, columns) = (format!("{}~{column}", table.logical_name), quoted(column));
        indexes.push(index(table, "UNIQUE ", name, &columns, ""));
    }
    for key in &table.keys {
        let columns: Vec<_> = key.columns.iter().map(|column| quoted(column)).collect();
        let name = key_name(&table.logical_name, &key.logical_name);
        indexes.push(index(table, "UNIQUE ", name, &columns.join(", "), ""));
    }
    if table.engine.is_none() {
        indexes.extend(name(table));
        if table.column(CREATED_ON).is_some() {
            let columns = format!("{}, {}", quoted(CREATED_ON), quoted(CREATED_COLUMN));
            indexes.push(plain(table, CREATED_ON, &columns));
        }
    }
    if let Some(Expires { column, .. }) = &table.expires {
        indexes.push(plain(table, "expires", &quoted(column)));
    }
    for (name, uniqueness, columns, condition) in of_engine(table) {
        indexes.push(index(
            table,
            uniqueness,
            (*name).to_owned(),
            columns,
            condition,
        ));
    }
    indexes
}

/// The name of the index of an alternate key.
pub(super) fn key_name(table: &str, key: &str) -> String {
    format!("{table}~key~{key}")
}

/// The index of the names of rows, by which clients look for them. A unique name has one already.
fn name(table: &Table) -> Option<Index> {
    let column = table.column(table.primary_name.as_ref()?)?;
    let name = &column.logical_name;
    let has_one = table.unique.contains(name) || is_indexed(table, column);
    (!has_one && *name != table.primary_id).then(|| plain(table, name, &quoted(name)))
}

/// The indexes of the engine's own columns: name, uniqueness, columns, condition.
const fn of_engine(
    table: &Table,
) -> &'static [(&'static str, &'static str, &'static str, &'static str)] {
    match table.engine {
        None | Some(EngineTable::BulkDeletions) => &[],
        Some(EngineTable::Operations) => &[
            (
                "emulator_queue",
                "UNIQUE ",
                "emulator_open",
                "emulator_open IS NOT NULL",
            ),
            (
                "emulator_expiries",
                "",
                "emulator_expiry",
                "emulator_expiry IS NOT NULL",
            ),
        ],
        Some(EngineTable::SystemJobs) => &[
            (
                "emulator_lanes",
                "",
                "emulator_lane, emulator_ready",
                "emulator_ready IS NOT NULL",
            ),
            (
                "emulator_dues",
                "",
                "emulator_due",
                "emulator_due IS NOT NULL",
            ),
            ("emulator_locked", "", "statecode", "statecode = 2"),
            ("emulator_steps", "", "owningextensionid", ""),
        ],
    }
}

fn plain(table: &Table, name: &str, columns: &str) -> Index {
    let name = format!("{}~{name}", table.logical_name);
    index(table, "", name, columns, "")
}

fn index(table: &Table, uniqueness: &str, name: String, columns: &str, condition: &str) -> Index {
    let (index, table) = (quoted(&name), quoted(&table.logical_name));
    let condition = match condition {
        "" => String::new(),
        condition => format!(" WHERE {condition}"),
    };
    Index {
        name,
        sql: format!("CREATE {uniqueness}INDEX {index} ON {table} ({columns}){condition}"),
    }
}

/// Whether a column gets an index: the data file says so, or it is a lookup. A unique lookup has one already; lookups
/// that only the system writes have none, because each would slow down every insert.
fn is_indexed(table: &Table, column: &Column) -> bool {
    if table.storage.indexed.contains(&column.logical_name) {
        return true;
    }
    table.engine != Some(EngineTable::Operations)
        && column.write != Writable::Never
        && !table.unique.contains(&column.logical_name)
        && !column.targets().is_empty()
}
