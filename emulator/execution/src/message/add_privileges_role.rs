//! `AddPrivilegesRole`: adds privileges to a role, or changes the depth of those that it has (PV-004).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Right, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::{self, Complex};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::arguments::Arguments;
use crate::error::Error;
use crate::error::not_found;
use crate::privilege::{Depth, ROLE, ROLE_PRIVILEGE, SYSTEM_ADMINISTRATOR, USER};
use crate::security::{may_access, may_grant, role_privilege};
use crate::seed::seed_rows;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("AddPrivilegesRole"),
    kind: Kind::Action,
    binding: Binding::Entity {
        table: Cow::Borrowed(ROLE),
        parameter: "RoleId",
    },
    parameters: Cow::Borrowed(&[
        Parameter::required("RoleId", ValueType::Field(FieldType::Guid)),
        Parameter::required(
            "Privileges",
            ValueType::ComplexCollection(&complex::ROLE_PRIVILEGE),
        ),
    ]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Read, USER),
        Access::TableNamed(Right::Read, "organization"),
        Access::TableNamed(Right::Write, ROLE),
        Access::TableNamed(Right::Read, ROLE),
    ]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let role = arguments.guid("RoleId")?;
    let members = match arguments.required("Privileges")? {
        Value::ComplexCollection(members) => members.into_items(),
        other => {
            let expected = "an array of RolePrivilege";
            return Err(arguments.misshapen("Privileges", expected, &other).into());
        }
    };
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
    let table = session.table(ROLE_PRIVILEGE)?;
    for member in &members {
        let row = granted(session, role, member)?;
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
    Ok(OrganizationResponse::default())
}

/// The row of `roleprivileges` for a member of the list.
fn granted(session: &Session<'_>, role: Uuid, member: &Complex) -> Result<Entity, Fault> {
    let privileges = session.registry().principals.privileges();
    let privilege = match (member.get("PrivilegeId"), member.get("PrivilegeName")) {
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
