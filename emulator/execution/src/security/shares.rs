//! Shared rows: rows of `principalobjectaccess`, one for each principal that a row is shared with (PV-062).
//!
//! The rights of a share are those that were granted for the row, and those that it has from a row above, whose sharing
//! cascades.

use std::sync::Arc;

use dataverse_model::message::Right;
use dataverse_model::metadata::{Ownership, Table};
use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Entity, Value};
use dataverse_runtime::identity::named;
use dataverse_store::{ListedRows, RowCondition};
use uuid::Uuid;

use crate::privilege::SHARE;
use crate::registry::User;
use crate::session::Session;

/// The column with the rights that were granted for the row itself.
pub(crate) const GRANTED: &str = "accessrightsmask";
/// The column with the rights that come from a row above.
pub(crate) const INHERITED: &str = "inheritedaccessrightsmask";

/// The id of the row that shares a row with a principal. It is derived from both, so that they have at most one row.
pub(crate) fn share_id(principal: Uuid, row: Uuid) -> Uuid {
    named(&format!("{SHARE}/{principal}/{row}"))
}

/// Whether rows of a table can be shared: users own them.
pub(crate) fn is_shareable(table: &Table) -> bool {
    table.ownership == Ownership::User && table.engine.is_none()
}

/// The rights of a share, as bits of the enumeration `AccessRights`.
pub(crate) fn rights_of(share: &Entity) -> i32 {
    let bits = |column| share.get(column).and_then(Value::as_integer).unwrap_or(0);
    i32::try_from(bits(GRANTED) | bits(INHERITED)).unwrap_or(0)
}

/// The rights with which a row is shared with any of these principals, as bits of the enumeration `AccessRights`.
///
/// # Errors
/// The store fails.
pub(crate) fn shared_rights(
    session: &Session<'_>,
    table: &Table,
    row: Uuid,
    principals: &[Uuid],
) -> Result<i32, Fault> {
    let shares = session.table(SHARE)?;
    let columns = ["objecttypecode", GRANTED, INHERITED].map(str::to_owned);
    let columns = Columns::Named(columns.to_vec());
    let mut rights = 0;
    for principal in principals {
        let share = session.retrieve(&shares, share_id(*principal, row), &columns)?;
        let of_table = |share: &Entity| {
            share.get("objecttypecode").and_then(Value::as_str) == Some(&table.logical_name)
        };
        rights |= share.filter(of_table).as_ref().map_or(0, rights_of);
    }
    Ok(rights)
}

/// The condition that a row is shared with a user, or a team of the user, for reading.
pub(super) fn readable_shares(shares: &Arc<Table>, user: &User) -> RowCondition {
    RowCondition::Listed(ListedRows {
        table: shares.clone(),
        key: "objectid".to_owned(),
        holder: "principalid".to_owned(),
        holders: user.principals(),
        masks: [GRANTED.to_owned(), INHERITED.to_owned()],
        bits: Right::Read.access_right(),
    })
}
