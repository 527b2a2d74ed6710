//! Lists of `RolePrivilege`: the privileges of a user or a team, in the order of the tables.

use std::collections::HashMap;

use dataverse_protocol::complex::{Complex, ComplexCollection, ROLE_PRIVILEGE};
use uuid::Uuid;

use crate::privilege::Depth;
use crate::registry::Principals;

/// The privileges with these depths; without depths, every privilege as far as it reaches.
pub(super) fn role_privileges(
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
