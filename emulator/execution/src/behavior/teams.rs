//! Teams: whose they are, what becomes of the default team of a business unit, and who may join or have a role (PV-063 to
//! PV-065).

use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_store::Write;
use uuid::Uuid;

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use crate::error::Error;
use crate::privilege::{ROLE, TEAM, UNIT, USER};
use crate::registry::TeamKind;
use crate::session::Session;

pub(super) struct Teams;

/// Types of teams that stand for a group of Microsoft Entra ID.
const GROUPS: [i64; 2] = [2, 3];

/// `isinherited` of a role that only the team has.
const TEAM_ONLY: i64 = 0;

impl TableBehavior for Teams {
    /// A team belongs to the caller's business unit and has the caller as its administrator unless the caller names
    /// others.
    fn before_create(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        let caller = session.provenance().caller;
        let principals = &session.registry().principals;
        let unit = principals.unit_of(caller);
        let unit = unit.unwrap_or(session.core().business_unit);
        for (column, table, id) in [
            ("businessunitid", UNIT, unit),
            ("administratorid", USER, caller),
        ] {
            let own = Value::from(EntityReference::new(table, id));
            let column = column.to_owned();
            target.attributes.entry(column.into()).or_insert(own);
        }
        let row = EffectiveRow::of_new(table, target)?;
        let is_group = row
            .number("teamtype")
            .is_some_and(|kind| GROUPS.contains(&kind));
        if is_group && row.get("azureactivedirectoryobjectid").is_none() {
            return Err(Fault::invalid_argument(
                "A team of a group in Microsoft Entra ID needs 'azureactivedirectoryobjectid', the object id of the group.",
            )
            .into());
        }
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        let row = EffectiveRow::of_changed(session, table, target)?;
        if row.current("isdefault").and_then(Value::as_bool) != Some(true) {
            return Ok(Vec::new());
        }
        let team = target.id.unwrap_or_default();
        for (column, code, what) in [
            (
                "name",
                code::CANNOT_UPDATE_NAME_DEFAULT_TEAM,
                "name can't be updated",
            ),
            (
                "businessunitid",
                code::CANNOT_SET_PARENT_DEFAULT_TEAM,
                "parent can't be set",
            ),
        ] {
            let given = row.given(column).map(comparable);
            if given.is_some_and(|given| row.current(column).map(comparable) != Some(given)) {
                return Err(of_default_team(code, what, team).into());
            }
        }
        Ok(Vec::new())
    }

    fn before_delete(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        match is_default(session, id)? {
            true => {
                let code = code::CANNOT_DELETE_DEFAULT_TEAM;
                Err(of_default_team(code, "can't be deleted", id).into())
            }
            false => Ok(Vec::new()),
        }
    }
}

/// A reference without the name of its row.
fn comparable(value: &Value) -> Value {
    match value {
        Value::Reference(to) => EntityReference::new(&to.table, to.id).into(),
        other => other.clone(),
    }
}

fn of_default_team(code: i32, what: &str, team: Uuid) -> Fault {
    Fault::new(
        code,
        format!("The default business unit team {what} (TeamId = {team})."),
    )
}

/// Checks that members can be added to a team.
pub(super) fn may_join(session: &Session<'_>, team: Uuid) -> Result<(), Fault> {
    match is_default(session, team)? {
        true => Err(Fault::new(
            code::CANNOT_ADD_MEMBERS_TO_DEFAULT_TEAM,
            format!("Can't add members to the default business unit team (TeamId = {team})."),
        )),
        false => Ok(()),
    }
}

/// Checks that members can be removed from a team.
pub(super) fn may_leave(session: &Session<'_>, team: Uuid) -> Result<(), Fault> {
    match is_default(session, team)? {
        true => Err(Fault::new(
            code::CANNOT_REMOVE_MEMBERS_FROM_DEFAULT_TEAM,
            format!("Can't remove members from the default business unit team (TeamId = {team})."),
        )),
        false => Ok(()),
    }
}

/// Checks that a team can have a role.
pub(super) fn may_have_role(session: &Session<'_>, team: Uuid, role: Uuid) -> Result<(), Fault> {
    match kind(session, team)? {
        TeamKind::Owner => Ok(()),
        TeamKind::Access => Err(Fault::new(
            code::CANNOT_ASSIGN_ROLES_TO_ACCESS_TEAM,
            format!("Cannot assign roles or profiles to an access team (TeamId = {team})."),
        )),
        TeamKind::Group => {
            let inherited = column(session, ROLE, role, "isinherited")?;
            match inherited.and_then(|value| value.as_integer()) {
                Some(TEAM_ONLY) => Err(Fault::new(
                    code::GROUP_TEAM_NEEDS_INHERITABLE_ROLE,
                    format!(
                        "Cannot assign security role with \"Team Privileges only\" Inheritance to Microsoft Entra ID Group or Office Group teams. (TeamId = {team})"
                    ),
                )),
                _ => Ok(()),
            }
        }
    }
}

fn is_default(session: &Session<'_>, team: Uuid) -> Result<bool, Fault> {
    let flag = column(session, TEAM, team, "isdefault")?;
    Ok(flag.and_then(|flag| flag.as_bool()) == Some(true))
}

fn kind(session: &Session<'_>, team: Uuid) -> Result<TeamKind, Fault> {
    let kind = column(session, TEAM, team, "teamtype")?;
    let number = kind.and_then(|kind| kind.as_integer());
    Ok(TeamKind::of_number(number.unwrap_or_default()))
}

fn column(
    session: &Session<'_>,
    table: &str,
    id: Uuid,
    name: &str,
) -> Result<Option<Value>, Fault> {
    let table = session.table(table)?;
    let columns = Columns::Named(vec![name.to_owned()]);
    let row = session.retrieve(&table, id, &columns)?;
    Ok(row.and_then(|mut row| row.attributes.swap_remove(name)))
}
