//! The rows of an organization's first start, as writes that are committed together.

use std::collections::HashSet;

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::{Attributes, Entity, Value};
use uuid::Uuid;

use super::{Session, row};
use crate::store::{Expect, Write};

/// Completes rows as if the platform itself had created them.
///
/// They refer to each other in circles, and no row may refer to one that is not there yet: such
/// lookups are filled when all rows are there.
pub(crate) fn first_rows(session: &mut Session<'_>, rows: Vec<Entity>) -> Result<(), Fault> {
    let mut there: HashSet<Uuid> = HashSet::new();
    let mut later = Vec::new();
    for entity in rows {
        let table = session.table(&entity.table)?;
        let id = match entity.id {
            Some(id) => id,
            None => session.new_id(),
        };
        let values = row::for_create(session, &table, entity.attributes, row::Author::Platform)?;
        let (early, late): (Attributes, Attributes) =
            values.into_iter().partition(|(_, value)| match value {
                Value::Reference(reference) => there.contains(&reference.id),
                _ => true,
            });
        session.write(Write::Insert {
            table: table.clone(),
            id,
            values: early,
        })?;
        there.insert(id);
        if !late.is_empty() {
            later.push(Write::Update {
                table,
                id,
                values: late,
                expect: Expect::Exists,
            });
        }
    }
    later.into_iter().try_for_each(|write| session.write(write))
}
