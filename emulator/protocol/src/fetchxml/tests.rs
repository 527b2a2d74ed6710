//! FetchXML texts: accepted ones with their queries, refused ones with their errors, and properties of every text.

mod accepted;
mod properties;
mod refused;
mod vocabulary;

use dataverse_limits::Limits;

use super::FetchXmlError;
use crate::query::{Filter, Query};

/// Parses a text within the default limits.
fn parse(text: &str) -> Result<Query, FetchXmlError> {
    super::parse(text, &Limits::default())
}

/// Parses a query of accounts with `inside` in its `entity`.
fn of_accounts(inside: &str) -> Result<Query, FetchXmlError> {
    parse(&format!(
        "<fetch><entity name='account'>{inside}</entity></fetch>"
    ))
}

/// The condition of a filter that has exactly one.
fn only_condition(filter: &Filter) -> &crate::query::Condition {
    match filter {
        Filter::And(parts) => match parts.as_slice() {
            [Filter::Condition(condition)] => condition,
            other => panic!("expected one condition, found {other:?}"),
        },
        other => panic!("expected `and`, found {other:?}"),
    }
}
