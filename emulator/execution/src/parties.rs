//! The rows of `activityparty` that follow from columns of an activity: its owner takes part in it, and so does the row
//! that it regards (TB-007).
//!
//! Which columns these are is data of the activity's table. The message or the cascade that writes such a column calls
//! [`written`], in the same transaction.

use std::sync::Arc;

use dataverse_model::metadata::{PartyColumn, Table};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_runtime::identity::named;
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use crate::error::Error;
use crate::seed::seed_rows;
use crate::session::Session;

const TABLE: &str = "activityparty";
const PARTY: &str = "partyid";

/// The values among these whose rows take part in the activity.
pub(crate) fn of(table: &Table, values: &Attributes) -> Attributes {
    let columns = table.storage.parties.iter().map(|party| &party.column);
    let given = columns.filter_map(|column| values.get_key_value(column.as_str()));
    given
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Has the parties of an activity follow the values that are written to it.
///
/// # Errors
/// The store fails.
pub(crate) fn written(
    session: &mut Session<'_>,
    (table, id): (&Arc<Table>, Uuid),
    values: &Attributes,
) -> Result<(), Error> {
    for party in &table.storage.parties {
        if let Some(value) = values.get(party.column.as_str()) {
            let activity = EntityReference::new(&table.logical_name, id);
            follow(session, activity, party, value)?;
        }
    }
    Ok(())
}

/// Makes, changes or removes the row of one column.
fn follow(
    session: &mut Session<'_>,
    activity: EntityReference,
    party: &PartyColumn,
    value: &Value,
) -> Result<(), Error> {
    let table = session.table(TABLE)?;
    let id = named(&format!("{TABLE}/{}/{}", activity.id, party.participation));
    let is_there = session.exists(&table, id)?;
    let expect = Expect::Exists;
    let wanted = match value {
        Value::Reference(row) if can_take_part(&table, row) => Some((**row).clone()),
        _ => None,
    };
    match (wanted, is_there) {
        (None, false) => Ok(()),
        (None, true) => session.write(Write::Delete { table, id, expect }),
        (Some(row), true) => session.write(Write::Update {
            table,
            id,
            values: Attributes::from_iter([(PARTY.into(), Value::from(row))]),
            expect,
        }),
        (Some(row), false) => {
            let mut entity = Entity::new(TABLE)
                .with("activityid", activity)
                .with(PARTY, row)
                .with(
                    "participationtypemask",
                    Value::OptionSet(party.participation),
                );
            entity.id = Some(id);
            seed_rows(session, vec![entity])
        }
    }
}

/// Whether rows of the table can be parties: a team, for example, owns activities and takes part in none.
fn can_take_part(parties: &Table, row: &EntityReference) -> bool {
    let targets = parties
        .column(PARTY)
        .map_or(&[][..], |party| party.targets());
    targets.iter().any(|target| target.table == row.table)
}
