//! What a change of a row does to the rows that refer to it: these rows get the new owner and the shares of the row
//! (cascading behaviors, PV-070 to PV-077). Deletions cascade in the store.
//!
//! The rows that go along are found first, each once, so that rows that refer to each other in a circle end too. They
//! raise no steps and are written in the same transaction.

mod shares;

use std::collections::HashSet;
use std::sync::Arc;

use dataverse_model::metadata::{Cascade, Cascades, Column, Ownership, Table};
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use crate::error::Error;
use crate::parties;
use crate::row;
use crate::session::Session;

use shares::reparent;
pub(crate) use shares::{Given, principal_of, share, shares_of, unshare};

/// The lookup of a row's owner.
const OWNER: &str = "ownerid";

/// The state of an active row.
const ACTIVE: i64 = 0;

/// A row that goes along.
struct Reached {
    table: Arc<Table>,
    id: Uuid,
}

/// The values among these whose change cascades: the owner, and lookups of rows above. They are empty where the table has
/// no lookup of a row above, or none is given.
pub(crate) fn given(table: &Table, values: &Attributes) -> Attributes {
    if table.ownership != Ownership::User {
        return Attributes::default();
    }
    let columns = table.columns.values();
    let cascades = columns.filter(|column| column.logical_name == OWNER || is_parental(column));
    let given = cascades.filter_map(|column| values.get_key_value(column.logical_name.as_str()));
    given
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Whether a lookup leads to rows above, access to which is passed on.
fn is_parental(column: &Column) -> bool {
    let mut targets = column.targets().iter();
    targets.any(|target| target.cascades.reparent != Cascade::NoCascade)
}

/// Has a change of a row cascade: the rows below get its new owner, and the row gets the access of rows above.
/// `before` has the values until now, if the row existed.
///
/// # Errors
/// As [`assign`].
pub(crate) fn changed(
    session: &mut Session<'_>,
    (table, id): (&Arc<Table>, Uuid),
    given: &Attributes,
    before: Option<&Entity>,
) -> Result<(), Error> {
    reparent(session, (table, id), given, before)?;
    let owner = before.and_then(|row| row.get(OWNER)?.as_guid());
    match (given.get(OWNER), owner) {
        (Some(Value::Reference(new)), Some(old)) if new.id != old => {
            assign(session, (table, id), old, new)
        }
        _ => Ok(()),
    }
}

/// The owner that a row has before it is changed; `None` for a row without one.
///
/// # Errors
/// The store fails.
pub(crate) fn owner_of(
    session: &Session<'_>,
    table: &Arc<Table>,
    id: Uuid,
) -> Result<Option<EntityReference>, Fault> {
    if table.ownership != Ownership::User {
        return Ok(None);
    }
    let owner = Columns::Named(vec![OWNER.to_owned()]);
    let row = session.retrieve(table, id, &owner)?;
    Ok(
        match row.and_then(|mut row| row.attributes.swap_remove(OWNER)) {
            Some(Value::Reference(owner)) => Some(*owner),
            _ => None,
        },
    )
}

/// Gives the rows below a row its new owner. `before` owned the row until now.
///
/// # Errors
/// The owner cannot own one of the rows; there are more than the limit `cascaded_rows`.
fn assign(
    session: &mut Session<'_>,
    (table, id): (&Arc<Table>, Uuid),
    before: Uuid,
    owner: &EntityReference,
) -> Result<(), Error> {
    for reached in below(session, (table, id), |of| of.assign, Some(before))? {
        let given = Value::from(EntityReference::new(&owner.table, owner.id));
        let given = Attributes::from_iter([(OWNER.into(), given)]);
        let values = row::for_update(session, &reached.table, reached.id, given)?;
        parties::written(session, (&reached.table, reached.id), &values)?;
        session.write(Write::Update {
            table: reached.table,
            id: reached.id,
            values,
            expect: Expect::Exists,
        })?;
    }
    Ok(())
}

/// The rows that refer to a row, and those that refer to them, by relationships that cascade a change. `owner` is whose
/// rows a relationship reaches that cascades to rows of the same owner.
fn below(
    session: &mut Session<'_>,
    (table, id): (&Arc<Table>, Uuid),
    of: fn(&Cascades) -> Cascade,
    owner: Option<Uuid>,
) -> Result<Vec<Reached>, Error> {
    let limit = session.limits().cascaded_rows;
    let mut seen = HashSet::from([(table.logical_name.clone(), id)]);
    let mut all = Vec::new();
    let mut open = vec![Reached {
        table: table.clone(),
        id,
    }];
    while let Some(next) = open.pop() {
        for (referring, lookup, cascade) in cascading(session, &next.table, of) {
            for row in referring_rows(session, &referring, &lookup, next.id)? {
                let Some(id) = row.id.filter(|_| is_reached(&row, cascade, owner)) else {
                    continue;
                };
                if !seen.insert((referring.logical_name.clone(), id)) {
                    continue;
                }
                if all.len() >= limit {
                    return Err(Fault::invalid_argument(format!(
                        "A change of a row of '{}' cascades to more than {limit} rows.",
                        table.logical_name
                    ))
                    .into());
                }
                let reached = || Reached {
                    table: referring.clone(),
                    id,
                };
                all.push(reached());
                open.push(reached());
            }
        }
    }
    Ok(all)
}

/// The lookups of owned tables by which a change cascades from rows of a table: the table of the lookup, the lookup, and
/// which rows it reaches.
fn cascading(
    session: &Session<'_>,
    table: &Table,
    of: fn(&Cascades) -> Cascade,
) -> Vec<(Arc<Table>, String, Cascade)> {
    let mut lookups = Vec::new();
    let tables = session.metadata().tables();
    let is_reached =
        |referring: &&Arc<Table>| referring.ownership == Ownership::User && !referring.is_union();
    for referring in tables.filter(is_reached) {
        for column in referring.columns.values() {
            let mut targets = column.targets().iter();
            let target = targets.find(|target| target.table == table.logical_name);
            let cascade = target.map_or(Cascade::NoCascade, |target| of(&target.cascades));
            if cascade != Cascade::NoCascade {
                lookups.push((referring.clone(), column.logical_name.clone(), cascade));
            }
        }
    }
    lookups
}

fn is_reached(row: &Entity, cascade: Cascade, owner: Option<Uuid>) -> bool {
    match cascade {
        Cascade::NoCascade => false,
        Cascade::Cascade => true,
        Cascade::Active => {
            let state = row.get("statecode").and_then(Value::as_integer);
            state.is_none_or(|state| state == ACTIVE)
        }
        Cascade::UserOwned => row.get(OWNER).and_then(Value::as_guid) == owner,
    }
}

/// The rows whose lookup refers to a row, with owner and state.
fn referring_rows(
    session: &mut Session<'_>,
    table: &Arc<Table>,
    lookup: &str,
    id: Uuid,
) -> Result<Vec<Entity>, Fault> {
    let mut query = Query::new(&table.logical_name);
    let columns = [OWNER, "statecode"].into_iter();
    let columns = columns.filter(|column| table.columns.contains_key(*column));
    query.columns = Columns::Named(columns.map(str::to_owned).collect());
    query.filter = equals(lookup, id);
    session.query_all(query)
}

fn equals(column: &str, id: Uuid) -> Filter {
    Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator: Operator::Equal,
        operands: vec![Operand::Value(Value::Guid(id))],
    })
}
