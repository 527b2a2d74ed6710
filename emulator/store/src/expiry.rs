//! Rows that expire: those of operations, and the traces of plug-ins.
//!
//! One sweep removes all of them, and one instant says when the next row expires. The expiry of an
//! operation's row is set together with its phase (`operations`).

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::cell;
use crate::change::Outcome;
use crate::edit::Edit;
use crate::files;
use crate::refusal::Refusal;
use crate::schema::quoted;
use dataverse_model::metadata::{Expires, Metadata, Table};

/// Most rows of a table that one sweep removes, so that other changes do not wait for long.
const SWEEP: usize = 1000;

impl Edit<'_> {
    /// Removes expired rows, and answers when the next row expires.
    pub(super) fn expire(&mut self) -> Result<Outcome, Refusal> {
        let operations = Arc::clone(self.operations);
        let now = self.now.as_microsecond();
        let expired = self.older(&operations, "emulator_expiry", now)?;
        for id in &expired {
            self.forget_operation(*id)?;
        }
        self.sweep(&operations, &expired)?;
        let mut removed = expired.len();
        let metadata = Arc::clone(&self.metadata);
        for (table, expires) in expiring(&metadata) {
            let oldest = self.now.as_second() - i64::from(expires.after_seconds);
            let expired = self.older(table, &quoted(&expires.column), oldest)?;
            self.sweep(table, &expired)?;
            removed += expired.len();
        }
        let next = next_expiry(self.connection, &self.metadata, &operations)?;
        Ok(Outcome::Expired { removed, next })
    }

    /// The first rows of a table whose `column` is at most `number`.
    fn older(&self, table: &Table, column: &str, number: i64) -> Result<Vec<Uuid>, Refusal> {
        let (name, key) = (quoted(&table.logical_name), quoted(&table.primary_id));
        let sql = format!(
            "SELECT {key} FROM {name} WHERE {column} <= ?1 ORDER BY {column} LIMIT {SWEEP}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_map([number], |row| cell::guid(row.get_ref(0)?))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn sweep(&mut self, table: &Table, ids: &[Uuid]) -> Result<(), Refusal> {
        for id in ids {
            let files = self.files_of(table, *id)?;
            self.remove_files(files)?;
        }
        let (name, key) = (quoted(&table.logical_name), quoted(&table.primary_id));
        let sql = format!("DELETE FROM main.{name} WHERE {key} = ?1");
        let mut delete = self.connection.prepare_cached(&sql)?;
        for id in ids {
            delete.execute([id.as_bytes()])?;
        }
        Ok(())
    }

    /// Records the expiry of a row that is inserted now, if it is the earliest of the change.
    pub(super) fn expire_later(&mut self, table: &Table) {
        if let Some(expires) = &table.expires {
            // The column that the expiry is computed from has whole seconds.
            let at = (self.now.as_second() + i64::from(expires.after_seconds)) * 1_000_000;
            self.expires_at(at);
        }
    }

    /// Records an expiry, in microseconds since 1970, if it is the earliest of the change.
    pub(super) fn expires_at(&mut self, at: i64) {
        let earliest = self.effects.expiry.map_or(at, |earliest| earliest.min(at));
        self.effects.expiry = Some(earliest);
    }
}

/// The tables whose rows expire, except the table of operations.
fn expiring(metadata: &Metadata) -> impl Iterator<Item = (&Arc<Table>, &Expires)> {
    let tables = metadata.tables().chain(files::tables());
    tables.filter_map(|table| Some((table, table.expires.as_ref()?)))
}

/// The earliest expiry of all rows, in microseconds since 1970.
pub(super) fn next_expiry(
    connection: &Connection,
    metadata: &Metadata,
    operations: &Table,
) -> rusqlite::Result<Option<Timestamp>> {
    let first = |table: &Table, column: &str| -> rusqlite::Result<Option<i64>> {
        let name = quoted(&table.logical_name);
        let sql = format!(
            "SELECT {column} FROM {name} WHERE {column} IS NOT NULL ORDER BY {column} LIMIT 1"
        );
        connection
            .prepare_cached(&sql)?
            .query_row([], |row| row.get(0))
            .optional()
    };
    let operation = first(operations, "emulator_expiry")?;
    let operation = operation.and_then(|at| Timestamp::from_microsecond(at).ok());
    let mut earliest = operation;
    for (table, expires) in expiring(metadata) {
        let first = first(table, &quoted(&expires.column))?;
        let at =
            first.and_then(|at| Timestamp::from_second(at + i64::from(expires.after_seconds)).ok());
        earliest = [earliest, at].into_iter().flatten().min();
    }
    Ok(earliest)
}
