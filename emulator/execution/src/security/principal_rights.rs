//! The rights that a user or a team has on a row, by privileges and by sharing (PV-073).

use std::sync::Arc;

use dataverse_model::message::Right;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_protocol::value::EntityReference;
use uuid::Uuid;

use super::extent::Extent;
use super::shares::{is_shareable, shared_rights};
use crate::error::not_found;
use crate::privilege::Privilege;
use crate::registry::{Team, User};
use crate::session::Session;

/// A user or a team, from the registry.
enum Principal {
    User(Arc<User>),
    Team(Arc<Team>),
}

/// The rights of a principal on an existing row, as bits of the enumeration `AccessRights`.
///
/// # Errors
/// There is no such principal; the store fails.
pub(crate) fn principal_rights(
    session: &Session<'_>,
    principal: &EntityReference,
    table: &Arc<Table>,
    id: Uuid,
) -> Result<i32, Fault> {
    let principals = session.registry().principals.clone();
    let found = match (principals.user(principal.id), principals.team(principal.id)) {
        (Some(user), _) => Principal::User(user.clone()),
        (None, Some(team)) => Principal::Team(team.clone()),
        (None, None) => return Err(not_found(&*session.table(&principal.table)?, principal.id)),
    };
    let shared = match is_shareable(table) {
        true => shared_rights(session, table, id, &found.holders())?,
        false => 0,
    };
    let mut rights = 0;
    for right in Right::ALL {
        let Some(privilege) = principals.privileges().of_table(&table.logical_name, right) else {
            continue;
        };
        let bit = right.access_right();
        if let Some(extent) = found.extent(session, table, privilege)
            && (shared & bit != 0 || extent.has(session, table, id)?)
        {
            rights |= bit;
        }
    }
    Ok(rights)
}

impl Principal {
    /// The principals whose shares count.
    fn holders(&self) -> Vec<Uuid> {
        match self {
            Self::User(user) => user.principals(),
            Self::Team(team) => vec![team.id],
        }
    }

    /// The rows that a privilege covers; `None` without the privilege.
    fn extent(
        &self,
        session: &Session<'_>,
        table: &Table,
        privilege: &Privilege,
    ) -> Option<Extent> {
        let principals = &session.registry().principals;
        match self {
            Self::User(user) => user
                .depth(privilege)
                .map(|_| Extent::of(principals, user, table, privilege, session.rules())),
            Self::Team(team) => team
                .reach(privilege)
                .map(|reach| Extent::within(principals, table, &reach)),
        }
    }
}
