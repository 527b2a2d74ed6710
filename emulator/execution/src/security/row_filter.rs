//! Limits a caller's queries to the rows that the caller may read (PV-017).

use std::sync::Arc;

use dataverse_model::message::Right;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Query;
use dataverse_protocol::value::EntityCollection;
use dataverse_store::{RowCondition, RowVisibility, VisibleRows};

use super::access_check::AccessCheck;
use super::extent::Extent;
use super::shares::{is_shareable, readable_shares};
use crate::privilege::SHARE;
use crate::session::Session;

/// The rows that the users of a request may read.
struct RowFilter<'a> {
    check: Option<AccessCheck<'a>>,
    /// The table of shares; `None` if no row is shared.
    shared: Option<Arc<Table>>,
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
        shared: session
            .may_have_shares()
            .then(|| session.table(SHARE))
            .transpose()?,
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
            check.depth(user, privilege)?;
            let extent = Extent::of(check.principals, user, table, privilege, check.rules);
            if let Extent::Any(any) = extent {
                let shared = self.shared.as_ref().filter(|_| is_shareable(table));
                let shared = shared.map(|shares| readable_shares(shares, user));
                let any = any.into_iter().map(RowCondition::Ids);
                seen.narrow(any.chain(shared).collect());
            }
        }
        Ok(seen)
    }
}
