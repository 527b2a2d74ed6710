//! What some tables ask beyond their columns: the special rules of each, kept in one file each.
//!
//! A table's data file names its keeper. Ordinary rows have none.

mod custom_apis;
mod find;
mod merged;
mod messages;
mod operations;
mod plugins;
mod security;
mod service_endpoints;
mod step_images;
mod steps;
mod system_jobs;

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::{Attributes, Entity};
use uuid::Uuid;

use super::Session;
use crate::metadata::{Keeper, Table};
use crate::store::Write;

/// Looks at a row before it is made, and may refuse or complete it, or add writes of its own.
/// Answers the values that the platform itself gives it, over the caller's.
pub(super) fn before_create(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &mut Entity,
) -> Result<Attributes, Fault> {
    match table.keeper {
        Keeper::Rows => Ok(()),
        Keeper::Operations => operations::before_create(target),
        Keeper::CustomApis => return custom_apis::before_create_api(session, target),
        Keeper::CustomApiParts => custom_apis::before_create_part(session, table, target),
        Keeper::SystemJobs => system_jobs::before_create(),
        Keeper::Messages | Keeper::MessageFilters | Keeper::TraceLogs => {
            Err(messages::unsupported("Create", table))
        }
        Keeper::Steps => steps::before_create(session, table, target),
        Keeper::StepImages => step_images::before_create(session, table, target),
        Keeper::ServiceEndpoints => service_endpoints::before_create(table, target),
        Keeper::Privileges | Keeper::RolePrivileges => Err(security::unsupported("Create", table)),
        Keeper::Roles => {
            security::before_create_role(session, target);
            Ok(())
        }
        Keeper::UserRoles => security::before_create_membership(session, target),
        Keeper::PluginAssemblies => return plugins::before_create_assembly(table, target),
        Keeper::PluginTypes => return plugins::before_create_type(session, target),
    }
    .map(|()| Attributes::new())
}

/// Looks at the new values of a row, and may refuse them, take some out, or answer with writes that
/// follow the row's own.
pub(super) fn before_update(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    target: &mut Entity,
) -> Result<Vec<Write>, Fault> {
    match table.keeper {
        Keeper::Rows | Keeper::PluginTypes | Keeper::Roles => Ok(()),
        Keeper::Privileges | Keeper::RolePrivileges | Keeper::UserRoles => {
            Err(security::unsupported("Update", table))
        }
        Keeper::PluginAssemblies => return plugins::before_update_assembly(session, table, target),
        Keeper::Operations => return operations::before_update(session, target),
        Keeper::CustomApis => custom_apis::before_update_api(session, target),
        Keeper::CustomApiParts => {
            custom_apis::before_change_part(session, table, target.id, "updated")
        }
        Keeper::Messages | Keeper::MessageFilters | Keeper::TraceLogs => {
            Err(messages::unsupported("Update", table))
        }
        Keeper::Steps => steps::before_update(session, table, target),
        Keeper::StepImages => step_images::before_update(session, table, target),
        Keeper::ServiceEndpoints => service_endpoints::before_update(session, table, target),
        Keeper::SystemJobs => return system_jobs::before_update(table, target),
    }
    .map(|()| Vec::new())
}

/// Looks at a row before it goes, and may refuse that, or answer with writes that follow.
pub(super) fn before_delete(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    id: Uuid,
) -> Result<Vec<Write>, Fault> {
    match table.keeper {
        Keeper::CustomApis => return custom_apis::before_delete_api(session, table, id),
        Keeper::Roles => return security::before_delete_role(session, id),
        Keeper::Privileges | Keeper::RolePrivileges => Err(security::unsupported("Delete", table)),
        Keeper::CustomApiParts => {
            custom_apis::before_change_part(session, table, Some(id), "deleted")
        }
        Keeper::Messages | Keeper::MessageFilters => Err(messages::unsupported("Delete", table)),
        Keeper::Rows
        | Keeper::Operations
        | Keeper::Steps
        | Keeper::StepImages
        | Keeper::ServiceEndpoints
        | Keeper::PluginAssemblies
        | Keeper::PluginTypes
        | Keeper::UserRoles
        | Keeper::SystemJobs
        | Keeper::TraceLogs => Ok(()),
    }
    .map(|()| Vec::new())
}

/// Whether an upsert may make a row of this table (BG-07A: not an operation, nor a system job).
pub(super) const fn may_upsert_create(table: &Table) -> bool {
    !matches!(
        table.keeper,
        Keeper::Operations | Keeper::SystemJobs | Keeper::TraceLogs
    )
}
