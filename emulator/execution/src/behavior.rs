//! What some tables ask beyond their columns: the rules of each, in one file each.
//!
//! A table's data file names its behaviour; ordinary rows have none. A behaviour looks at a row before it is written: it
//! may refuse or complete it, or add writes that follow. What a message does is not known here.

mod custom_apis;
mod effective_row;
mod find;
mod operations;
mod platform_rows;
mod plugins;
mod security;
mod service_endpoints;
mod step_images;
mod steps;
mod system_jobs;

use std::sync::Arc;

use dataverse_model::metadata::{Metadata, Table};
use dataverse_protocol::value::{Attributes, Entity};
use dataverse_store::Write;
use uuid::Uuid;

use crate::error::Error;
use crate::session::Session;

/// The rules of one table or of several.
pub(crate) trait TableBehavior: Sync {
    /// Looks at a row before it is made, and may refuse or complete it, or add writes of its own. Answers the values that
    /// the platform itself gives the row, over the caller's.
    fn before_create(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        _target: &mut Entity,
    ) -> Result<Attributes, Error> {
        Ok(Attributes::new())
    }

    /// Looks at the new values of a row, and may refuse them, take some out, or answer with writes that follow the row's
    /// own.
    fn before_update(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        _target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        Ok(Vec::new())
    }

    /// Looks at a row before it goes, and may refuse that, or answer with writes that follow.
    fn before_delete(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        _id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        Ok(Vec::new())
    }

    /// Whether an upsert may make a row of the table (BG-07A).
    fn upsert_creates(&self) -> bool {
        true
    }
}

/// Every behaviour, by the name that data files use.
static BEHAVIORS: [(&str, &dyn TableBehavior); 14] = [
    ("custom_apis", &custom_apis::CustomApiRows),
    ("custom_api_parts", &custom_apis::CustomApiPartRows),
    ("messages", &platform_rows::MessageRows),
    ("operations", &operations::Operations),
    ("plugin_assemblies", &plugins::Assemblies),
    ("plugin_types", &plugins::Types),
    ("privileges", &platform_rows::PrivilegeRows),
    ("roles", &security::Roles),
    ("service_endpoints", &service_endpoints::ServiceEndpoints),
    ("step_images", &step_images::StepImages),
    ("steps", &steps::StepRows),
    ("system_jobs", &system_jobs::SystemJobs),
    ("trace_logs", &platform_rows::TraceLogRows),
    ("user_roles", &security::UserRoles),
];

/// The behaviour of a table of ordinary rows.
struct OrdinaryRows;

impl TableBehavior for OrdinaryRows {}

/// The behaviour of a table.
pub(crate) fn of(table: &Table) -> &'static dyn TableBehavior {
    table
        .behavior
        .as_deref()
        .and_then(named)
        .unwrap_or(&OrdinaryRows)
}

fn named(name: &str) -> Option<&'static dyn TableBehavior> {
    let (_, behavior) = BEHAVIORS.iter().find(|(known, _)| *known == name)?;
    Some(*behavior)
}

/// The first table whose data file names a behaviour that does not exist, with that name.
pub(crate) fn unknown(metadata: &Metadata) -> Option<(&str, &str)> {
    metadata.tables().find_map(|table| {
        let name = table.behavior.as_deref()?;
        named(name)
            .is_none()
            .then_some((table.logical_name.as_str(), name))
    })
}
