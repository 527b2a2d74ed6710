//! `AddPrivilegesRole`: a role gets privileges, or has those it has reach as far as is said (PV-004).

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::OrganizationResponse;
use dataverse_protocol::value::{Attributes, Entity, Value};
use uuid::Uuid;

use super::arguments::Arguments;
use super::{Session, first_rows, not_found};
use crate::security::{Depth, ROLE, ROLE_PRIVILEGE, SYSTEM_ADMINISTRATOR, role_privilege};
use crate::store::{Expect, Write};

pub(crate) const NAME: &str = "AddPrivilegesRole";

/// The parameters, as both doors name them.
pub(crate) const ROLE_ID: &str = "RoleId";
/// See [`ROLE_ID`].
pub(crate) const PRIVILEGES: &str = "Privileges";

/// The table whose rows stand for the members of the list: each a privilege by id or by name, and a
/// depth.
pub(crate) const MEMBER: &str = "roleprivilege";

/// Which role, and what it gets.
pub(super) struct AddPrivilegesRole {
    role: Uuid,
    privileges: Vec<Entity>,
}

pub(super) fn read(parameters: Attributes) -> Result<AddPrivilegesRole, Fault> {
    let mut arguments = Arguments::new(NAME, parameters);
    let role = match arguments.required(ROLE_ID)? {
        Value::Guid(role) => role,
        other => return Err(arguments.misshapen(ROLE_ID, "a Guid", &other)),
    };
    let privileges = match arguments.required(PRIVILEGES)? {
        Value::Collection(members) => members.entities,
        other => {
            return Err(arguments.misshapen(PRIVILEGES, "an array of RolePrivilege", &other));
        }
    };
    arguments.finish()?;
    Ok(AddPrivilegesRole { role, privileges })
}

pub(super) fn run(
    session: &mut Session<'_>,
    message: AddPrivilegesRole,
) -> Result<OrganizationResponse, Fault> {
    let role = message.role;
    let roles = session.table(ROLE)?;
    let none = Columns::Named(Vec::new());
    if session.retrieve(&roles, role, &none)?.is_none() {
        return Err(not_found(&roles, role));
    }
    if role == SYSTEM_ADMINISTRATOR {
        return Err(Fault::new(
            code::INVALID_OPERATION,
            "The System Administrator role has every privilege and cannot be changed.",
        ));
    }
    let table = session.table(ROLE_PRIVILEGE)?;
    for member in &message.privileges {
        let row = wanted(session, role, member)?;
        let there = match row.id {
            Some(id) => session.retrieve(&table, id, &none)?.map(|_| id),
            None => None,
        };
        match there {
            Some(id) => session.write(Write::Update {
                table: table.clone(),
                id,
                values: row.attributes,
                expect: Expect::Exists,
            })?,
            None => first_rows(session, vec![row])?,
        }
    }
    Ok(OrganizationResponse::default())
}

/// The row that a member of the list comes to.
fn wanted(session: &Session<'_>, role: Uuid, member: &Entity) -> Result<Entity, Fault> {
    let standing = session.organization().standing();
    let privileges = standing.privileges();
    let privilege = match (member.get("privilegeid"), member.get("privilegename")) {
        (Some(Value::Guid(id)), _) => privileges.by_id(*id).ok_or_else(|| {
            Fault::new(
                code::OBJECT_DOES_NOT_EXIST,
                format!("privilege With Id = {id} Does Not Exist"),
            )
        })?,
        (_, Some(Value::String(name))) => privileges.by_name(name).ok_or_else(|| {
            Fault::new(
                code::OBJECT_DOES_NOT_EXIST,
                format!("privilege With Name = {name} Does Not Exist"),
            )
        })?,
        _ => {
            return Err(Fault::invalid_argument(
                "A member of 'Privileges' names no privilege: expected PrivilegeId or PrivilegeName.",
            ));
        }
    };
    let given = match member.get("depth") {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value
            .as_integer()
            .map(|number| number.to_string())
            .unwrap_or_default(),
        None => String::new(),
    };
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
    Ok(role_privilege(role, privilege.id, depth))
}
