//! The table `backgroundoperation`: an update to Locked and Canceling requests cancellation
//! (BG-070); only the engine makes other changes of state (BG-079).

use super::TableBehavior;
use crate::error::Error;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::status::Status;
use dataverse_protocol::value::{Attributes, Entity, Value};
use std::sync::Arc;

use crate::row::no_pair;
use crate::session::Session;
use dataverse_store::Write;

const STATE: &str = "backgroundoperationstatecode";
const STATUS: &str = "backgroundoperationstatuscode";

/// Columns that only the engine writes in the row of an operation.
const KEPT_BY_THE_ENGINE: [&str; 6] = [
    "starttime",
    "endtime",
    "retrycount",
    "outputparameters",
    "errorcode",
    "errormessage",
];

pub(super) struct Operations;

impl TableBehavior for Operations {
    fn before_create(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create(target)?;
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        session: &mut Session<'_>,
        _table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        Ok(before_update(session, target)?)
    }

    fn upsert_creates(&self) -> bool {
        false
    }
}

/// Rows that a client creates are never run: they may have any values, as long as the status reason
/// belongs to the state.
fn before_create(target: &Entity) -> Result<(), Fault> {
    match (number(target, STATE), number(target, STATUS)) {
        (None, None) => Ok(()),
        (state, status) => match Status::from_pair(state.unwrap_or(0), status.unwrap_or(0)) {
            Some(_) => Ok(()),
            None => Err(no_pair()),
        },
    }
}

/// Turns the exact pair (2, 22) into a cancellation and refuses every other change of state.
fn before_update(session: &Session<'_>, target: &mut Entity) -> Result<Vec<Write>, Fault> {
    let Some(operation) = target.id else {
        return Ok(Vec::new());
    };
    if !session.is_operation(operation)? {
        return Ok(Vec::new());
    }
    for name in KEPT_BY_THE_ENGINE {
        if target.attributes.contains_key(name) {
            return Err(Fault::new(
                code::INVALID_ARGUMENT,
                format!(
                    "Column '{name}' of a background operation is written by the platform only."
                ),
            ));
        }
    }
    let state = number(target, STATE);
    let status = number(target, STATUS);
    let named = target.attributes.shift_remove(STATE).is_some()
        | target.attributes.shift_remove(STATUS).is_some();
    if !named {
        return Ok(Vec::new());
    }
    if (state, status) == (Some(2), Some(22)) {
        Ok(vec![Write::Cancel { operation }])
    } else {
        Err(no_pair())
    }
}

fn number(entity: &Entity, column: &str) -> Option<i32> {
    entity
        .get(column)
        .and_then(Value::as_integer)
        .and_then(|number| i32::try_from(number).ok())
}
