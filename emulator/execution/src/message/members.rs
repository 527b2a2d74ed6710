//! Members of teams: each is a row of `teammembership`, which is made and removed as its table's behavior says.

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::Value;
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::arguments::Arguments;
use crate::behavior;
use crate::error::{Error, not_found};
use crate::privilege::{TEAM, TEAM_MEMBER, USER};
use crate::seed::seed_rows;
use crate::session::Session;
use crate::team_rows::membership;

/// Takes the ids of the users in `Members`.
///
/// # Errors
/// A row is no user, or has no id.
pub(super) fn ids(arguments: &mut Arguments) -> Result<Vec<Uuid>, Fault> {
    let rows = match arguments.required("Members")? {
        Value::Collection(rows) => rows.entities,
        other => return Err(arguments.misshapen("Members", "an EntityCollection", &other)),
    };
    let ids = rows.into_iter().map(|row| match row.id {
        Some(id) if row.table == USER => Ok(id),
        _ => Err(Fault::invalid_argument(format!(
            "A member of 'Members' is no user: expected rows of '{USER}' with their keys."
        ))),
    });
    ids.collect()
}

/// Adds a user to a team. A member stays one.
///
/// # Errors
/// There is no such team; the behavior of the table refuses the pair.
pub(super) fn add(session: &mut Session<'_>, team: Uuid, user: Uuid) -> Result<(), Error> {
    exists(session, team)?;
    let table = session.table(TEAM_MEMBER)?;
    let mut row = membership(team, user);
    behavior::of(&table).before_create(session, &table, &mut row)?;
    match session.exists(&table, row.id.unwrap_or_default())? {
        true => Ok(()),
        false => seed_rows(session, vec![row]),
    }
}

/// Removes a user from a team. Who is no member stays none.
///
/// # Errors
/// There is no such team; the behavior of the table refuses it.
pub(super) fn remove(session: &mut Session<'_>, team: Uuid, user: Uuid) -> Result<(), Error> {
    exists(session, team)?;
    let table = session.table(TEAM_MEMBER)?;
    let id = membership(team, user).id.unwrap_or_default();
    if !session.exists(&table, id)? {
        return Ok(());
    }
    behavior::of(&table).before_delete(session, &table, id)?;
    session.write(Write::Delete {
        table,
        id,
        expect: Expect::Exists,
    })
}

fn exists(session: &Session<'_>, team: Uuid) -> Result<(), Error> {
    let teams = session.table(TEAM)?;
    match session.exists(&teams, team)? {
        true => Ok(()),
        false => Err(not_found(&teams, team).into()),
    }
}
