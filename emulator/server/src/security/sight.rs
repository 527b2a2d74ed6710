//! What a caller may see, for the queries that are bound for that caller (PV-017).

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;

use super::permit::Asking;
use super::privilege::Right;
use super::row::Extent;
use crate::message::session::Call;
use crate::metadata::Table;
use crate::organization::Organization;
use crate::store::{Seen, Sight};

/// A caller's view of the tables.
pub(crate) struct CallerSight<'a> {
    asking: Option<Asking<'a>>,
}

impl<'a> CallerSight<'a> {
    /// That of a call.
    ///
    /// # Errors
    /// The caller is nobody of this organization.
    pub(crate) fn of(organization: &Organization, call: &'a Call) -> Result<Self, Fault> {
        let asking = Asking::of(organization, call)?;
        Ok(Self { asking })
    }
}

impl Sight for CallerSight<'_> {
    fn of(&self, table: &Table) -> Result<Seen, Fault> {
        let Some(asking) = &self.asking else {
            return Ok(Seen::everything());
        };
        let privileges = &asking.standing.privileges;
        let Some(privilege) = privileges.of_table(&table.logical_name, Right::Read) else {
            return Ok(Seen::everything());
        };
        let mut seen = Seen::everything();
        for user in &asking.users {
            let depth = asking.depth(user, privilege)?;
            if let Extent::Any(any) =
                Extent::of(&asking.standing, user, table, depth, &asking.rules)
                && !Bug::QueriesSeeEverything.is_on()
            {
                seen.narrow(any);
            }
        }
        Ok(seen)
    }
}
