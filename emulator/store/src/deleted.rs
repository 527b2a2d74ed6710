//! The deleted rows of tables whose changes are tracked, kept for a while for those who ask what has changed.
//!
//! Each has a row version of its own, so that deletions and changes are in one order. Only what is committed is kept: a
//! deletion in a unit of work is noted when the writer applies it.

use std::sync::Arc;

use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::cell;
use crate::edit::{Edit, Half};
use crate::refusal::Refusal;
use crate::schema::quoted;
use dataverse_model::metadata::Table;

/// For how long a deletion is kept, in seconds: seven days (WA-082).
pub const CHANGES_KEPT: i64 = 7 * 24 * 60 * 60;

impl Edit<'_> {
    /// Notes the deletion of a row, and forgets what is older than [`CHANGES_KEPT`].
    pub(super) fn note_deleted(&mut self, table: &Arc<Table>, id: Uuid) -> Result<(), Refusal> {
        if !table.change_tracking || !matches!(self.half, Half::Committed) {
            return Ok(());
        }
        let now = cell::whole_seconds(self.now);
        let version = self.versions.next(self.now);
        self.connection
            .prepare_cached("DELETE FROM main.emulator_deleted WHERE at < ?1")?
            .execute([now - CHANGES_KEPT])?;
        self.connection
            .prepare_cached(
                "INSERT INTO main.emulator_deleted (name, id, version, at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![table.logical_name, id.as_bytes(), version, now])?;
        Ok(())
    }
}

/// The rows that were deleted at a later version than this one and have not been created again, in the order of their
/// deletion.
pub(super) fn since(
    connection: &Connection,
    table: &Table,
    version: i64,
) -> rusqlite::Result<Vec<Uuid>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT d.id FROM main.emulator_deleted AS d WHERE d.name = ?1 AND d.version > ?2 \
         AND NOT EXISTS (SELECT 1 FROM {} AS t WHERE t.{} = d.id) \
         GROUP BY d.id ORDER BY max(d.version)",
        quoted(&table.logical_name),
        quoted(&table.primary_id),
    ))?;
    let ids = statement.query_map(params![table.logical_name, version], |row| {
        cell::guid(row.get_ref(0)?)
    })?;
    ids.collect()
}
