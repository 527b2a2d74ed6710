//! Consistency of `statecode` and `statuscode`: each status reason belongs to one state (WA-066, WA-067).

use dataverse_model::metadata::{Column, ENGLISH, OptionSet, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Attributes, Entity, Value};
use uuid::Uuid;

const STATE: &str = "statecode";
const STATUS: &str = "statuscode";

/// The columns of the present row that [`complete`] needs.
pub(super) fn columns() -> Columns {
    Columns::Named(vec![STATE.to_owned()])
}

/// Leaves out a state and a status reason that are null: a new row has the defaults (WA-068).
pub(super) fn leave_out_nulls(values: &mut Attributes) {
    values.retain(|column, value| {
        let is_of_state = [STATE, STATUS].contains(&column.as_str());
        !(is_of_state && value.is_null())
    });
}

/// Adds the default status reason where a caller sets only the state. Refuses a status reason of another state.
///
/// `current` reads the present row, at least [`columns`]; it is called only for a status reason without a state. It
/// returns `None` for a new row, whose state is the column's default.
pub(super) fn complete(
    table: &Table,
    id: Option<Uuid>,
    values: &mut Attributes,
    current: impl FnOnce() -> Result<Option<Entity>, Fault>,
) -> Result<(), Fault> {
    let Some(reasons) = table.column(STATUS).and_then(Column::options) else {
        return Ok(());
    };
    let state = match (number(values.get(STATE)), values.contains_key(STATUS)) {
        (Some(state), _) => state,
        (None, false) => return Ok(()),
        (None, true) => {
            let default = table
                .column(STATE)
                .and_then(|column| column.default.as_ref());
            let current = current()?;
            let current = current.as_ref().and_then(|row| row.get(STATE));
            number(current.or(default)).unwrap_or_default()
        }
    };
    let status = match number(values.get(STATUS)) {
        Some(status) if is_of(reasons, status, state) => return Ok(()),
        Some(status) => return Err(mismatch(table, id, state, status)),
        None => reasons.default_status(state).ok_or_else(no_pair)?,
    };
    values.insert(STATUS.into(), Value::OptionSet(status));
    Ok(())
}

fn is_of(reasons: &OptionSet, status: i32, state: i32) -> bool {
    reasons
        .option(status)
        .is_some_and(|option| option.state == Some(state))
}

fn number(value: Option<&Value>) -> Option<i32> {
    i32::try_from(value?.as_integer()?).ok()
}

/// The platform's error text for a status reason of another state (text from users' captures; the code is documented).
fn mismatch(table: &Table, id: Option<Uuid>, state: i32, status: i32) -> Fault {
    let states = table.column(STATE).and_then(Column::options);
    let Some(label) = states.and_then(|states| states.option(state)) else {
        return no_pair();
    };
    Fault::new(
        code::INVALID_STATE_CODE_STATUS_CODE,
        format!(
            "{status} is not a valid status code for state code {}State.{} on {} with Id {}.",
            table.schema_name,
            label.labels.text(ENGLISH),
            table.logical_name,
            id.unwrap_or_default(),
        ),
    )
}

/// The documented fault for an invalid pair of state and status reason.
pub(crate) fn no_pair() -> Fault {
    Fault::new(
        code::INVALID_STATE_CODE_STATUS_CODE,
        "State code is invalid or state code is valid but status code is invalid for a specified state code.",
    )
}
