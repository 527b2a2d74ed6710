//! What FetchXML is read as, what is refused, and what holds for any text at all.

mod accepted;
mod properties;
mod refused;

use super::{FetchXmlError, parse};
use crate::query::{Filter, Query};

/// A query of accounts with this inside its `entity`.
fn of_accounts(inside: &str) -> Result<Query, FetchXmlError> {
    parse(&format!(
        "<fetch><entity name='account'>{inside}</entity></fetch>"
    ))
}

/// The only condition of a filter that has one.
fn only_condition(filter: &Filter) -> &crate::query::Condition {
    match filter {
        Filter::And(parts) => match parts.as_slice() {
            [Filter::Condition(condition)] => condition,
            other => panic!("expected one condition, found {other:?}"),
        },
        other => panic!("expected `and`, found {other:?}"),
    }
}
