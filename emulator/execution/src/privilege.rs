//! The privileges of an organization, derived from its metadata: eight for a table with owners, six
//! for one without (PV-001), and a few that belong to no table (PV-020).

mod depth;

use std::collections::HashMap;
use std::sync::Arc;

use dataverse_model::message::Right;
use dataverse_model::metadata::{Metadata, Ownership, Table};
use dataverse_runtime::identity::named;
use uuid::{Uuid, uuid};

use crate::bypass::{BYPASS_BUSINESS_LOGIC, BYPASS_PLUGINS};

pub use depth::Depth;

/// The table of users.
pub(crate) const USER: &str = "systemuser";
/// The table of roles.
pub(crate) const ROLE: &str = "role";
/// The intersect table of roles and privileges.
pub(crate) const ROLE_PRIVILEGE: &str = "roleprivileges";
/// The intersect table of users and roles.
pub(crate) const USER_ROLE: &str = "systemuserroles";
/// The table of teams.
pub(crate) const TEAM: &str = "team";
/// The intersect table of teams and their members.
pub(crate) const TEAM_MEMBER: &str = "teammembership";
/// The intersect table of teams and roles.
pub(crate) const TEAM_ROLE: &str = "teamroles";
/// The table of shared rows.
pub(crate) const SHARE: &str = "principalobjectaccess";
/// The table of business units.
pub(crate) const UNIT: &str = "businessunit";
/// The table of privileges.
pub(crate) const PRIVILEGE: &str = "privilege";

/// The role with every privilege.
pub(crate) const SYSTEM_ADMINISTRATOR: Uuid = uuid!("50000000-0000-4000-8000-000000000001");

/// The privilege to impersonate another user (PV-020).
pub(crate) const ACT_ON_BEHALF: &str = "prvActOnBehalfOfAnotherUser";
/// The privilege to enable or disable a user (PV-048).
pub(crate) const DISABLE_USER: &str = "prvDisableUser";
/// The privilege to move a user to another business unit (PV-049).
pub(crate) const REPARENT_USER: &str = "prvReparentUser";
/// The privilege to delete rows in bulk (MS-074).
pub(crate) const BULK_DELETE: &str = "prvBulkDelete";
/// Privileges without a table: names, documented ids, access rights and depths (PV-020, PV-048, PV-049, PL-113).
const OF_NO_TABLE: [(&str, Uuid, Right, Depths); 5] = [
    (
        ACT_ON_BEHALF,
        uuid!("ae5c41f0-e823-4cb9-b25a-8ef020201973"),
        Right::Create,
        Depths::GlobalOnly,
    ),
    (
        BYPASS_BUSINESS_LOGIC,
        uuid!("0ea552b0-a491-4470-9a1b-82068deccf66"),
        Right::Create,
        Depths::GlobalOnly,
    ),
    (
        BYPASS_PLUGINS,
        uuid!("148a9eaf-d0c4-4196-9852-c3a38e35f6a1"),
        Right::Create,
        Depths::GlobalOnly,
    ),
    (
        DISABLE_USER,
        uuid!("095860d1-42de-4efc-8d53-4b60e74d3d26"),
        Right::Write,
        Depths::FromLocal,
    ),
    (
        REPARENT_USER,
        uuid!("2759a407-c37f-4955-aa64-05f44bb88402"),
        Right::Write,
        Depths::FromLocal,
    ),
];

/// Privileges without a table whose ids are not documented: to change what tables there are (MD-100), and to delete in
/// bulk.
const BY_NAME: [(&str, Right); 17] = [
    (BULK_DELETE, Right::Delete),
    ("prvCreateEntity", Right::Create),
    ("prvReadEntity", Right::Read),
    ("prvWriteEntity", Right::Write),
    ("prvDeleteEntity", Right::Delete),
    ("prvCreateAttribute", Right::Create),
    ("prvWriteAttribute", Right::Write),
    ("prvDeleteAttribute", Right::Delete),
    ("prvCreateRelationship", Right::Create),
    ("prvWriteRelationship", Right::Write),
    ("prvDeleteRelationship", Right::Delete),
    ("prvCreateOptionSet", Right::Create),
    ("prvWriteOptionSet", Right::Write),
    ("prvDeleteOptionSet", Right::Delete),
    ("prvPublishCustomization", Right::Write),
    ("prvImportCustomization", Right::Write),
    ("prvExportCustomization", Right::Read),
];

/// Tables whose privileges are not named after the table's schema name (PV-002).
const OTHERWISE_NAMED: [(&str, &str); 4] = [
    ("systemuser", "User"),
    ("annotation", "Note"),
    ("savedquery", "Query"),
    (ACTIVITY, "Activity"),
];

/// The table that shows all activities, whose privileges are those of every kind of activity (PV-002).
const ACTIVITY: &str = "activitypointer";

/// The kinds of activities.
const ACTIVITIES: [&str; 5] = ["task", "phonecall", "email", "letter", "appointment"];

/// Privileges whose ids are documented (PV-001).
const DOCUMENTED: [(&str, Uuid); 8] = [
    (
        "prvCreateAccount",
        uuid!("d26fe964-230b-42dd-ad93-5cc879de411e"),
    ),
    (
        "prvReadAccount",
        uuid!("886b280c-6396-4d56-a0a3-2c1b0a50ceb0"),
    ),
    (
        "prvWriteAccount",
        uuid!("7863e80f-0ab2-4d67-a641-37d9f342c7e3"),
    ),
    (
        "prvDeleteAccount",
        uuid!("ca6c7690-c935-46b3-bfd2-abb306c2acc0"),
    ),
    (
        "prvShareAccount",
        uuid!("39b15dfd-09ba-4f30-a390-cac64b635850"),
    ),
    (
        "prvAssignAccount",
        uuid!("0791ab31-e811-4fde-974b-e7c5102b09eb"),
    ),
    (
        "prvAppendAccount",
        uuid!("4e163b38-ea45-49ae-b3da-4c9dc1c77d8d"),
    ),
    (
        "prvAppendToAccount",
        uuid!("3d6e93a2-b58e-4a4a-b642-374e4a25a6bd"),
    ),
];

/// A privilege.
#[derive(Debug)]
pub(crate) struct Privilege {
    /// `privilegeid`.
    pub(crate) id: Uuid,
    /// `name`.
    pub(crate) name: String,
    /// The access right: create, read, write, and so on.
    pub(crate) right: Right,
    /// The table; `None` for a privilege without one.
    pub(crate) table: Option<Arc<Table>>,
    /// The depths at which a role can grant the privilege.
    pub(crate) depths: Depths,
}

/// Tables without privileges of their own: the table and the right that are checked in their place.
/// For example, changing the roles of a user requires Assign on roles.
fn governed(table: &str, right: Right) -> Option<(&'static str, Right)> {
    if ACTIVITIES.contains(&table) {
        return Some((ACTIVITY, right));
    }
    let (owner, changed) = match table {
        USER_ROLE | TEAM_ROLE => (ROLE, Right::Assign),
        TEAM_MEMBER => (TEAM, Right::Write),
        "activityparty" => (ACTIVITY, Right::Write),
        ROLE_PRIVILEGE => (ROLE, Right::Write),
        "customapirequestparameter" | "customapiresponseproperty" => ("customapi", Right::Write),
        _ => return None,
    };
    Some(match right {
        Right::Read => (owner, Right::Read),
        Right::Append | Right::AppendTo => (owner, Right::AppendTo),
        _ => (owner, changed),
    })
}

/// The depths at which a role can grant a privilege.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depths {
    Any,
    /// Every depth but Basic: rows of the table have a business unit and no owner.
    FromLocal,
    /// Global only (BG-042).
    GlobalOnly,
}

impl Depths {
    pub(crate) fn take(self, depth: Depth) -> bool {
        match self {
            Self::Any => true,
            Self::FromLocal => depth >= Depth::Local,
            Self::GlobalOnly => depth == Depth::Global,
        }
    }

    fn of(table: &Table) -> Self {
        match table.ownership {
            Ownership::User => Self::Any,
            Ownership::BusinessUnit if table.logical_name == USER => Self::Any,
            Ownership::BusinessUnit => Self::FromLocal,
            Ownership::Organization | Ownership::None => Self::GlobalOnly,
        }
    }
}

/// All privileges of an organization.
#[derive(Debug)]
pub(crate) struct Privileges {
    all: Vec<Arc<Privilege>>,
    by_id: HashMap<Uuid, usize>,
    by_name: HashMap<String, usize>,
    of_table: HashMap<(String, Right), usize>,
}

impl Privileges {
    /// The privileges of these tables, and those without a table.
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let mut privileges = Self {
            all: Vec::new(),
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            of_table: HashMap::new(),
        };
        for table in metadata.tables() {
            privileges.add_table(table);
        }
        for (name, right) in BY_NAME {
            privileges.add(Privilege {
                id: named(&format!("privilege/{name}")),
                name: name.to_owned(),
                right,
                table: None,
                depths: Depths::GlobalOnly,
            });
        }
        for (name, id, right, depths) in OF_NO_TABLE {
            privileges.add(Privilege {
                id,
                name: name.to_owned(),
                right,
                table: None,
                depths,
            });
        }
        privileges
    }

    fn add_table(&mut self, table: &Arc<Table>) {
        let is_governed = governed(&table.logical_name, Right::Read).is_some();
        if is_governed || table.association.is_some() || table.logical_name == PRIVILEGE {
            return;
        }
        let owned = table.ownership == Ownership::User;
        let is_role = table.logical_name == ROLE;
        let called = OTHERWISE_NAMED
            .iter()
            .find(|(logical, _)| *logical == table.logical_name)
            .map_or(table.schema_name.as_str(), |(_, name)| name);
        for right in Right::ALL {
            // `prvAssignRole` exists although roles have no owner: it allows assigning a role to a
            // user.
            let is_of_role = is_role && right == Right::Assign;
            if !owned && !right.is_without_owner() && !is_of_role {
                continue;
            }
            let name = format!("prv{}{called}", right.name());
            let documented = DOCUMENTED.iter().find(|(known, _)| *known == name);
            let at = self.add(Privilege {
                id: documented.map_or_else(|| named(&format!("privilege/{name}")), |(_, id)| *id),
                name,
                right,
                table: Some(table.clone()),
                depths: Depths::of(table),
            });
            self.of_table
                .insert((table.logical_name.clone(), right), at);
        }
    }

    fn add(&mut self, privilege: Privilege) -> usize {
        let at = self.all.len();
        self.by_id.insert(privilege.id, at);
        self.by_name.insert(privilege.name.to_lowercase(), at);
        self.all.push(Arc::new(privilege));
        at
    }

    pub(crate) fn all(&self) -> &[Arc<Privilege>] {
        &self.all
    }

    pub(crate) fn by_id(&self, id: Uuid) -> Option<&Arc<Privilege>> {
        self.by_id.get(&id).map(|at| &self.all[*at])
    }

    /// A privilege by its name, which is not case-sensitive.
    pub(crate) fn by_name(&self, name: &str) -> Option<&Arc<Privilege>> {
        let at = self.by_name.get(&name.to_lowercase())?;
        Some(&self.all[*at])
    }

    /// The privilege for a right on a table. `None` for the table `privilege`, which every user can
    /// read, and for an organization's own intersect tables.
    pub(crate) fn of_table(&self, table: &str, right: Right) -> Option<&Arc<Privilege>> {
        let (table, right) = governed(table, right).unwrap_or((table, right));
        let at = self.of_table.get(&(table.to_owned(), right))?;
        Some(&self.all[*at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn privileges() -> Privileges {
        Privileges::of(&Metadata::embedded().expect("the embedded tables are sound"))
    }

    /// PV-001, PV-002, BG-041, BG-042.
    #[test]
    fn names_and_depths_follow_from_the_tables() {
        let all = privileges();
        let of = |table: &str| {
            let mut names: Vec<_> = all
                .all()
                .iter()
                .filter(|privilege| {
                    let table_of = privilege.table.as_ref();
                    table_of.is_some_and(|of| of.logical_name == table)
                })
                .map(|privilege| privilege.name.as_str())
                .collect();
            names.sort_unstable();
            names
        };
        assert_eq!(
            of("contact"),
            [
                "prvAppendContact",
                "prvAppendToContact",
                "prvAssignContact",
                "prvCreateContact",
                "prvDeleteContact",
                "prvReadContact",
                "prvShareContact",
                "prvWriteContact"
            ]
        );
        assert_eq!(
            of("backgroundoperation"),
            [
                "prvAppendTobackgroundoperation",
                "prvAppendbackgroundoperation",
                "prvCreatebackgroundoperation",
                "prvDeletebackgroundoperation",
                "prvReadbackgroundoperation",
                "prvWritebackgroundoperation"
            ]
        );
        assert!(of("systemuser").contains(&"prvReadUser"));
        assert!(of("annotation").contains(&"prvReadNote"));
        let read = all.by_name("prvReadbackgroundoperation").unwrap();
        let taken = Depth::ALL.map(|depth| read.depths.take(depth));
        assert_eq!(taken, [false, false, false, true]);
    }

    #[test]
    fn documented_ids_are_kept_and_others_are_the_same_in_every_organization() {
        let (one, other) = (privileges(), privileges());
        assert_eq!(
            one.by_name("prvReadAccount").unwrap().id,
            uuid!("886b280c-6396-4d56-a0a3-2c1b0a50ceb0")
        );
        assert_eq!(one.by_name(ACT_ON_BEHALF).unwrap().id, OF_NO_TABLE[0].1);
        for (one, other) in one.all().iter().zip(other.all()) {
            assert_eq!(one.id, other.id, "{}", one.name);
        }
    }
}
