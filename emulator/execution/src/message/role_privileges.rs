//! Lists of `RolePrivilege`: the privileges of a user or a team, in the order of the tables.

use std::borrow::Cow;
use std::collections::HashMap;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::complex::{Complex, ComplexCollection, ROLE_PRIVILEGE};
use dataverse_protocol::request::OrganizationResponse;
use uuid::Uuid;

use super::MessageResult;
use crate::error::not_found;
use crate::privilege::Depth;
use crate::registry::Principals;
use crate::session::Session;

/// The privileges.
const RESPONSE: &[Parameter] = &[Parameter::required(
    "RolePrivileges",
    ValueType::ComplexCollection(&ROLE_PRIVILEGE),
)];

/// What both messages have in common: they return the privileges of the row that they are bound to.
pub(super) const MESSAGE: Message = Message {
    response: Cow::Borrowed(RESPONSE),
    ..Message::FUNCTION
};

/// The business unit of a principal, and its privileges with their depths: `None` for every privilege.
pub(super) type Held = (Uuid, Option<HashMap<Uuid, Depth>>);

/// Answers with the privileges of a row of this table; `held` finds them.
///
/// # Errors
/// There is no such row.
pub(super) fn answer(
    session: &Session<'_>,
    table: &str,
    id: Uuid,
    held: impl FnOnce(&Principals) -> Option<Held>,
) -> MessageResult {
    let principals = &session.registry().principals;
    let Some((unit, held)) = held(principals) else {
        return Err(not_found(&*session.table(table)?, id).into());
    };
    let privileges = role_privileges(principals, unit, held);
    Ok(OrganizationResponse::default().with("RolePrivileges", privileges))
}

/// The privileges with these depths; without depths, every privilege as far as it reaches.
fn role_privileges(
    principals: &Principals,
    unit: Uuid,
    held: Option<HashMap<Uuid, Depth>>,
) -> ComplexCollection {
    let all = principals.privileges().all().iter();
    let privileges = all.filter_map(|privilege| {
        let depth = match &held {
            Some(held) => *held.get(&privilege.id)?,
            None => Depth::Global,
        };
        let number = i32::try_from(depth.number()).ok()?;
        let role_privilege = Complex::new(&ROLE_PRIVILEGE)
            .with("Depth", number)
            .with("PrivilegeId", privilege.id)
            .with("BusinessUnitId", unit)
            .with("PrivilegeName", privilege.name.as_str())
            .with("RecordFilterId", Uuid::nil());
        Some(role_privilege)
    });
    ComplexCollection::of(&ROLE_PRIVILEGE, privileges.collect())
}
