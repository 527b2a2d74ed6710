//! The table `asyncoperation`: only the platform creates system jobs. A caller may cancel, resume and postpone them by
//! state, status reason and `postponeuntil`, and change nothing else (PL-022).

use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::job::wish::Wish;
use dataverse_protocol::value::{Attributes, Entity, Value};
use jiff::Timestamp;

use super::TableBehavior;
use crate::error::{Error, misfit};
use crate::row::no_pair;
use crate::session::Session;
use dataverse_model::metadata::Table;
use dataverse_model::metadata::check::fit;
use dataverse_store::Write;

const STATE: &str = "statecode";
const STATUS: &str = "statuscode";
const POSTPONED: &str = "postponeuntil";

/// The value of `postponeuntil` in an update.
#[derive(Clone, Copy)]
enum Postponed {
    /// The update does not contain the column.
    Unnamed,
    /// The update sets the column to null.
    Cleared,
    Until(Timestamp),
}

pub(super) struct SystemJobs;

impl TableBehavior for SystemJobs {
    fn before_create(
        &self,
        _session: &mut Session<'_>,
        _table: &Arc<Table>,
        _target: &mut Entity,
    ) -> Result<Attributes, Error> {
        before_create()?;
        Ok(Attributes::default())
    }

    fn before_update(
        &self,
        _session: &mut Session<'_>,
        table: &Arc<Table>,
        target: &mut Entity,
    ) -> Result<Vec<Write>, Error> {
        Ok(before_update(table, target)?)
    }

    fn upsert_creates(&self) -> bool {
        false
    }
}

/// Only the platform creates system jobs, for asynchronous steps.
fn before_create() -> Result<(), Fault> {
    Err(Fault::new(
        code::NOT_SUPPORTED,
        "System jobs cannot be created: the platform creates one when an asynchronous step is to be executed.",
    ))
}

/// Turns the columns that may change into a request to cancel, resume or postpone the job.
fn before_update(table: &Arc<Table>, target: &mut Entity) -> Result<Vec<Write>, Fault> {
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
            match fit(&table.logical_name, column, value).map_err(|error| misfit(&error))? {
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

/// The pair of state and status reason in an update. A state alone means its first status reason.
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
    .ok_or_else(no_pair)
}

/// The request that the new values express.
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use dataverse_model::metadata::Metadata;

    /// The request that an update of these columns expresses.
    fn update(columns: &[(&str, Value)]) -> Result<Option<Wish>, Fault> {
        let metadata = Metadata::embedded().unwrap();
        let table = metadata.table("asyncoperation").unwrap();
        let mut target = Entity::new("asyncoperation");
        target.id = Some(Uuid::from_u128(1));
        for (name, value) in columns {
            target.attributes.insert((*name).into(), value.clone());
        }
        let writes = before_update(table, &mut target)?;
        assert!(target.attributes.is_empty(), "the wish is all there is");
        Ok(writes.first().map(|write| match write {
            Write::JobWish { wish, .. } => *wish,
            other => panic!("{other:?}"),
        }))
    }

    fn pair(state: i32, status: i32) -> Vec<(&'static str, Value)> {
        vec![
            (STATE, Value::Integer(state)),
            (STATUS, Value::Integer(status)),
        ]
    }

    #[test]
    fn the_state_says_what_is_wanted() {
        let until: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let postponed = (POSTPONED, Value::String("2026-03-01T08:00:00Z".to_owned()));
        let cleared = (POSTPONED, Value::Null);
        let with = |columns: Vec<_>, more: &(&'static str, Value)| {
            let mut columns = columns;
            columns.push(more.clone());
            update(&columns).unwrap()
        };
        assert_eq!(update(&pair(3, 32)).unwrap(), Some(Wish::Cancel));
        assert_eq!(update(&pair(0, 0)).unwrap(), Some(Wish::Resume));
        assert_eq!(update(&pair(1, 10)).unwrap(), Some(Wish::Pause));
        assert_eq!(update(&[]).unwrap(), None);
        for columns in [Vec::new(), pair(0, 0), pair(1, 10)] {
            assert_eq!(with(columns, &postponed), Some(Wish::Postpone { until }));
        }
        assert_eq!(with(Vec::new(), &cleared), Some(Wish::Resume));
        assert_eq!(with(pair(1, 10), &cleared), Some(Wish::Pause));
    }

    #[test]
    fn a_state_or_a_reason_alone_means_the_pair_it_belongs_to() {
        let alone = |name, number| update(&[(name, Value::Integer(number))]);
        assert_eq!(alone(STATE, 0).unwrap(), Some(Wish::Resume));
        assert_eq!(alone(STATUS, 32).unwrap(), Some(Wish::Cancel));
        // The first status reason of Completed is Succeeded.
        assert_eq!(alone(STATE, 3).unwrap_err().hex(), "0x80044162");
        assert_eq!(alone(STATE, 7).unwrap_err().hex(), "0x80048408");
    }

    #[test]
    fn what_only_the_platform_does_is_refused() {
        for (state, status) in [(2, 20), (2, 21), (2, 22), (3, 30), (3, 31)] {
            let refused = update(&pair(state, status)).unwrap_err();
            assert_eq!(refused.hex(), "0x80044162", "{state}/{status}");
        }
        let torn = update(&pair(0, 10)).unwrap_err();
        assert_eq!(torn.hex(), "0x80048408");
        let named = update(&[("retrycount", Value::Integer(0))]).unwrap_err();
        assert_eq!(
            named.message,
            "Column 'retrycount' of a system job is written by the platform only."
        );
        assert_eq!(before_create().unwrap_err().hex(), "0x80040315");
    }
}
