//! A snapshot of the organization's principals: users with their privileges, roles, and the tree of business units.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::StoreError;
use uuid::Uuid;

use super::rows::{guid, rows, text};
use super::{Registry, Source};
use crate::privilege::{Depth, Privilege, Privileges, SYSTEM_ADMINISTRATOR};
use crate::privilege::{ROLE, ROLE_PRIVILEGE, UNIT, USER, USER_ROLE};

/// The tables that principals are read from.
const TABLES: [&str; 5] = [USER, ROLE, ROLE_PRIVILEGE, USER_ROLE, UNIT];

/// A snapshot of all users, roles and business units.
#[derive(Debug)]
pub(crate) struct Principals {
    privileges: Arc<Privileges>,
    users: HashMap<Uuid, Arc<User>>,
    roles: HashMap<String, Uuid>,
    /// The privileges of each role but the System Administrator, with their depths.
    granted: HashMap<Uuid, Vec<(Uuid, Depth)>>,
    /// The parent of each business unit.
    units: HashMap<Uuid, Option<Uuid>>,
    unit_names: HashMap<String, Uuid>,
}

/// A row of `systemuser` with the user's roles and privileges.
#[derive(Debug)]
pub(crate) struct User {
    /// `systemuserid`.
    pub(crate) id: Uuid,
    /// `azureactivedirectoryobjectid`.
    pub(crate) object_id: Option<Uuid>,
    application: Option<Uuid>,
    domain_name: Option<String>,
    full_name: Option<String>,
    /// `businessunitid`.
    pub(crate) unit: Uuid,
    pub(crate) access_mode: i64,
    pub(crate) presence: Presence,
    pub(crate) roles: Vec<Uuid>,
    pub(crate) rights: Rights,
}

/// Whether a user is enabled and may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Enabled,
    Disabled,
}

/// The privileges of a user.
#[derive(Debug)]
pub(crate) enum Rights {
    /// Every privilege: the user is a System Administrator (BG-04A).
    Everything,
    /// These privileges, each with the greatest depth that one of the user's roles grants.
    Granted(HashMap<Uuid, Depth>),
}

impl User {
    /// The depth of a privilege; `None` if the user does not have it.
    pub(crate) fn depth(&self, privilege: &Privilege) -> Option<Depth> {
        match &self.rights {
            Rights::Everything => Some(Depth::Global),
            Rights::Granted(granted) => granted.get(&privilege.id).copied(),
        }
    }

    /// Whether the user has every privilege, so that no check is needed.
    pub(crate) const fn may_do_everything(&self) -> bool {
        matches!(self.rights, Rights::Everything)
    }
}

impl Principals {
    pub(super) fn is_of(table: &Table) -> bool {
        TABLES.contains(&table.logical_name.as_str())
    }

    pub(super) fn read(registry: &Registry, source: &Source<'_>) -> Result<Self, StoreError> {
        let all = |table| rows(source.store, &registry.metadata, table);
        let rows = PrincipalRows {
            users: all(USER)?,
            roles: all(ROLE)?,
            role_privileges: all(ROLE_PRIVILEGE)?,
            user_roles: all(USER_ROLE)?,
            units: all(UNIT)?,
        };
        Ok(Self::of(&rows, registry.privileges.clone()))
    }
}

/// The rows that principals are made of.
pub(crate) struct PrincipalRows {
    pub(crate) users: Vec<Entity>,
    pub(crate) roles: Vec<Entity>,
    pub(crate) role_privileges: Vec<Entity>,
    pub(crate) user_roles: Vec<Entity>,
    pub(crate) units: Vec<Entity>,
}

impl Principals {
    pub(super) fn none(privileges: Arc<Privileges>) -> Self {
        Self {
            privileges,
            users: HashMap::new(),
            roles: HashMap::new(),
            granted: HashMap::new(),
            units: HashMap::new(),
            unit_names: HashMap::new(),
        }
    }

    pub(crate) fn of(rows: &PrincipalRows, privileges: Arc<Privileges>) -> Self {
        let mut granted: HashMap<Uuid, Vec<(Uuid, Depth)>> = HashMap::new();
        for row in &rows.role_privileges {
            let mask = row.get("privilegedepthmask").and_then(Value::as_integer);
            if let (Some(role), Some(privilege), Some(depth)) = (
                guid(row, "roleid"),
                guid(row, "privilegeid"),
                mask.and_then(Depth::of_mask),
            ) {
                granted.entry(role).or_default().push((privilege, depth));
            }
        }
        let mut given: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for row in &rows.user_roles {
            if let (Some(user), Some(role)) = (guid(row, "systemuserid"), guid(row, "roleid")) {
                given.entry(user).or_default().push(role);
            }
        }
        let users = rows.users.iter().filter_map(|row| {
            let id = row.id?;
            let roles = given.remove(&id).unwrap_or_default();
            let rights = rights(&roles, &granted);
            Some((id, Arc::new(user(id, row, roles, rights))))
        });
        let named = |rows: &[Entity]| {
            let named = rows
                .iter()
                .filter_map(|row| Some((text(row, "name")?, row.id?)));
            named.collect()
        };
        let users = users.collect();
        Self {
            privileges,
            users,
            roles: named(&rows.roles),
            granted,
            units: rows
                .units
                .iter()
                .filter_map(|row| Some((row.id?, guid(row, "parentbusinessunitid"))))
                .collect(),
            unit_names: named(&rows.units),
        }
    }

    pub(crate) fn privileges(&self) -> &Privileges {
        &self.privileges
    }

    pub(crate) fn user(&self, id: Uuid) -> Option<&Arc<User>> {
        self.users.get(&id)
    }

    /// A user by the object id in Microsoft Entra ID.
    pub(crate) fn by_object_id(&self, id: Uuid) -> Option<&Arc<User>> {
        self.users.values().find(|user| user.object_id == Some(id))
    }

    /// A user by id, object id, application id, user name or full name.
    pub(crate) fn find(&self, named: &str) -> Option<&Arc<User>> {
        let id = named.parse::<Uuid>().ok();
        self.users.values().find(|user| match id {
            Some(id) => user.id == id || user.object_id == Some(id) || user.application == Some(id),
            None => [&user.domain_name, &user.full_name]
                .into_iter()
                .flatten()
                .any(|name| name.eq_ignore_ascii_case(named)),
        })
    }

    /// The id of a role.
    pub(crate) fn role(&self, name: &str) -> Option<Uuid> {
        self.roles.get(name).copied()
    }

    /// The depth of a privilege in a role; `None` if the role does not have it, or if no rows are stored for the role.
    pub(crate) fn granted(&self, role: Uuid, privilege: Uuid) -> Option<Depth> {
        let granted = self.granted.get(&role)?;
        let of_privilege = granted.iter().filter(|(id, _)| *id == privilege);
        of_privilege.map(|(_, depth)| *depth).max()
    }

    /// The id of a business unit.
    pub(crate) fn unit(&self, name: &str) -> Option<Uuid> {
        self.unit_names.get(name).copied()
    }

    /// A business unit and all of its descendants.
    pub(crate) fn below(&self, unit: Uuid) -> Vec<Uuid> {
        let mut all = vec![unit];
        let mut seen = HashSet::from([unit]);
        let mut at = 0;
        while at < all.len() {
            let children = self
                .units
                .iter()
                .filter(|(_, parent)| **parent == Some(all[at]))
                .map(|(id, _)| *id);
            let children: Vec<Uuid> = children.filter(|id| seen.insert(*id)).collect();
            all.extend(children);
            at += 1;
        }
        all
    }
}

fn rights(roles: &[Uuid], granted: &HashMap<Uuid, Vec<(Uuid, Depth)>>) -> Rights {
    if roles.contains(&SYSTEM_ADMINISTRATOR) {
        return Rights::Everything;
    }
    let mut farthest = HashMap::new();
    for (privilege, depth) in roles.iter().filter_map(|role| granted.get(role)).flatten() {
        let known = farthest.entry(*privilege).or_insert(*depth);
        *known = (*known).max(*depth);
    }
    Rights::Granted(farthest)
}

fn user(id: Uuid, row: &Entity, roles: Vec<Uuid>, rights: Rights) -> User {
    let is_disabled = row.get("isdisabled").and_then(Value::as_bool);
    User {
        id,
        object_id: guid(row, "azureactivedirectoryobjectid"),
        application: guid(row, "applicationid"),
        domain_name: text(row, "domainname"),
        full_name: text(row, "fullname"),
        unit: guid(row, "businessunitid").unwrap_or_default(),
        access_mode: row
            .get("accessmode")
            .and_then(Value::as_integer)
            .unwrap_or_default(),
        presence: match is_disabled {
            Some(true) => Presence::Disabled,
            _ => Presence::Enabled,
        },
        roles,
        rights,
    }
}
