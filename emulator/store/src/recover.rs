//! Reads the state that an earlier process left in the database, when a store is opened.

use std::collections::BTreeMap;

use dataverse_operation::phase::Phase;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::effects;
use crate::expiry::next_expiry;
use crate::job_queues::{self, RecoveredJobs};
use crate::location::OpenError;
use crate::read;
use crate::schema::quoted;
use dataverse_model::metadata::{Metadata, Table};

/// Prefix of the keys that the store itself uses.
const OWN: &str = "store.";
const LAST_VERSION: &str = "store.last_version";

/// The state that was found in the database.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovered {
    /// The values of `Write::Remember`, by key.
    pub remembered: BTreeMap<String, String>,
    /// Operations that are not completed, in the order of the queue.
    pub operations: Vec<Unfinished>,
    /// System jobs that are not completed.
    pub jobs: RecoveredJobs,
    /// Lanes with unfinished callbacks.
    pub callbacks: Vec<String>,
    /// When the next row expires, if any does.
    pub next_expiry: Option<Timestamp>,
}

impl Recovered {
    /// How many operations wait for an attempt to start.
    pub(super) fn waiting(&self) -> u64 {
        let waiting = self
            .operations
            .iter()
            .filter(|found| found.phase.is_waiting());
        waiting.count() as u64
    }
}

/// An operation that is not completed.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfinished {
    /// Its id.
    pub operation: Uuid,
    /// Place in the queue: the smallest goes first.
    pub sequence: i64,
    /// The operation's name.
    pub name: String,
    /// The `priority` column; 0 where it has no value.
    pub priority: i32,
    /// Where it is in its life.
    pub phase: Phase,
}

/// Reads all of it.
pub(super) fn recover(
    connection: &Connection,
    metadata: &Metadata,
    table: &Table,
) -> Result<Recovered, OpenError> {
    let mut statement = connection
        .prepare("SELECT key, value FROM main.emulator_state WHERE key NOT LIKE ?1 || '%'")?;
    let remembered = statement
        .query_map([OWN], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(Recovered {
        remembered,
        operations: unfinished(connection, table)?,
        jobs: job_queues::recover(connection, metadata)
            .map_err(|refusal| OpenError::Unreadable(refusal.to_string()))?,
        callbacks: effects::callback_lanes(connection)?,
        next_expiry: next_expiry(connection, metadata, table)?,
    })
}

fn unfinished(connection: &Connection, table: &Table) -> Result<Vec<Unfinished>, OpenError> {
    let mut statement = connection.prepare(&format!(
        "SELECT {}, emulator_open, emulator_name, emulator_phase, priority FROM main.{} \
         WHERE emulator_open IS NOT NULL ORDER BY emulator_open",
        quoted(&table.primary_id),
        quoted(&table.logical_name)
    ))?;
    let mut rows = statement.query([])?;
    let mut operations = Vec::new();
    while let Some(row) = rows.next()? {
        let operation = crate::cell::guid(row.get_ref(0)?)?;
        let phase = read::stored_phase(operation, row.get_ref(3)?)
            .map_err(|error| OpenError::Unreadable(error.to_string()))?;
        operations.push(Unfinished {
            operation,
            sequence: row.get(1)?,
            name: row.get(2)?,
            priority: row.get::<_, Option<i32>>(4)?.unwrap_or_default(),
            phase,
        });
    }
    Ok(operations)
}

/// Keeps a value of the organization's own.
pub(super) fn remember(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO main.emulator_state (key, value) VALUES (?1, ?2) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![key, value])?;
    Ok(())
}

/// Forgets every value of the organization's own.
pub(super) fn forget(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM main.emulator_state WHERE key NOT LIKE ?1 || '%'",
        [OWN],
    )?;
    Ok(())
}

/// Raises the last row version.
pub(super) fn shift_version(connection: &Connection, by: i64) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE main.emulator_state SET value = CAST(CAST(value AS INTEGER) + ?2 AS TEXT) \
         WHERE key = ?1",
        params![LAST_VERSION, by],
    )?;
    Ok(())
}

/// The last row version; zero in a new database.
pub(super) fn last_version(connection: &Connection) -> rusqlite::Result<i64> {
    let version: Option<i64> = connection
        .query_row(
            "SELECT CAST(value AS INTEGER) FROM main.emulator_state WHERE key = ?1",
            [LAST_VERSION],
            |row| row.get(0),
        )
        .optional()?;
    Ok(version.unwrap_or_default())
}

/// Keeps the last row version, in the transaction that used it.
pub(super) fn keep_version(connection: &Connection, version: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO main.emulator_state (key, value) VALUES (?1, CAST(?2 AS TEXT)) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![LAST_VERSION, version])?;
    Ok(())
}
