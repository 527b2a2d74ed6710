//! The security rows of every organization: its privileges, the predefined roles, and their
//! privileges.
//!
//! The System Administrator role has every privilege; no rows are stored for it.

use dataverse_model::message::Right;
use dataverse_model::metadata::samples::{ADMINISTRATOR, ROOT_BUSINESS_UNIT};
use dataverse_model::metadata::{EngineTable, Ownership};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_runtime::identity::named;
use uuid::{Uuid, uuid};

use crate::privilege::{
    ACT_ON_BEHALF, Depth, Depths, PRIVILEGE, Privilege, Privileges, ROLE, ROLE_PRIVILEGE, SHARE,
    SYSTEM_ADMINISTRATOR, UNIT,
};
use crate::team_rows::{default_team, default_team_id, membership, user_role};

/// The role for users who work with their own rows.
const BASIC_USER: Uuid = uuid!("50000000-0000-4000-8000-000000000002");
/// The role that allows impersonation (PV-020).
const DELEGATE: Uuid = uuid!("50000000-0000-4000-8000-000000000003");

/// Tables whose rows only an administrator reads, or a user whose role has the privilege: secure configurations, trace
/// logs, and the rows that share rows.
const SECRETS: [&str; 3] = [
    "sdkmessageprocessingstepsecureconfig",
    "plugintracelog",
    SHARE,
];

/// Tables with owners whose rows are code that runs for others: who works with rows of one's own does not write them
/// (PV-04D).
const CODE: [&str; 1] = ["customapi"];

/// The rows of all privileges.
pub(crate) fn privilege_rows(privileges: &Privileges) -> Vec<Entity> {
    privileges
        .all()
        .iter()
        .map(|one| privilege_row(one))
        .collect()
}

/// The row of a privilege.
pub(crate) fn privilege_row(privilege: &Privilege) -> Entity {
    let can = |depth| Value::from(privilege.depths.take(depth));
    row(
        PRIVILEGE,
        privilege.id,
        [
            ("name", privilege.name.as_str().into()),
            ("accessright", privilege.right.access_right().into()),
            ("canbebasic", can(Depth::Basic)),
            ("canbelocal", can(Depth::Local)),
            ("canbedeep", can(Depth::Deep)),
            ("canbeglobal", can(Depth::Global)),
        ],
    )
}

/// The rows of the predefined roles and their privileges, and the first user's role.
pub(crate) fn role_rows(privileges: &Privileges) -> Vec<Entity> {
    let role = |id, name: &str| {
        let unit = EntityReference::new(UNIT, ROOT_BUSINESS_UNIT);
        row(
            ROLE,
            id,
            [
                (
                    "roleidunique",
                    Value::Guid(named(&format!("roleidunique/{id}"))),
                ),
                ("name", name.into()),
                ("businessunitid", Value::from(unit)),
                ("ismanaged", true.into()),
            ],
        )
    };
    let mut rows = vec![
        role(SYSTEM_ADMINISTRATOR, "System Administrator"),
        role(BASIC_USER, "Basic User"),
        role(DELEGATE, "Delegate"),
        user_role(ADMINISTRATOR, SYSTEM_ADMINISTRATOR),
        default_team(ROOT_BUSINESS_UNIT, "Contoso", ADMINISTRATOR),
        membership(default_team_id(ROOT_BUSINESS_UNIT), ADMINISTRATOR),
    ];
    for privilege in privileges.all() {
        if let Some(depth) = of_basic_user(privilege) {
            rows.push(role_privilege(BASIC_USER, privilege.id, depth));
        }
        if privilege.name == ACT_ON_BEHALF {
            rows.push(role_privilege(DELEGATE, privilege.id, Depth::Global));
        }
    }
    rows
}

/// The privileges of a Basic User: all rights on the user's own rows, and reading tables that have
/// no owner; background operations, secure configurations and what is written as code excepted.
fn of_basic_user(privilege: &Privilege) -> Option<Depth> {
    let table = privilege.table.as_ref()?;
    match (table.ownership, privilege.right) {
        _ if table.engine == Some(EngineTable::Operations) => None,
        _ if SECRETS.contains(&table.logical_name.as_str()) => None,
        (Ownership::User, right) if CODE.contains(&table.logical_name.as_str()) => {
            (right == Right::Read).then_some(Depth::Basic)
        }
        (Ownership::User, _) if privilege.depths == Depths::Any => Some(Depth::Basic),
        (_, Right::Read) => Some(Depth::Global),
        _ => None,
    }
}

/// The row that grants a privilege to a role. Its id is derived from the pair, so that the pair has
/// at most one row.
pub(crate) fn role_privilege(role: Uuid, privilege: Uuid, depth: Depth) -> Entity {
    row(
        ROLE_PRIVILEGE,
        named(&format!("{ROLE_PRIVILEGE}/{role}/{privilege}")),
        [
            ("roleid", Value::Guid(role)),
            ("privilegeid", Value::Guid(privilege)),
            ("privilegedepthmask", depth.mask().into()),
        ],
    )
}

pub(super) fn row<const COLUMNS: usize>(
    table: &str,
    id: Uuid,
    columns: [(&str, Value); COLUMNS],
) -> Entity {
    let mut row = Entity::new(table);
    row.id = Some(id);
    for (name, value) in columns {
        row.attributes.insert(name.into(), value);
    }
    row
}
