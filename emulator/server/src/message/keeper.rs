//! What some tables ask beyond their columns: the special rules of each, kept in one file each.
//!
//! A table's data file names its keeper. Ordinary rows have none.

mod custom_apis;
mod operations;
mod system_jobs;

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::Entity;

use super::Session;
use crate::metadata::{Keeper, Table};
use crate::store::Write;

/// Looks at a row before it is made, and may refuse or complete it.
pub(super) fn before_create(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &mut Entity,
) -> Result<(), Fault> {
    match table.keeper {
        Keeper::Rows => Ok(()),
        Keeper::Operations => operations::before_create(target),
        Keeper::CustomApis => custom_apis::before_create_api(session, target),
        Keeper::CustomApiParts => custom_apis::before_create_part(session, table, target),
        Keeper::SystemJobs => system_jobs::before_create(),
    }
}

/// Looks at the new values of a row, and may refuse them, take some out, or add writes of its own.
pub(super) fn before_update(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &mut Entity,
) -> Result<Vec<Write>, Fault> {
    match table.keeper {
        Keeper::Operations => operations::before_update(session, target),
        Keeper::SystemJobs => system_jobs::before_update(table, target),
        Keeper::Rows | Keeper::CustomApis | Keeper::CustomApiParts => Ok(Vec::new()),
    }
}

/// Whether an upsert may make a row of this table (BG-07A: not an operation, nor a system job).
pub(super) const fn may_upsert_create(table: &Table) -> bool {
    !matches!(table.keeper, Keeper::Operations | Keeper::SystemJobs)
}
