//! Intersect tables of users, teams and roles: who has which role, who belongs to which team.
//!
//! A row is made of the ids of both sides, and its own id follows from them. Both rows must exist and be seen by the
//! caller; what else a pair takes depends on its table.

use std::sync::Arc;

use dataverse_model::message::Right;
use dataverse_model::metadata::{Association, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};
use dataverse_store::Write;
use uuid::Uuid;

use super::TableBehavior;
use super::platform_rows::unsupported;
use super::teams;
use crate::error::{Error, not_found};
use crate::privilege::{TEAM, TEAM_MEMBER, TEAM_ROLE};
use crate::security::{may_access, may_assign};
use crate::session::Session;
use crate::team_rows::pair_id;

pub(super) struct Pairs;

/// What happens to a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Made,
    Removed,
}

impl TableBehavior for Pairs {
    fn before_create(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        let association = association(table)?;
        let ids = ids(association, target).ok_or_else(|| by_reference(table))?;
        for (side, id) in association.sides.iter().zip(ids) {
            let table = session.table(&side.table)?;
            may_access(session, Right::Read, &table, id)?;
            if !session.exists(&table, id)? {
                return Err(not_found(&table, id).into());
            }
        }
        let [first, second] = ids;
        if target.id != Some(pair_id(&table.logical_name, first, second)) {
            return Err(by_reference(table).into());
        }
        may_change(session, table, target, Change::Made)?;
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        _session: &mut Session<'_>,
        table: &Arc<Table>,
        _target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        Err(unsupported("Update", table).into())
    }

    fn before_delete(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<Vec<Write>, Error> {
        if let Some(row) = session.retrieve(table, id, &Columns::All)? {
            may_change(session, table, &row, Change::Removed)?;
        }
        Ok(Vec::new())
    }
}

/// The ids of both sides of a pair.
fn ids(association: &Association, row: &Entity) -> Option<[Uuid; 2]> {
    let [first, second] = &association.sides;
    let id = |column: &str| row.get(column).and_then(Value::as_guid);
    Some([id(&first.column)?, id(&second.column)?])
}

fn association(table: &Table) -> Result<&Association, Fault> {
    table.association.as_ref().ok_or_else(Fault::unexpected)
}

/// Checks that the caller may make or remove a pair of this table.
fn may_change(
    session: &Session<'_>,
    table: &Table,
    row: &Entity,
    change: Change,
) -> Result<(), Fault> {
    let id = |column: &str| row.get(column).and_then(Value::as_guid).unwrap_or_default();
    match table.logical_name.as_str() {
        TEAM_MEMBER => {
            let teams = session.table(TEAM)?;
            may_access(session, Right::Write, &teams, id("teamid"))?;
            match change {
                Change::Made => teams::may_join(session, id("teamid")),
                Change::Removed => teams::may_leave(session, id("teamid")),
            }
        }
        TEAM_ROLE => {
            if change == Change::Made {
                teams::may_have_role(session, id("teamid"), id("roleid"))?;
            }
            may_assign(session, id("roleid"))
        }
        _ => may_assign(session, id("roleid")),
    }
}

fn by_reference(table: &Table) -> Fault {
    let example = table.association.as_ref().map(|association| {
        let [first, _] = &association.sides;
        format!("{}s(<id>)/{}/$ref", first.table, association.name)
    });
    Fault::new(
        code::SDK_ENTITY_DOES_NOT_SUPPORT_MESSAGE,
        format!(
            "A row of {} cannot be created directly: expected POST {}.",
            table.logical_name,
            example.unwrap_or_default()
        ),
    )
}
