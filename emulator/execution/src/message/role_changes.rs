//! What the messages that change the privileges of a role have in common: the role, the members of the type
//! `RolePrivilege`, and the rows of `roleprivileges`.

use std::borrow::Cow;
use std::sync::Arc;

use dataverse_model::message::{Access, Binding, Message, Parameter, Right, ValueType};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::{self, Complex};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::MessageResult;
use super::arguments::Arguments;
use crate::error::{Error, not_found};
use crate::privilege::{Depth, Privilege, ROLE, ROLE_PRIVILEGE, SYSTEM_ADMINISTRATOR, USER};
use crate::security::{may_access, may_grant, role_privilege};
use crate::seed::seed_rows;
use crate::session::Session;

/// The role, and privileges with their depths.
const PARAMETERS: &[Parameter] = &[
    ROLE_PARAMETER,
    Parameter::required(
        PRIVILEGES,
        ValueType::ComplexCollection(&complex::ROLE_PRIVILEGE),
    ),
];

/// What the messages have in common: they are bound to the role, and take a list of privileges.
pub(super) const MESSAGE: Message = Message {
    binding: Binding::Entity {
        table: Cow::Borrowed(ROLE),
        parameter: ROLE_ID,
    },
    parameters: Cow::Borrowed(PARAMETERS),
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Read, USER),
        Access::TableNamed(Right::Read, "organization"),
        Access::TableNamed(Right::Write, ROLE),
        Access::TableNamed(Right::Read, ROLE),
    ]),
    ..Message::ACTION
};

/// The id of the role.
pub(super) const ROLE_PARAMETER: Parameter =
    Parameter::required(ROLE_ID, ValueType::Field(FieldType::Guid));

const ROLE_ID: &str = "RoleId";
const PRIVILEGES: &str = "Privileges";

/// Changes the privileges of the role that a request names.
///
/// # Errors
/// As [`role`]; the change is refused.
pub(super) fn change(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    change: impl FnOnce(&mut Session<'_>, Uuid, &mut Arguments) -> Result<(), Error>,
) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let role = role(session, &mut arguments)?;
    change(session, role, &mut arguments)?;
    Ok(OrganizationResponse::default())
}

/// Takes the role, if the caller may change it.
///
/// # Errors
/// The caller has no right to write the role; there is no such role; the role is System Administrator.
fn role(session: &Session<'_>, arguments: &mut Arguments) -> Result<Uuid, Error> {
    let role = arguments.guid(ROLE_ID)?;
    let roles = session.table(ROLE)?;
    may_access(session, Right::Write, &roles, role)?;
    if !session.exists(&roles, role)? {
        return Err(not_found(&roles, role).into());
    }
    if role == SYSTEM_ADMINISTRATOR {
        return Err(Fault::new(
            code::INVALID_OPERATION,
            "The System Administrator role has every privilege and cannot be changed.",
        )
        .into());
    }
    Ok(role)
}

/// Takes the privileges with their depths, as rows of `roleprivileges`.
///
/// # Errors
/// A member names no privilege, or a depth that the privilege cannot have; the caller may not grant it (PV-041).
pub(super) fn granted(
    session: &Session<'_>,
    role: Uuid,
    arguments: &mut Arguments,
) -> Result<Vec<Entity>, Fault> {
    let members = arguments.complexes(PRIVILEGES)?;
    let rows = members.iter().map(|member| row_of(session, role, member));
    rows.collect()
}

/// Writes rows of `roleprivileges`: a privilege that the role has already gets the depth of the row.
pub(super) fn grant(session: &mut Session<'_>, rows: Vec<Entity>) -> Result<(), Error> {
    let table = session.table(ROLE_PRIVILEGE)?;
    for row in rows {
        let there = match row.id {
            Some(id) => session.exists(&table, id)?.then_some(id),
            None => None,
        };
        match there {
            Some(id) => session.write(Write::Update {
                table: table.clone(),
                id,
                values: row.attributes,
                expect: Expect::Exists,
            })?,
            None => seed_rows(session, vec![row])?,
        }
    }
    Ok(())
}

/// Takes a privilege from a role, if the role has it; says whether it had.
pub(super) fn revoke(
    session: &mut Session<'_>,
    role: Uuid,
    privilege: Uuid,
) -> Result<bool, Error> {
    let table = session.table(ROLE_PRIVILEGE)?;
    let Some(id) = role_privilege(role, privilege, Depth::Global).id else {
        return Ok(false);
    };
    if !session.exists(&table, id)? {
        return Ok(false);
    }
    session.write(Write::Delete {
        table,
        id,
        expect: Expect::Exists,
    })?;
    Ok(true)
}

/// The privilege with this id.
///
/// # Errors
/// There is no such privilege.
pub(super) fn privilege_of<'s>(
    session: &'s Session<'_>,
    id: Uuid,
) -> Result<&'s Arc<Privilege>, Fault> {
    let privileges = session.registry().principals.privileges();
    privileges.by_id(id).ok_or_else(|| {
        Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("privilege With Id = {id} Does Not Exist"),
        )
    })
}

/// The row of `roleprivileges` for a member of the list.
fn row_of(session: &Session<'_>, role: Uuid, member: &Complex) -> Result<Entity, Fault> {
    let privilege = match (member.get("PrivilegeId"), member.get("PrivilegeName")) {
        (Some(Value::Guid(id)), _) => privilege_of(session, *id)?,
        (_, Some(Value::String(name))) => {
            let privileges = session.registry().principals.privileges();
            privileges.by_name(name).ok_or_else(|| {
                Fault::new(
                    code::OBJECT_DOES_NOT_EXIST,
                    format!("privilege With Name = {name} Does Not Exist"),
                )
            })?
        }
        _ => {
            return Err(Fault::invalid_argument(
                "A member of 'Privileges' names no privilege: expected PrivilegeId or PrivilegeName.",
            ));
        }
    };
    let given = member.get("Depth").and_then(Value::as_integer);
    let given = given.map(|number| number.to_string()).unwrap_or_default();
    let depth = Depth::parse(&given).ok_or_else(|| {
        Fault::invalid_argument(format!(
            "'{given}' is no depth of a privilege: expected Basic, Local, Deep or Global, or 0 to 3."
        ))
    })?;
    if !privilege.depths.take(depth) {
        return Err(Fault::invalid_argument(format!(
            "Privilege '{}' cannot have the depth {}.",
            privilege.name,
            depth.name()
        )));
    }
    may_grant(session, privilege, depth)?;
    Ok(role_privilege(role, privilege.id, depth))
}
