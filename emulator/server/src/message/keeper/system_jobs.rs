//! The `asyncoperations` table: only the platform makes system jobs; a caller may cancel, resume and
//! postpone them by their state and `postponeuntil`, and change nothing else (PL-022).

use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::job::wish::Wish;
use dataverse_protocol::value::{Entity, Value};
use jiff::Timestamp;

use crate::message::row;
use crate::metadata::Table;
use crate::metadata::check::fit;
use crate::store::Write;

const STATE: &str = "statecode";
const STATUS: &str = "statuscode";
const POSTPONED: &str = "postponeuntil";

/// What a caller gives for `postponeuntil`.
#[derive(Clone, Copy)]
enum Postponed {
    /// Nothing.
    Unnamed,
    /// No value.
    Cleared,
    /// An instant.
    Until(Timestamp),
}

/// System jobs are made for asynchronous steps, and by nobody else.
pub(super) fn before_create() -> Result<(), Fault> {
    Err(Fault::new(
        code::NOT_SUPPORTED,
        "System jobs cannot be created: the platform creates one when an asynchronous step is to be executed.",
    ))
}

/// Turns the columns that may change into a wish.
pub(super) fn before_update(table: &Arc<Table>, target: &mut Entity) -> Result<Vec<Write>, Fault> {
    let Some(job) = target.id else {
        return Ok(Vec::new());
    };
    let may_change = [STATE, STATUS, POSTPONED];
    if let Some(name) = target
        .attributes
        .keys()
        .find(|name| !may_change.contains(&name.as_str()) && table.column(name).is_some())
    {
        return Err(Fault::invalid_argument(format!(
            "Column '{name}' of a system job is written by the platform only."
        )));
    }
    let state = number(target.attributes.shift_remove(STATE));
    let status = number(target.attributes.shift_remove(STATUS));
    let postponed = match target.attributes.shift_remove(POSTPONED) {
        None => Postponed::Unnamed,
        Some(value) => {
            let column = &table.columns[POSTPONED];
            match fit(&table.logical_name, column, value).map_err(|error| row::misfit(&error))? {
                Value::DateTime(until) => Postponed::Until(until),
                _ => Postponed::Cleared,
            }
        }
    };
    let pair = state_and_status(state, status)?;
    Ok(wish(pair, postponed)?
        .map(|wish| Write::JobWish { job, wish })
        .into_iter()
        .collect())
}

/// The pair that is meant; a state alone means its first reason.
fn state_and_status(state: Option<i32>, status: Option<i32>) -> Result<Option<(i32, i32)>, Fault> {
    let first = |state| match state {
        0 => Some(0),
        1 => Some(10),
        2 => Some(20),
        3 => Some(30),
        _ => None,
    };
    let state_of = |status| match status {
        0 => Some(0),
        10 => Some(1),
        20..=22 => Some(2),
        30..=32 => Some(3),
        _ => None,
    };
    match (state, status) {
        (None, None) => Some(None),
        (Some(state), None) => first(state).map(|status| Some((state, status))),
        (None, Some(status)) => state_of(status).map(|state| Some((state, status))),
        (Some(state), Some(status)) => {
            (state_of(status) == Some(state)).then_some(Some((state, status)))
        }
    }
    .ok_or_else(super::operations::no_pair)
}

/// What the new values come to.
fn wish(pair: Option<(i32, i32)>, postponed: Postponed) -> Result<Option<Wish>, Fault> {
    match (pair, postponed) {
        (None, Postponed::Unnamed) => Ok(None),
        (Some((3, 32)), Postponed::Unnamed | Postponed::Cleared) => Ok(Some(Wish::Cancel)),
        (None | Some((0, 0) | (1, 10)), Postponed::Until(until)) => {
            Ok(Some(Wish::Postpone { until }))
        }
        (None | Some((0, 0)), Postponed::Cleared) | (Some((0, 0)), Postponed::Unnamed) => {
            Ok(Some(Wish::Resume))
        }
        (Some((1, 10)), Postponed::Unnamed | Postponed::Cleared) => Ok(Some(Wish::Pause)),
        (Some(_), _) => Err(Fault::new(
            code::ASYNC_OPERATION_INVALID_STATE_CHANGE,
            "The target state could not be set because the state transition is not valid.",
        )),
    }
}

fn number(value: Option<Value>) -> Option<i32> {
    value
        .as_ref()
        .and_then(Value::as_integer)
        .and_then(|number| i32::try_from(number).ok())
}
