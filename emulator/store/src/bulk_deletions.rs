//! The rows of bulk deletions, which show the state of their system jobs (MS-071).
//!
//! The change that moves a job to another state also writes the row of its bulk deletion, so that clients never see the
//! two differ.

use std::sync::Arc;

use dataverse_model::metadata::{EngineTable, Table};
use dataverse_protocol::value::{Attributes, Value};
use rusqlite::OptionalExtension;
use uuid::Uuid;

use crate::cell;
use crate::change::Expect;
use crate::edit::Edit;
use crate::refusal::Refusal;
use crate::schema::quoted;

/// The lookup of the system job.
const JOB: &str = "asyncoperationid";

impl Edit<'_> {
    /// Shows state and status reason of a job in the row of the bulk deletion that it does, if that is still there.
    pub(super) fn show_in_bulk_deletion(
        &mut self,
        job: Uuid,
        (state, status): (i32, i32),
    ) -> Result<(), Refusal> {
        let is_kept = |table: &&Arc<Table>| table.engine == Some(EngineTable::BulkDeletions);
        let found = self.metadata.tables().find(is_kept).cloned();
        let Some(table) = found else {
            return Ok(());
        };
        let (name, key) = (quoted(&table.logical_name), quoted(&table.primary_id));
        let sql = format!("SELECT {key} FROM {name} WHERE {JOB} = ?1");
        let found = self
            .connection
            .prepare_cached(&sql)?
            .query_row([job.as_bytes()], |row| cell::guid(row.get_ref(0)?))
            .optional()?;
        let Some(id) = found else {
            return Ok(());
        };
        let values = [
            ("statecode", Value::OptionSet(state)),
            ("statuscode", Value::OptionSet(status)),
            ("modifiedon", Value::DateTime(self.now)),
        ];
        let values: Attributes = values
            .into_iter()
            .map(|(column, value)| (column.into(), value))
            .collect();
        self.update(&table, id, &values, Expect::Exists).map(drop)
    }
}
