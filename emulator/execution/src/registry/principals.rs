//! A snapshot of the organization's principals: users and teams with their privileges, roles, and the tree of business
//! units.

mod reach;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::StoreError;
use uuid::Uuid;

use super::rows::{guid, number, rows, text};
use super::{Registry, Source};
use crate::privilege::{Depth, Privileges, SYSTEM_ADMINISTRATOR};
use crate::privilege::{ROLE, ROLE_PRIVILEGE, TEAM, TEAM_MEMBER, TEAM_ROLE, UNIT, USER, USER_ROLE};

use reach::RoleGrants;
pub(crate) use reach::{Reach, Team, TeamKind};

/// The tables that principals are read from.
const TABLES: [&str; 8] = [
    USER,
    ROLE,
    ROLE_PRIVILEGE,
    USER_ROLE,
    UNIT,
    TEAM,
    TEAM_MEMBER,
    TEAM_ROLE,
];

/// `isinherited` of a role that a team's members have directly.
const DIRECT: i32 = 1;

/// A snapshot of all users, teams, roles and business units.
#[derive(Debug)]
pub(crate) struct Principals {
    privileges: Arc<Privileges>,
    users: HashMap<Uuid, Arc<User>>,
    teams: HashMap<Uuid, Arc<Team>>,
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
    /// The user's own roles, without those of the user's teams.
    pub(crate) roles: Vec<Uuid>,
    pub(crate) rights: Rights,
    pub(crate) teams: Vec<Arc<Team>>,
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
    /// Every privilege: the user is a System Administrator, or a member of a team that is (BG-04A).
    Everything,
    /// These privileges, each with the greatest depth that one of the user's own roles grants.
    Granted(HashMap<Uuid, Depth>),
}

impl User {
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
            teams: all(TEAM)?,
            members: all(TEAM_MEMBER)?,
            team_roles: all(TEAM_ROLE)?,
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
    pub(crate) teams: Vec<Entity>,
    pub(crate) members: Vec<Entity>,
    pub(crate) team_roles: Vec<Entity>,
}

impl Principals {
    pub(super) fn none(privileges: Arc<Privileges>) -> Self {
        Self {
            privileges,
            users: HashMap::new(),
            teams: HashMap::new(),
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
        let teams = teams(rows, &granted);
        let mut given = pairs(&rows.user_roles, "systemuserid", "roleid");
        let mut joined = pairs(&rows.members, "systemuserid", "teamid");
        let users = rows.users.iter().filter_map(|row| {
            let id = row.id?;
            let roles = given.remove(&id).unwrap_or_default();
            let joined = joined.remove(&id).unwrap_or_default();
            let own: Vec<_> = joined
                .iter()
                .filter_map(|id| teams.get(id))
                .cloned()
                .collect();
            let rights = rights(&roles, &own, &granted);
            Some((id, Arc::new(user(id, row, roles, rights, own))))
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
            teams,
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

    pub(crate) fn team(&self, id: Uuid) -> Option<&Arc<Team>> {
        self.teams.get(&id)
    }

    /// The business unit of a user or a team.
    pub(crate) fn unit_of(&self, principal: Uuid) -> Option<Uuid> {
        let team = || Some(self.teams.get(&principal)?.unit);
        self.users
            .get(&principal)
            .map(|user| user.unit)
            .or_else(team)
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

/// For each id in one column the ids in the other.
fn pairs(rows: &[Entity], of: &str, to: &str) -> HashMap<Uuid, Vec<Uuid>> {
    let mut pairs: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        if let (Some(of), Some(to)) = (guid(row, of), guid(row, to)) {
            pairs.entry(of).or_default().push(to);
        }
    }
    pairs
}

/// The teams with the privileges of their roles.
fn teams(
    rows: &PrincipalRows,
    granted: &HashMap<Uuid, Vec<(Uuid, Depth)>>,
) -> HashMap<Uuid, Arc<Team>> {
    let direct: HashSet<Uuid> = rows
        .roles
        .iter()
        .filter(|row| number(row, "isinherited") == Some(DIRECT))
        .filter_map(|row| row.id)
        .collect();
    let mut given = pairs(&rows.team_roles, "teamid", "roleid");
    let teams = rows.teams.iter().filter_map(|row| {
        let id = row.id?;
        let kind = TeamKind::of_number(number(row, "teamtype").unwrap_or_default().into());
        let unit = guid(row, "businessunitid").unwrap_or_default();
        let grants = |role| {
            Some(RoleGrants {
                privileges: granted.get(&role)?,
                is_direct: direct.contains(&role),
            })
        };
        let roles = given.remove(&id).unwrap_or_default();
        let team = Team::new((id, unit, kind), roles, grants);
        Some((id, Arc::new(team)))
    });
    teams.collect()
}

fn rights(
    roles: &[Uuid],
    teams: &[Arc<Team>],
    granted: &HashMap<Uuid, Vec<(Uuid, Depth)>>,
) -> Rights {
    let mut by_teams = teams.iter().flat_map(|team| &team.roles);
    if roles.contains(&SYSTEM_ADMINISTRATOR) || by_teams.any(|role| *role == SYSTEM_ADMINISTRATOR) {
        return Rights::Everything;
    }
    let mut farthest = HashMap::new();
    for (privilege, depth) in roles.iter().filter_map(|role| granted.get(role)).flatten() {
        let known = farthest.entry(*privilege).or_insert(*depth);
        *known = (*known).max(*depth);
    }
    Rights::Granted(farthest)
}

fn user(id: Uuid, row: &Entity, roles: Vec<Uuid>, rights: Rights, teams: Vec<Arc<Team>>) -> User {
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
        teams,
    }
}
