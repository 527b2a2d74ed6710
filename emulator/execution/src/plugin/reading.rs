//! What a plug-in reads: rows by key, every page of a query, the number of its rows.

use dataverse_model::message::TARGET;
use dataverse_operation::fault::Fault;
use dataverse_protocol::fetchxml;
use dataverse_protocol::query::{
    Aggregate, AggregateFunction, AggregateValue, Columns, Link, Page, Query,
};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, EntityCollection, EntityReference, Value};

use super::Context;
use crate::error::fetch_xml_fault;

/// The name of the count in the result of [`counting`].
const COUNT: &str = "rows";

impl Context<'_> {
    /// Reads a query from FetchXML.
    ///
    /// # Errors
    /// The platform's fault for what is wrong with the text, as a client gets it.
    pub fn fetch_xml(&self, text: &str) -> Result<Query, Fault> {
        fetchxml::parse(text, self.service().limits()).map_err(|error| fetch_xml_fault(&error))
    }

    /// Runs `Retrieve`: reads these columns of a row, or with [`Columns::All`] every one, and its key.
    ///
    /// # Errors
    /// The row does not exist, or the user may not read it; same as [`Context::execute`].
    pub fn retrieve(
        &mut self,
        row: &EntityReference,
        columns: impl Into<Columns>,
    ) -> Result<Entity, Fault> {
        let request = OrganizationRequest::new("Retrieve")
            .with(TARGET, row.clone())
            .with("ColumnSet", columns.into());
        match self.execute(request)?.results.swap_remove("Entity") {
            Some(Value::Entity(found)) => Ok(*found),
            _ => Err(Fault::unexpected()),
        }
    }

    /// Runs `RetrieveMultiple` for every page, and returns the rows of all of them: of a query with `page.top` so many
    /// at most, of others all rows that the user sees.
    ///
    /// # Errors
    /// Same as [`Context::execute`].
    pub fn retrieve_all(&mut self, mut query: Query) -> Result<Vec<Entity>, Fault> {
        let mut rows = Vec::new();
        loop {
            let page = self.page(query.clone())?;
            rows.extend(page.entities);
            if !page.more {
                return Ok(rows);
            }
            query.page.number = Some(query.page.number.unwrap_or(1) + 1);
            query.page.cookie = page.paging_cookie;
        }
    }

    /// The number of a query's rows, by an aggregate: more than a page has, up to the organization's limit of
    /// aggregated rows (50,000, rule `aggregate_limit`).
    ///
    /// # Errors
    /// The query is distinct or has aggregates of its own; more rows than the limit (0x8004E023); same as
    /// [`Context::execute`].
    pub fn count(&mut self, query: Query) -> Result<u64, Fault> {
        let top = query.page.top.map_or(u64::MAX, u64::from);
        let page = self.page(counting(query)?)?;
        let row = page.entities.first();
        let count = row.and_then(|row| row.get(COUNT)?.as_integer());
        let count = count.and_then(|count| u64::try_from(count).ok());
        Ok(count.ok_or_else(Fault::unexpected)?.min(top))
    }

    /// Runs `RetrieveMultiple` for one page.
    fn page(&mut self, query: Query) -> Result<EntityCollection, Fault> {
        let request = OrganizationRequest::new("RetrieveMultiple").with("Query", query);
        let mut results = self.execute(request)?.results;
        match results.swap_remove("EntityCollection") {
            Some(Value::Collection(page)) => Ok(*page),
            _ => Err(Fault::unexpected()),
        }
    }
}

/// The query for the number of rows of another one.
fn counting(query: Query) -> Result<Query, Fault> {
    if query.distinct || query.aggregate.is_some() {
        return Err(Fault::invalid_argument(
            "Rows can be counted of a query that is neither distinct nor has aggregates of its own.",
        ));
    }
    Ok(Query {
        columns: Columns::Named(Vec::new()),
        aliased: Vec::new(),
        links: query.links.into_iter().map(without_columns).collect(),
        order: Vec::new(),
        aggregate: Some(Aggregate {
            groups: Vec::new(),
            values: vec![AggregateValue {
                column: None,
                function: AggregateFunction::Count,
                alias: COUNT.to_owned(),
            }],
            limit: None,
        }),
        page: Page::default(),
        count: false,
        ..query
    })
}

/// The link as a condition on the rows, which returns nothing of its own.
fn without_columns(link: Link) -> Link {
    Link {
        columns: None,
        links: link.links.into_iter().map(without_columns).collect(),
        order: Vec::new(),
        ..link
    }
}
