//! Rules of single tables, beyond the types of their columns; one file each.
//!
//! The data file of a table names its behavior; most tables have none. A behavior is called before a row is written: it
//! may refuse or complete the row, or add further writes. A behavior does not know the message that writes the row.

mod business_units;
mod catalogs;
mod custom_apis;
mod effective_row;
mod find;
mod operations;
mod pairs;
mod platform_rows;
mod plugins;
mod publisher;
mod security;
mod service_endpoints;
mod solutions;
mod step_images;
mod steps;
mod system_jobs;
mod teams;
mod users;
mod web_resources;

use std::sync::Arc;

use dataverse_model::metadata::{Metadata, Table};
use dataverse_protocol::value::{Attributes, Entity};
use dataverse_store::Write;
use uuid::Uuid;

use crate::error::Error;
use crate::session::Session;

/// The rules of one or several tables. Each method accepts everything by default.
pub(crate) trait TableBehavior: Sync {
    /// Checks a new row before it is written; may refuse it, complete it, or add writes. Returns values that the
    /// platform sets, which replace the caller's.
    fn before_create(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        _target: &mut Entity,
    ) -> Result<Attributes, Error> {
        Ok(Attributes::default())
    }

    /// Checks the new values of a row; may refuse or remove some, or return writes that follow the row's own.
    fn before_update(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        _target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        Ok(Vec::new())
    }

    /// Checks the deletion of a row; may refuse it, or return writes that follow.
    fn before_delete(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        _id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        Ok(Vec::new())
    }

    /// Whether an upsert may create a row of the table (BG-07A).
    fn upsert_creates(&self) -> bool {
        true
    }
}

/// All behaviors, by the names in the data files.
static BEHAVIORS: [(&str, &dyn TableBehavior); 21] = [
    ("business_units", &business_units::BusinessUnits),
    ("catalogs", &catalogs::Catalogs),
    ("catalog_assignments", &catalogs::Assignments),
    ("custom_apis", &custom_apis::CustomApiRows),
    ("custom_api_parts", &custom_apis::CustomApiPartRows),
    ("operations", &operations::Operations),
    ("pairs", &pairs::Pairs),
    ("platform_rows", &platform_rows::PlatformRows),
    ("platform_rows_to_delete", &platform_rows::RowsToDelete),
    ("plugin_assemblies", &plugins::Assemblies),
    ("plugin_types", &plugins::Types),
    ("publishers", &publisher::Publishers),
    ("roles", &security::Roles),
    ("service_endpoints", &service_endpoints::ServiceEndpoints),
    ("solutions", &solutions::Solutions),
    ("step_images", &step_images::StepImages),
    ("steps", &steps::StepRows),
    ("system_jobs", &system_jobs::SystemJobs),
    ("teams", &teams::Teams),
    ("users", &users::Users),
    ("web_resources", &web_resources::WebResources),
];

/// The behavior of a table without rules of its own.
struct OrdinaryRows;

impl TableBehavior for OrdinaryRows {}

/// The behavior that the table's data file names, or the default.
pub(crate) fn of(table: &Table) -> &'static dyn TableBehavior {
    table
        .behavior
        .as_deref()
        .and_then(named)
        .unwrap_or(&OrdinaryRows)
}

/// The name of the table's behavior; `None` for a table without rules of its own.
pub(crate) fn of_name(table: &Table) -> Option<&str> {
    table.behavior.as_deref()
}

fn named(name: &str) -> Option<&'static dyn TableBehavior> {
    let (_, behavior) = BEHAVIORS.iter().find(|(known, _)| *known == name)?;
    Some(*behavior)
}

/// Finds a data file that names an unknown behavior; returns the logical name of the table and that name.
pub(crate) fn unknown(metadata: &Metadata) -> Option<(&str, &str)> {
    metadata.tables().find_map(|table| {
        let name = table.behavior.as_deref()?;
        named(name)
            .is_none()
            .then_some((table.logical_name.as_str(), name))
    })
}
