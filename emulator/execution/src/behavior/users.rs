//! Users: columns that decide who a user is and what the user may do take more than the right to write the row (PV-047
//! to PV-04A).
//!
//! What they take is known to `security`; here is known which of them an update changes. A column that is set to the
//! value it has is not changed, so that a client may send back the whole row that it has read.

use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_protocol::value::{Attributes, Entity, Value};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use crate::error::Error;
use crate::privilege::TEAM_MEMBER;
use crate::security::{guarded_columns_of_users, may_change_user};
use crate::seed::{seed_rows, seed_write};
use crate::session::Session;
use crate::team_rows::{default_team_id, membership, pair_id};

pub(super) struct Users;

/// The lookup of a user's business unit.
const UNIT_OF_USER: &str = "businessunitid";

impl TableBehavior for Users {
    /// A user belongs to the default team of the business unit (PV-063).
    fn before_create(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        let unit = target.get(UNIT_OF_USER).and_then(Value::as_guid);
        if let (Some(id), Some(unit)) = (target.id, unit) {
            seed_rows(session, vec![membership(default_team_id(unit), id)])?;
        }
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        let user = EffectiveRow::of_changed(session, table, target)?;
        for column in guarded_columns_of_users() {
            if changes(&user, column) {
                may_change_user(session, column)?;
            }
        }
        if changes(&user, UNIT_OF_USER) {
            return moved(session, &user, target.id.unwrap_or_default());
        }
        Ok(Vec::new())
    }
}

/// A user who moves to another business unit leaves its default team and joins the other.
fn moved(session: &Session<'_>, user: &EffectiveRow<'_>, id: Uuid) -> Result<Vec<Write>, Error> {
    let unit = |value: Option<&Value>| value.and_then(Value::as_guid).map(default_team_id);
    let mut writes = Vec::new();
    if let Some(team) = unit(user.current(UNIT_OF_USER)) {
        let left = pair_id(TEAM_MEMBER, team, id);
        let table = session.table(TEAM_MEMBER)?;
        if session.exists(&table, left)? {
            writes.push(Write::Delete {
                table,
                id: left,
                expect: Expect::Exists,
            });
        }
    }
    if let Some(team) = unit(user.given(UNIT_OF_USER)) {
        writes.push(seed_write(session, membership(team, id))?);
    }
    Ok(writes)
}

/// Whether the update gives the column another value than it has.
fn changes(user: &EffectiveRow<'_>, column: &str) -> bool {
    let Some(given) = user.given(column) else {
        return false;
    };
    match (given, user.current(column)) {
        (Value::Null, None) => false,
        (Value::Reference(given), Some(Value::Reference(current))) => given.id != current.id,
        (given, current) => Some(given) != current,
    }
}
