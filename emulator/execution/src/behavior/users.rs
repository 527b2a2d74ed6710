//! Users: columns that decide who a user is and what the user may do take more than the right to write the row (PV-047
//! to PV-04A).
//!
//! What they take is known to `security`; here is known which of them an update changes. A column that is set to the
//! value it has is not changed, so that a client may send back the whole row that it has read.

use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::Write;

use super::TableBehavior;
use super::effective_row::EffectiveRow;
use crate::error::Error;
use crate::security::{guarded_columns_of_users, may_change_user};
use crate::session::Session;

pub(super) struct Users;

impl TableBehavior for Users {
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
        Ok(Vec::new())
    }
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
