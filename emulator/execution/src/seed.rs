//! The rows of an organization's first start, written in one commit, and the rows that a database
//! of an older version lacks.

use dataverse_protocol::query::{ColumnPath, Condition, Filter, Operator, Query};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_store::{Expect, Write};

use crate::error::Error;
use crate::row;
use crate::sdk_messages::{MESSAGE, message_id, of_custom_api};
use crate::session::Session;

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

/// Adds those of the rows that do not exist yet, and the `sdkmessage` rows of custom APIs that an
/// older version created without one.
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
    let apis = session.table(CUSTOM_API)?;
    let mut silent = Query::new(&apis.logical_name);
    silent.filter = Filter::Condition(Condition {
        column: ColumnPath::of("sdkmessageid"),
        operator: Operator::Null,
        operands: Vec::new(),
    });
    for api in session.query(&silent)?.entities {
        let (Some(id), Some(name)) = (api.id, api.get("uniquename").and_then(Value::as_str)) else {
            continue;
        };
        let message = Value::Reference(EntityReference::new(MESSAGE, message_id(name)));
        session.write(Write::Update {
            table: apis.clone(),
            id,
            values: [("sdkmessageid".to_owned(), message)].into_iter().collect(),
            expect: Expect::Exists,
        })?;
        seed_rows(session, of_custom_api(&api))?;
    }
    Ok(())
}

fn seed_row(session: &mut Session<'_>, mut entity: Entity) -> Result<(), Error> {
    let table = session.table(&entity.table)?;
    let id = match entity.id {
        Some(id) => id,
        None => session.new_id(),
    };
    if table.logical_name == CUSTOM_API {
        announce(session, &mut entity)?;
    }
    let values = row::for_create(session, &table, entity.attributes, row::Author::Platform)?;
    session.write(Write::Insert { table, id, values })
}

/// Creates the `sdkmessage` rows of a custom API and sets the API's lookup `sdkmessageid` (CA-020).
pub(crate) fn announce(session: &mut Session<'_>, api: &mut Entity) -> Result<(), Error> {
    for message in of_custom_api(api) {
        if message.table == MESSAGE
            && let Some(id) = message.id
        {
            let reference = EntityReference::new(MESSAGE, id);
            api.attributes
                .insert("sdkmessageid".to_owned(), Value::Reference(reference));
        }
        seed_row(session, message)?;
    }
    Ok(())
}
