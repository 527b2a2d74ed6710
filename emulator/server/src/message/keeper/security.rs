//! Roles, and the tables between users, roles and privileges: rows that follow from others are
//! nobody's to write, and go with them.

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Entity, Value};
use uuid::Uuid;

use super::find;
use crate::message::{Session, not_found};
use crate::metadata::Table;
use crate::security::{ROLE, ROLE_PRIVILEGE, SYSTEM_ADMINISTRATOR, USER, USER_ROLE, membership_id};
use crate::store::{Expect, Write};

/// The refusal of a message that a table does not have (PV-006).
pub(super) fn unsupported(message: &str, table: &Table) -> Fault {
    Fault::new(
        code::SDK_ENTITY_DOES_NOT_SUPPORT_MESSAGE,
        format!(
            "The '{message}' method does not support entities of type '{}'.",
            table.logical_name
        ),
    )
}

/// A role is in the root business unit where nothing else is said.
pub(super) fn before_create_role(session: &Session<'_>, target: &mut Entity) {
    let unit = session.organization().business_unit();
    let unit = dataverse_protocol::value::EntityReference::new("businessunit", unit);
    target
        .attributes
        .entry("businessunitid".to_owned())
        .or_insert(Value::Reference(unit));
}

/// A role takes what it allows, and to whom, along.
pub(super) fn before_delete_role(
    session: &mut Session<'_>,
    role: Uuid,
) -> Result<Vec<Write>, Fault> {
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

/// Gives a user a role: both are there, and the row is the one that this pair has.
pub(super) fn before_create_membership(
    session: &Session<'_>,
    target: &Entity,
) -> Result<(), Fault> {
    let given = |column: &str| target.get(column).and_then(Value::as_guid);
    let (Some(user), Some(role)) = (given("systemuserid"), given("roleid")) else {
        return Err(by_reference());
    };
    for (table, id) in [(USER, user), (ROLE, role)] {
        let table = session.table(table)?;
        let none = Columns::Named(Vec::new());
        if session.retrieve(&table, id, &none)?.is_none() {
            return Err(not_found(&table, id));
        }
    }
    if target.id == Some(membership_id(user, role)) {
        Ok(())
    } else {
        Err(by_reference())
    }
}

fn by_reference() -> Fault {
    Fault::new(
        code::SDK_ENTITY_DOES_NOT_SUPPORT_MESSAGE,
        "A user is given a role by a reference between the two: expected POST systemusers(<id>)/systemuserroles_association/$ref.",
    )
}
