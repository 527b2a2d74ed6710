//! The rows of an organization's first start, written in one commit, and the rows that a database
//! of an older version lacks.

use dataverse_model::metadata::samples::ADMINISTRATOR;
use dataverse_protocol::query::{ColumnPath, Condition, Filter, Operator, Query};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_store::{Expect, Write};

use crate::error::Error;
use crate::privilege::{UNIT, USER};
use crate::row;
use crate::sdk_messages::{MESSAGE, message_id, of_custom_api};
use crate::session::Session;
use crate::team_rows::{default_team, default_team_id, membership};

/// Each custom API has a row of `sdkmessage`.
const CUSTOM_API: &str = "customapi";

/// Adds rows as if the platform itself had created them. Rows may refer to each other in circles:
/// the store checks references after the last row is written.
pub(crate) fn seed_rows(session: &mut Session<'_>, rows: Vec<Entity>) -> Result<(), Error> {
    for entity in rows {
        seed_row(session, entity)?;
    }
    Ok(())
}

/// Adds those of the rows that do not exist yet, the `sdkmessage` rows of custom APIs that an older version created without
/// one, and the default teams of its business units with their members.
pub(crate) fn missing_rows(session: &mut Session<'_>, rows: &[Entity]) -> Result<(), Error> {
    for entity in rows {
        let table = session.table(&entity.table)?;
        let there = match entity.id {
            Some(id) => session.exists(&table, id)?,
            None => false,
        };
        if !there {
            seed_row(session, entity.clone())?;
        }
    }
    missing_teams(session, rows)?;
    let apis = session.table(CUSTOM_API)?;
    let mut silent = Query::new(&apis.logical_name);
    silent.filter = Filter::Condition(Condition {
        column: ColumnPath::of("sdkmessageid"),
        operator: Operator::Null,
        operands: Vec::new(),
    });
    for api in session.query_all(silent)? {
        let (Some(id), Some(name)) = (api.id, api.get("uniquename").and_then(Value::as_str)) else {
            continue;
        };
        let message = Value::from(EntityReference::new(MESSAGE, message_id(name)));
        session.write(Write::Update {
            table: apis.clone(),
            id,
            values: [("sdkmessageid".into(), message)].into_iter().collect(),
            expect: Expect::Exists,
        })?;
        seed_rows(session, of_custom_api(&api))?;
    }
    Ok(())
}

/// Adds the default teams that business units of an older version lack, and their members, unless `rows` has them.
fn missing_teams(session: &mut Session<'_>, rows: &[Entity]) -> Result<(), Error> {
    let mut wanted = Vec::new();
    for unit in session.query_all(Query::new(UNIT))? {
        if let (Some(id), Some(name)) = (unit.id, unit.get("name").and_then(Value::as_str)) {
            wanted.push(default_team(id, name, ADMINISTRATOR));
        }
    }
    for user in session.query_all(Query::new(USER))? {
        let unit = user.get("businessunitid").and_then(Value::as_guid);
        if let (Some(id), Some(unit)) = (user.id, unit) {
            wanted.push(membership(default_team_id(unit), id));
        }
    }
    for row in wanted {
        let is_listed = rows
            .iter()
            .any(|known| known.table == row.table && known.id == row.id);
        let table = session.table(&row.table)?;
        if !is_listed && !session.exists(&table, row.id.unwrap_or_default())? {
            seed_row(session, row)?;
        }
    }
    Ok(())
}

fn seed_row(session: &mut Session<'_>, mut entity: Entity) -> Result<(), Error> {
    entity.id.get_or_insert_with(|| session.new_id());
    if entity.table == CUSTOM_API {
        announce(session, &mut entity)?;
    }
    let write = seed_write(session, entity)?;
    session.write(write)
}

/// The write of a row that has an id, as if the platform itself created it.
pub(crate) fn seed_write(session: &Session<'_>, entity: Entity) -> Result<Write, Error> {
    let table = session.table(&entity.table)?;
    let id = entity.id.unwrap_or_default();
    let values = row::for_create(session, &table, entity.attributes, row::Author::Platform)?;
    Ok(Write::Insert { table, id, values })
}

/// Creates the `sdkmessage` rows of a custom API and sets the API's lookup `sdkmessageid` (CA-020).
pub(crate) fn announce(session: &mut Session<'_>, api: &mut Entity) -> Result<(), Error> {
    for message in of_custom_api(api) {
        if message.table == MESSAGE
            && let Some(id) = message.id
        {
            let reference = EntityReference::new(MESSAGE, id);
            api.attributes
                .insert("sdkmessageid".into(), Value::from(reference));
        }
        seed_row(session, message)?;
    }
    Ok(())
}
