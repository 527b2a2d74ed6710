//! Rows that go away by themselves: those of operations, and what plug-ins traced.
//!
//! There is one sweep for all of them, and one instant at which it has something to do next. When an
//! operation's row expires is told with its phase (`operations`).

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::cell;
use crate::change::Outcome;
use crate::edit::Edit;
use crate::refusal::Refusal;
use crate::schema::quoted;
use dataverse_model::metadata::{Expires, Metadata, Table};

/// Rows of a table that one sweep removes at most, so that it holds nobody up.
const SWEEP: usize = 1000;

impl Edit<'_> {
    /// Removes rows that have expired, and says when the next one does.
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

    /// The first rows of a table in which a number is not greater than this one.
    fn older(&self, table: &Table, column: &str, number: i64) -> Result<Vec<Uuid>, Refusal> {
        let (name, key) = (quoted(&table.logical_name), quoted(&table.primary_id));
        let sql = format!(
            "SELECT {key} FROM {name} WHERE {column} <= ?1 ORDER BY {column} LIMIT {SWEEP}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_map([number], |row| cell::guid(row.get_ref(0)?))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn sweep(&self, table: &Table, ids: &[Uuid]) -> Result<(), Refusal> {
        let (name, key) = (quoted(&table.logical_name), quoted(&table.primary_id));
        let sql = format!("DELETE FROM main.{name} WHERE {key} = ?1");
        let mut delete = self.connection.prepare_cached(&sql)?;
        for id in ids {
            delete.execute([id.as_bytes()])?;
        }
        Ok(())
    }

    /// Remembers that a row made now expires, as the earliest of the change.
    pub(super) fn expire_later(&mut self, table: &Table) {
        if let Some(expires) = &table.expires {
            // The column that it goes by has whole seconds.
            let at = (self.now.as_second() + i64::from(expires.after_seconds)) * 1_000_000;
            self.expires_at(at);
        }
    }

    /// Remembers an expiry, in microseconds, as the earliest of the change if it is that.
    pub(super) fn expires_at(&mut self, at: i64) {
        let earliest = self.effects.expiry.map_or(at, |earliest| earliest.min(at));
        self.effects.expiry = Some(earliest);
    }
}

/// The tables whose rows go away by themselves, apart from operations.
fn expiring(metadata: &Metadata) -> impl Iterator<Item = (&Arc<Table>, &Expires)> {
    metadata
        .tables()
        .filter_map(|table| Some((table, table.expires.as_ref()?)))
}

/// The earliest expiry of all rows.
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
