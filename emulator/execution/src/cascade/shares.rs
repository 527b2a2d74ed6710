//! Changes the shares of a row and of the rows below it (PV-072 to PV-076).
//!
//! Each share is a row of `principalobjectaccess` for a row and a principal. It holds the rights that were granted for
//! the row, and apart from them those that the row has from a row above.

use std::sync::Arc;

use dataverse_model::metadata::{Cascade, Table};
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::ParentAccess;
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Value};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::{OWNER, below, equals, is_parental, owner_of};
use crate::error::Error;
use crate::privilege::SHARE;
use crate::security::{GRANTED, INHERITED, rights_of, share_id};
use crate::seed::seed_write;
use crate::session::Session;

/// The rights that the owner of a row has on a row below: to read, write, append, append to, delete, share and assign
/// it, and the sign that they are inherited (`inheritedaccessrightsmask` 135069719).
const OF_OWNER_ABOVE: i32 = 0x080d_0017;

/// Rights that a principal is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    /// These rights, besides the present ones.
    Added(i32),
    /// These rights in the place of the present ones.
    Replaced(i32),
}

impl Given {
    fn over(self, present: i32) -> i32 {
        match self {
            Self::Added(rights) => present | rights,
            Self::Replaced(rights) => rights,
        }
    }
}

/// No rights are left.
const NOTHING: Given = Given::Replaced(0);

/// Which of the two kinds of rights change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Granted,
    Inherited,
}

/// Shares a row with a principal, and the rows below it.
///
/// # Errors
/// There are more rows below than the limit `cascaded_rows`.
pub(crate) fn share(
    session: &mut Session<'_>,
    (table, id): (&Arc<Table>, Uuid),
    principal: &EntityReference,
    given: Given,
) -> Result<(), Error> {
    let owner = owner_of(session, table, id)?.map(|owner| owner.id);
    let reached = below(session, (table, id), |of| of.share, owner)?;
    change(session, (table, id), principal, Part::Granted, given)?;
    for row in reached {
        let row = (&row.table, row.id);
        change(session, row, principal, Part::Inherited, given)?;
    }
    Ok(())
}

/// Shares a row with a principal no more, nor the rows below it.
///
/// # Errors
/// As [`share`].
pub(crate) fn unshare(
    session: &mut Session<'_>,
    (table, id): (&Arc<Table>, Uuid),
    principal: &EntityReference,
) -> Result<(), Error> {
    let owner = owner_of(session, table, id)?.map(|owner| owner.id);
    let reached = below(session, (table, id), |of| of.unshare, owner)?;
    change(session, (table, id), principal, Part::Granted, NOTHING)?;
    for row in reached {
        let row = (&row.table, row.id);
        change(session, row, principal, Part::Inherited, NOTHING)?;
    }
    Ok(())
}

/// The shares of a row.
///
/// # Errors
/// The store fails.
pub(crate) fn shares_of(session: &mut Session<'_>, id: Uuid) -> Result<Vec<Entity>, Fault> {
    let mut query = Query::new(SHARE);
    query.filter = equals("objectid", id);
    session.query_all(query)
}

/// Passes the access to a parent row on to its new child row: the parent's owner, and the users and teams that share the
/// parent, get access to the child. The owner and the sharers of the former parent lose it.
///
/// # Errors
/// The store fails.
pub(super) fn reparent(
    session: &mut Session<'_>,
    (table, id): (&Arc<Table>, Uuid),
    values: &Attributes,
    before: Option<&Entity>,
) -> Result<(), Error> {
    if session.rules().parent_access == ParentAccess::NoAccess {
        return Ok(());
    }
    let columns = table.columns.values();
    let lookups = columns.filter(|column| is_parental(column));
    let lookups: Vec<String> = lookups
        .map(|column| column.logical_name.clone())
        .filter(|lookup| values.contains_key(lookup.as_str()))
        .collect();
    for lookup in lookups {
        let parent = |row: Option<&Value>| match row {
            Some(Value::Reference(to)) if passes_on(table, &lookup, to) => Some(to.clone()),
            _ => None,
        };
        let new = parent(values.get(lookup.as_str()));
        let old = parent(before.and_then(|row| row.get(&lookup)));
        if new.as_ref().map(|to| to.id) == old.as_ref().map(|to| to.id) {
            continue;
        }
        if let Some(old) = old {
            for (principal, _) in access_above(session, &old)? {
                let given = NOTHING;
                change(session, (table, id), &principal, Part::Inherited, given)?;
            }
        }
        if let Some(new) = new {
            let owner = match values.get(OWNER) {
                Some(Value::Reference(owner)) => Some(owner.id),
                _ => owner_of(session, table, id)?.map(|owner| owner.id),
            };
            for (principal, rights) in access_above(session, &new)? {
                if Some(principal.id) != owner {
                    let given = Given::Added(rights);
                    change(session, (table, id), &principal, Part::Inherited, given)?;
                }
            }
        }
    }
    Ok(())
}

/// Whether a reference of this lookup passes on the access to the row that it leads to.
fn passes_on(table: &Table, lookup: &str, to: &EntityReference) -> bool {
    let Some(column) = table.column(lookup) else {
        return false;
    };
    let mut targets = column.targets().iter();
    targets.any(|target| target.table == to.table && target.cascades.reparent != Cascade::NoCascade)
}

/// The principals that have access to a row above, with the rights that they have on the rows below.
fn access_above(
    session: &mut Session<'_>,
    to: &EntityReference,
) -> Result<Vec<(EntityReference, i32)>, Fault> {
    let table = session.table(&to.table)?;
    let owner = owner_of(session, &table, to.id)?;
    let mut access: Vec<_> = owner
        .into_iter()
        .map(|owner| (owner, OF_OWNER_ABOVE))
        .collect();
    if session.may_have_shares() {
        for share in shares_of(session, to.id)? {
            access.extend(principal_of(&share).map(|principal| (principal, rights_of(&share))));
        }
    }
    Ok(access)
}

/// The principal of a share.
pub(crate) fn principal_of(share: &Entity) -> Option<EntityReference> {
    let table = share.get("principaltypecode").and_then(Value::as_str)?;
    let id = share.get("principalid").and_then(Value::as_guid)?;
    Some(EntityReference::new(table, id))
}

/// Changes one part of the rights with which a row is shared. A share without any rights is no row.
fn change(
    session: &mut Session<'_>,
    (table, id): (&Arc<Table>, Uuid),
    principal: &EntityReference,
    part: Part,
    given: Given,
) -> Result<(), Error> {
    let shares = session.table(SHARE)?;
    let share = share_id(principal.id, id);
    let present = session.retrieve(&shares, share, &Columns::All)?;
    let bits = |column| {
        let row = present.as_ref()?;
        i32::try_from(row.get(column).and_then(Value::as_integer)?).ok()
    };
    let mut granted = bits(GRANTED).unwrap_or(0);
    let mut inherited = bits(INHERITED).unwrap_or(0);
    match part {
        Part::Granted => granted = given.over(granted),
        Part::Inherited => inherited = given.over(inherited),
    }
    let now = Value::DateTime(session.now());
    let values = Attributes::from_iter([
        (GRANTED.into(), Value::Integer(granted)),
        (INHERITED.into(), Value::Integer(inherited)),
        ("changedon".into(), now),
    ]);
    match (present.is_some(), granted | inherited) {
        (false, 0) => Ok(()),
        (true, 0) => session.write(Write::Delete {
            table: shares,
            id: share,
            expect: Expect::Exists,
        }),
        (true, _) => session.write(Write::Update {
            table: shares,
            id: share,
            values,
            expect: Expect::Exists,
        }),
        (false, _) => {
            let mut row = Entity::new(SHARE)
                .with("objectid", id)
                .with("objecttypecode", table.logical_name.as_str())
                .with("principalid", principal.id)
                .with("principaltypecode", principal.table.as_str());
            row.id = Some(share);
            row.attributes.extend(values);
            let write = seed_write(session, row)?;
            session.write(write)
        }
    }
}
