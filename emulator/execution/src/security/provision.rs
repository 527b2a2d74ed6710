//! Users as tests specify them: names, roles, privileges and business unit.

use dataverse_model::metadata::samples::{ADMINISTRATOR, ROOT_BUSINESS_UNIT};
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_runtime::identity::named;
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::first::{role_privilege, row};
use crate::error::Error;
use crate::privilege::{Depth, ROLE, ROLE_PRIVILEGE, TEAM_MEMBER, UNIT, USER, USER_ROLE};
use crate::seed::seed_rows;
use crate::session::Session;
use crate::team_rows::{default_team, default_team_id, membership, pair_id, user_role};

/// The specification of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSpec {
    /// Full name, last name and user name.
    pub name: String,
    /// Names of the user's roles.
    pub roles: Vec<String>,
    /// Privileges that are granted by a role of the user's own.
    pub privileges: Vec<(String, Depth)>,
    /// Names of nested business units, the outermost first; empty for the root business unit.
    pub unit: Vec<String>,
    /// Whether the user may not sign in (`isdisabled`).
    pub disabled: bool,
    /// `applicationid`, for an application user.
    pub application: Option<Uuid>,
}

/// The provisioned user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provisioned {
    /// `systemuserid`.
    pub id: Uuid,
    /// `azureactivedirectoryobjectid`.
    pub object_id: Uuid,
    /// `businessunitid`.
    pub unit: Uuid,
    /// Whether the user was created, not changed.
    pub is_new: bool,
}

impl UserSpec {
    /// Writes the rows of the user.
    ///
    /// # Errors
    /// A role or a privilege does not exist; the text is for the author of the test.
    pub(crate) fn provision(&self, session: &mut Session<'_>) -> Result<Provisioned, String> {
        let failed = |error: Error| match error {
            Error::Fault(fault) => fault.message,
            Error::Refused(refusal) => refusal.to_string(),
        };
        let registry = session.registry().clone();
        let principals = &registry.principals;
        let known = principals.find(&self.name).cloned();
        let id = known
            .as_ref()
            .map_or_else(|| named(&format!("user/{}", self.name)), |user| user.id);
        let object_id = known
            .as_ref()
            .and_then(|user| user.object_id)
            .unwrap_or_else(|| named(&format!("user/{}/object", self.name)));
        let mut rows = Vec::new();
        let unit = self.unit(session, &mut rows);
        let mut roles = Vec::new();
        for name in &self.roles {
            let role = principals.role(name);
            roles.push(role.ok_or_else(|| format!("there is no role '{name}'"))?);
        }
        let own = named(&format!("user/{}/role", self.name));
        let mut granted = Vec::new();
        for (name, depth) in &self.privileges {
            let privilege = principals.privileges().by_name(name);
            let privilege = privilege.ok_or_else(|| format!("there is no privilege '{name}'"))?;
            if !privilege.depths.take(*depth) {
                return Err(format!(
                    "privilege '{}' does not take depth {}",
                    privilege.name,
                    depth.name()
                ));
            }
            granted.push(role_privilege(own, privilege.id, *depth));
        }
        if !granted.is_empty() {
            roles.push(own);
            if principals.role(&self.own_role()).is_none() {
                rows.push(self.role(own));
            }
        }
        let user = self.user(id, object_id, unit);
        match &known {
            None => rows.push(user),
            Some(_) => update(session, user).map_err(failed)?,
        }
        clear(session, USER_ROLE, "systemuserid", id).map_err(failed)?;
        clear(session, ROLE_PRIVILEGE, "roleid", own).map_err(failed)?;
        let left = known.as_ref().map(|user| default_team_id(user.unit));
        let joined = default_team_id(unit);
        if left != Some(joined) {
            let memberships = left.map(|team| pair_id(TEAM_MEMBER, team, id));
            delete(session, TEAM_MEMBER, memberships).map_err(failed)?;
            rows.push(membership(joined, id));
        }
        rows.extend(roles.into_iter().map(|role| user_role(id, role)));
        rows.extend(granted);
        seed_rows(session, rows).map_err(failed)?;
        Ok(Provisioned {
            id,
            object_id,
            unit,
            is_new: known.is_none(),
        })
    }

    fn own_role(&self) -> String {
        format!("Privileges of {}", self.name)
    }

    fn role(&self, id: Uuid) -> Entity {
        let unit = unit(ROOT_BUSINESS_UNIT);
        row(
            ROLE,
            id,
            [("name", self.own_role().into()), ("businessunitid", unit)],
        )
    }

    /// The id of the user's business unit; adds rows for missing ones to `rows`.
    fn unit(&self, session: &Session<'_>, rows: &mut Vec<Entity>) -> Uuid {
        let core = session.core();
        let principals = &session.registry().principals;
        let mut at = core.business_unit;
        for name in &self.unit {
            at = principals.unit(name).unwrap_or_else(|| {
                let id = named(&format!("{UNIT}/{name}"));
                let own = EntityReference::new("organization", core.id);
                rows.push(row(
                    UNIT,
                    id,
                    [
                        ("name", name.as_str().into()),
                        ("parentbusinessunitid", unit(at)),
                        ("organizationid", Value::from(own)),
                    ],
                ));
                rows.push(default_team(id, name, ADMINISTRATOR));
                id
            });
        }
        at
    }

    fn user(&self, id: Uuid, object_id: Uuid, at: Uuid) -> Entity {
        row(
            USER,
            id,
            [
                ("fullname", self.name.as_str().into()),
                ("lastname", self.name.as_str().into()),
                ("domainname", self.name.as_str().into()),
                ("azureactivedirectoryobjectid", Value::Guid(object_id)),
                (
                    "applicationid",
                    self.application.map_or(Value::Null, Value::Guid),
                ),
                ("businessunitid", unit(at)),
                ("isdisabled", self.disabled.into()),
            ],
        )
    }
}

fn unit(id: Uuid) -> Value {
    Value::from(EntityReference::new(UNIT, id))
}

/// Changes an existing user, who keeps names and object id.
fn update(session: &mut Session<'_>, user: Entity) -> Result<(), Error> {
    let table = session.table(USER)?;
    let Some(id) = user.id else {
        return Err(Fault::unexpected().into());
    };
    let mut values = user.attributes;
    for name in [
        "fullname",
        "lastname",
        "domainname",
        "azureactivedirectoryobjectid",
    ] {
        values.shift_remove(name);
    }
    session.write(Write::Update {
        table,
        id,
        values,
        expect: Expect::Exists,
    })
}

/// Deletes the rows of a table whose `column` has this value.
fn clear(session: &mut Session<'_>, table: &str, column: &str, value: Uuid) -> Result<(), Error> {
    let table = session.table(table)?;
    let mut query = Query::new(&table.logical_name);
    query.columns = Columns::Named(Vec::new());
    query.filter = Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator: Operator::Equal,
        operands: vec![Operand::Value(Value::Guid(value))],
    });
    let found = session.query_all(query)?;
    delete(
        session,
        &table.logical_name,
        found.into_iter().filter_map(|row| row.id),
    )
}

/// Deletes rows of a table.
fn delete(
    session: &mut Session<'_>,
    table: &str,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<(), Error> {
    let table = session.table(table)?;
    for id in ids {
        session.write(Write::Delete {
            table: table.clone(),
            id,
            expect: Expect::Exists,
        })?;
    }
    Ok(())
}
