//! How far the privileges of a user reach: by the user's own roles, and by those of the user's teams (PV-060).
//!
//! A team's role covers the rows of the team and of the team's business unit. A role with the inheritance *Direct User
//! (Basic) access level and Team privileges* covers the member's own rows as well (PV-061).

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{Rights, User};
use crate::privilege::{Depth, Privilege, SYSTEM_ADMINISTRATOR};

/// A row of `team` with the team's roles and privileges.
#[derive(Debug)]
pub(crate) struct Team {
    /// `teamid`.
    pub(crate) id: Uuid,
    /// `businessunitid`.
    pub(crate) unit: Uuid,
    pub(crate) kind: TeamKind,
    pub(crate) roles: Vec<Uuid>,
    granted: HashMap<Uuid, TeamGrant>,
}

/// The values of `teamtype`, as far as they differ for the rights of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TeamKind {
    /// Owns rows and has roles.
    Owner,
    /// Rows are shared with it; it owns none and has no roles.
    Access,
    /// A group of Microsoft Entra ID, which owns rows and has roles, and whose members the directory decides.
    Group,
}

impl TeamKind {
    pub(crate) const fn of_number(number: i64) -> Self {
        match number {
            1 => Self::Access,
            2 | 3 => Self::Group,
            _ => Self::Owner,
        }
    }
}

/// A privilege of a team.
#[derive(Debug, Clone, Copy)]
struct TeamGrant {
    depth: Depth,
    /// Whether a role grants it to each member as well, as if the member had the role.
    is_direct: bool,
}

/// The privileges of a role.
pub(super) struct RoleGrants<'a> {
    pub(super) privileges: &'a [(Uuid, Depth)],
    /// Whether members of a team with the role have its privileges directly (`isinherited` is 1).
    pub(super) is_direct: bool,
}

/// The rows that a privilege of a user covers.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// The principals whose rows are covered: the user, and teams of the user.
    pub(crate) owners: Vec<Uuid>,
    /// The business units whose rows are covered, alone ([`Depth::Local`]) or with their descendants ([`Depth::Deep`]).
    pub(crate) units: Vec<(Uuid, Depth)>,
    /// Whether all rows are covered.
    pub(crate) is_global: bool,
}

impl Team {
    /// A team with the privileges of its roles.
    pub(super) fn new<'a>(
        (id, unit, kind): (Uuid, Uuid, TeamKind),
        roles: Vec<Uuid>,
        grants: impl Fn(Uuid) -> Option<RoleGrants<'a>>,
    ) -> Self {
        let mut granted: HashMap<Uuid, TeamGrant> = HashMap::new();
        for role in roles.iter().filter_map(|role| grants(*role)) {
            for (privilege, depth) in role.privileges {
                let known = granted.entry(*privilege).or_insert(TeamGrant {
                    depth: *depth,
                    is_direct: false,
                });
                known.depth = known.depth.max(*depth);
                known.is_direct |= role.is_direct;
            }
        }
        Self {
            id,
            unit,
            kind,
            roles,
            granted,
        }
    }

    /// The rows that a privilege covers by the team's roles, for the team alone; `None` if the team does not have it.
    pub(crate) fn reach(&self, privilege: &Privilege) -> Option<Reach> {
        let mut reach = Reach::default();
        reach.add(self.id, self.unit, self.depth(privilege.id)?);
        Some(reach)
    }

    /// The ids of the team's privileges with their depths; `None` for every privilege.
    pub(crate) fn privileges(&self) -> Option<HashMap<Uuid, Depth>> {
        if self.roles.contains(&SYSTEM_ADMINISTRATOR) {
            return None;
        }
        let held = self.granted.iter();
        Some(held.map(|(id, grant)| (*id, grant.depth)).collect())
    }

    /// The depth of a privilege; `None` if the team does not have it.
    pub(crate) fn depth(&self, privilege: Uuid) -> Option<Depth> {
        match self.roles.contains(&SYSTEM_ADMINISTRATOR) {
            true => Some(Depth::Global),
            false => self.granted.get(&privilege).map(|grant| grant.depth),
        }
    }
}

impl User {
    /// Whether the user has a role, directly or by a team.
    pub(crate) fn has_roles(&self) -> bool {
        !self.roles.is_empty() || self.teams.iter().any(|team| !team.roles.is_empty())
    }

    /// The number of the user's roles, each counted once.
    pub(crate) fn count_roles(&self) -> usize {
        let of_teams = self.teams.iter().flat_map(|team| &team.roles);
        let roles: HashSet<_> = self.roles.iter().chain(of_teams).collect();
        roles.len()
    }

    /// The user and the user's teams.
    pub(crate) fn principals(&self) -> Vec<Uuid> {
        let teams = self.teams.iter().map(|team| team.id);
        std::iter::once(self.id).chain(teams).collect()
    }

    /// The depth of a privilege, the greatest of all roles; `None` if the user does not have it.
    pub(crate) fn depth(&self, privilege: &Privilege) -> Option<Depth> {
        self.depth_of(privilege.id)
    }

    fn depth_of(&self, privilege: Uuid) -> Option<Depth> {
        let own = match &self.rights {
            Rights::Everything => return Some(Depth::Global),
            Rights::Granted(own) => own.get(&privilege).copied(),
        };
        let of_teams = self.teams.iter().filter_map(|team| team.depth(privilege));
        own.into_iter().chain(of_teams).max()
    }

    /// The ids of the user's privileges with their depths; `None` for every privilege.
    pub(crate) fn privileges(&self) -> Option<HashMap<Uuid, Depth>> {
        let Rights::Granted(own) = &self.rights else {
            return None;
        };
        let of_teams = self.teams.iter().flat_map(|team| team.granted.keys());
        let ids = own.keys().chain(of_teams);
        let held = ids.filter_map(|id| Some((*id, self.depth_of(*id)?)));
        Some(held.collect())
    }

    /// The rows that a privilege covers.
    pub(crate) fn reach(&self, privilege: &Privilege) -> Reach {
        let mut reach = Reach::default();
        match &self.rights {
            Rights::Everything => reach.is_global = true,
            Rights::Granted(own) => {
                if let Some(depth) = own.get(&privilege.id) {
                    reach.add(self.id, self.unit, *depth);
                }
            }
        }
        for team in &self.teams {
            if let Some(grant) = team.granted.get(&privilege.id) {
                reach.add(team.id, team.unit, grant.depth);
                if grant.is_direct {
                    reach.add(self.id, self.unit, Depth::Basic);
                }
            }
        }
        reach
    }
}

impl Reach {
    fn add(&mut self, owner: Uuid, unit: Uuid, depth: Depth) {
        if !self.owners.contains(&owner) {
            self.owners.push(owner);
        }
        match depth {
            Depth::Basic => {}
            Depth::Local | Depth::Deep => self.units.push((unit, depth)),
            Depth::Global => self.is_global = true,
        }
    }
}
