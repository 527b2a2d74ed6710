//! Limits a caller's queries to the rows that the caller may read (PV-017).

use dataverse_model::message::Right;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Query;
use dataverse_protocol::value::EntityCollection;
use dataverse_store::{RowVisibility, VisibleRows};

use super::access_check::AccessCheck;
use super::extent::Extent;
use crate::session::Session;

/// The rows that the users of a request may read.
struct RowFilter<'a> {
    check: Option<AccessCheck<'a>>,
}

/// Runs a query over the rows that the users of a session may read. The results have no write-only columns.
///
/// # Errors
/// The caller is not a member of the organization, or may not read a table; the query does not match the tables.
pub(crate) fn query_visible(
    session: &mut Session<'_>,
    query: &Query,
) -> Result<EntityCollection, Fault> {
    let (registry, rules) = (session.registry().clone(), session.shared_rules().clone());
    let provenance = session.provenance().clone();
    let filter = RowFilter {
        check: AccessCheck::of(&registry, &provenance, &rules)?,
    };
    session.query_within(&filter, query)
}

impl RowVisibility for RowFilter<'_> {
    fn of(&self, table: &Table) -> Result<VisibleRows, Fault> {
        let Some(check) = &self.check else {
            return Ok(VisibleRows::everything());
        };
        let privileges = check.principals.privileges();
        let Some(privilege) = privileges.of_table(&table.logical_name, Right::Read) else {
            return Ok(VisibleRows::everything());
        };
        let mut seen = VisibleRows::everything();
        for user in &check.users {
            let depth = check.depth(user, privilege)?;
            if let Extent::Any(any) = Extent::of(check.principals, user, table, depth, check.rules)
            {
                seen.narrow(any);
            }
        }
        Ok(seen)
    }
}
