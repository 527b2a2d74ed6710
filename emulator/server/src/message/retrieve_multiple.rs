//! `RetrieveMultiple`: the rows that fit a query, a page at a time (WA-070..WA-074).

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Query;
use dataverse_protocol::request::OrganizationResponse;
use dataverse_protocol::value::{Attributes, Value};

use super::arguments::Arguments;
use super::{Session, elastic};

pub(super) const NAME: &str = "RetrieveMultiple";

/// The query.
pub(super) struct RetrieveMultiple {
    query: Box<Query>,
}

pub(super) fn read(parameters: Attributes) -> Result<RetrieveMultiple, Fault> {
    let mut arguments = Arguments::new(NAME, parameters);
    let query = match arguments.required("Query")? {
        Value::Query(query) => query,
        other => return Err(arguments.misshapen("Query", "a query", &other)),
    };
    arguments.finish()?;
    Ok(RetrieveMultiple { query })
}

pub(super) fn run(
    session: &mut Session<'_>,
    message: RetrieveMultiple,
) -> Result<OrganizationResponse, Fault> {
    let table = session.table(&message.query.table)?;
    elastic::check(&table, &message.query)?;
    let rows = session.query_for_caller(&message.query)?;
    Ok(OrganizationResponse::default().with("EntityCollection", rows))
}
