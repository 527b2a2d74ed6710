//! The rows of an organization's first start, as writes that are committed together.

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::Entity;

use super::{Session, row};
use crate::store::Write;

/// Completes rows as if the platform itself had created them. They may refer to each other in
/// circles: the store looks for what is referred to when all of them are there.
pub(crate) fn first_rows(session: &mut Session<'_>, rows: Vec<Entity>) -> Result<(), Fault> {
    for entity in rows {
        let table = session.table(&entity.table)?;
        let id = match entity.id {
            Some(id) => id,
            None => session.new_id(),
        };
        let values = row::for_create(session, &table, entity.attributes, row::Author::Platform)?;
        session.write(Write::Insert { table, id, values })?;
    }
    Ok(())
}
