//! Roles, and the intersect tables of users, roles and privileges. Rows that derive from another row cannot be written
//! by clients, and are deleted with that row.

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use std::sync::Arc;
use uuid::Uuid;

use super::TableBehavior;
use super::find;
use super::platform_rows::unsupported;
use crate::error::{Error, not_found};
use crate::privilege::{ROLE, ROLE_PRIVILEGE, SYSTEM_ADMINISTRATOR, USER, USER_ROLE};
use crate::security::{may_access, may_assign, membership_id};
use crate::session::Session;
use dataverse_model::message::Right;
use dataverse_model::metadata::Table;
use dataverse_store::{Expect, Write};

pub(super) struct Roles;

impl TableBehavior for Roles {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create_role(session, target);
        Ok(Attributes::new())
    }

    fn before_delete(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        Ok(before_delete_role(session, id)?)
    }
}

/// The table `systemuserroles`.
pub(super) struct UserRoles;

impl TableBehavior for UserRoles {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create_membership(session, target)?;
        Ok(Attributes::new())
    }

    fn before_update(
        &self,
        _session: &mut Session<'_>,
        table: &Arc<Table>,
        _target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        Err(unsupported("Update", table).into())
    }

    fn before_delete(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        let role = Columns::Named(vec!["roleid".to_owned()]);
        let row = session.retrieve(table, id, &role)?;
        if let Some(role) = row.and_then(|row| row.get("roleid")?.as_guid()) {
            may_assign(session, role)?;
        }
        Ok(Vec::new())
    }
}

/// A role belongs to the root business unit unless the caller names another.
fn before_create_role(session: &Session<'_>, target: &mut Entity) {
    let unit = session.core().business_unit;
    let unit = EntityReference::new("businessunit", unit);
    target
        .attributes
        .entry("businessunitid".to_owned())
        .or_insert(Value::Reference(unit));
}

/// Deletes the privileges of a role, and its assignments to users, with the role.
fn before_delete_role(session: &mut Session<'_>, role: Uuid) -> Result<Vec<Write>, Fault> {
    if role == SYSTEM_ADMINISTRATOR {
        return Err(Fault::new(
            code::INVALID_OPERATION,
            "The System Administrator role cannot be deleted.",
        ));
    }
    let mut writes = Vec::new();
    for name in [ROLE_PRIVILEGE, USER_ROLE] {
        let table = session.table(name)?;
        for found in find::rows(session, name, &[("roleid", Value::Guid(role))])? {
            writes.extend(found.id.map(|id| Write::Delete {
                table: table.clone(),
                id,
                expect: Expect::Exists,
            }));
        }
    }
    Ok(writes)
}

/// Assigns a role to a user: the caller must see user and role, both must exist, and the row has the id that follows from
/// the pair.
fn before_create_membership(session: &Session<'_>, target: &Entity) -> Result<(), Fault> {
    let given = |column: &str| target.get(column).and_then(Value::as_guid);
    let (Some(user), Some(role)) = (given("systemuserid"), given("roleid")) else {
        return Err(by_reference());
    };
    for (table, id) in [(USER, user), (ROLE, role)] {
        let table = session.table(table)?;
        may_access(session, Right::Read, &table, id)?;
        if !session.exists(&table, id)? {
            return Err(not_found(&table, id));
        }
    }
    if target.id != Some(membership_id(user, role)) {
        return Err(by_reference());
    }
    may_assign(session, role)
}

fn by_reference() -> Fault {
    Fault::new(
        code::SDK_ENTITY_DOES_NOT_SUPPORT_MESSAGE,
        "A row of systemuserroles cannot be created directly: expected POST systemusers(<id>)/systemuserroles_association/$ref.",
    )
}
