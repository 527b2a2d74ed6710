//! The owner of a row: a user or a team, and what follows from it (PV-066).

use dataverse_model::message::Right;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, EntityReference, Value};
use uuid::Uuid;

use crate::privilege::{TEAM, UNIT, USER};
use crate::registry::{Team, TeamKind};
use crate::session::Session;

/// Sets owning user, owning team and owning business unit from the owner.
///
/// # Errors
/// The owner is a team that cannot own rows of the table.
pub(super) fn place(
    session: &Session<'_>,
    table: &Table,
    values: &mut Attributes,
) -> Result<(), Fault> {
    let Some(Value::Reference(owner)) = values.get("ownerid").cloned() else {
        return Ok(());
    };
    if let Some(team) = session.registry().principals.team(owner.id) {
        may_own(session, table, team)?;
    }
    for (column, kind) in [("owninguser", USER), ("owningteam", TEAM)] {
        if table.columns.contains_key(column) {
            let own = (owner.table == kind).then(|| Value::Reference(owner.clone()));
            values.insert(column.into(), own.unwrap_or(Value::Null));
        }
    }
    if table.columns.contains_key("owningbusinessunit") {
        let unit = unit_of(session, &owner).unwrap_or(session.core().business_unit);
        let unit = EntityReference::new(UNIT, unit);
        values.insert("owningbusinessunit".into(), Value::from(unit));
    }
    Ok(())
}

/// Checks that a team can own rows of a table: it is no access team, and its roles let it read the table.
fn may_own(session: &Session<'_>, table: &Table, team: &Team) -> Result<(), Fault> {
    if team.kind == TeamKind::Access {
        return Err(Fault::new(
            code::CANNOT_ASSIGN_TO_ACCESS_TEAM,
            "You cannot assign a record to the access team. You can assign a record to the owner team.",
        ));
    }
    let privileges = session.registry().principals.privileges();
    let Some(read) = privileges.of_table(&table.logical_name, Right::Read) else {
        return Ok(());
    };
    match team.depth(read.id) {
        Some(_) => Ok(()),
        None => Err(Fault::new(
            code::PRIVILEGE_DENIED,
            format!(
                "Principal team (Id={}, type=9) is missing {} privilege (Id={})",
                team.id, read.name, read.id
            ),
        )),
    }
}

/// The business unit of an owner; one that the same unit of work has made is not in the registry yet.
fn unit_of(session: &Session<'_>, owner: &EntityReference) -> Option<Uuid> {
    let known = session.registry().principals.unit_of(owner.id);
    known.or_else(|| {
        let table = session.table(&owner.table).ok()?;
        let unit = Columns::Named(vec!["businessunitid".to_owned()]);
        let row = session.retrieve(&table, owner.id, &unit).ok()??;
        row.get("businessunitid").and_then(Value::as_guid)
    })
}
