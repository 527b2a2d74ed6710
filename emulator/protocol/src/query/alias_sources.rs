//! The origin of the columns in a query's result.
//!
//! A result has the values of linked tables, groups and aggregates under their aliases alone. Which table and column a
//! value comes from (the SDK's `AliasedValue`, the Web API's annotations) is in the query.

use std::collections::HashMap;

use super::{AggregateFunction, AliasedColumn, ColumnPath, Link, Query, Through};
use crate::request::OrganizationRequest;
use crate::value::Value;

/// The tables of links by alias, and the origins of groups and aggregates by alias.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AliasSources {
    links: HashMap<String, String>,
    results: HashMap<String, ResultSource>,
}

/// The origin of a group or an aggregate.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ResultSource {
    table: String,
    /// `None` where rows are counted.
    column: Option<String>,
    content: AliasContent,
}

/// The column that a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AliasSource<'a> {
    /// Logical name of the table.
    pub table: &'a str,
    /// Logical name of the column; `None` where rows are counted.
    pub column: Option<&'a str>,
    /// Whether the value is one of the column's.
    pub content: AliasContent,
}

/// What an alias names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AliasContent {
    /// A value of the column.
    Value,
    /// A number of rows or of values.
    Number,
}

impl AliasSources {
    /// The aliases of a query.
    pub fn of(query: &Query) -> Self {
        let mut aliases = Self::default();
        aliases.add(query);
        aliases
    }

    /// The aliases of the query in a request; empty for a request without a query.
    pub(crate) fn of_request(request: &OrganizationRequest) -> Self {
        let mut aliases = Self::default();
        for value in request.parameters.values() {
            if let Value::Query(query) = value {
                aliases.add(query);
            }
        }
        aliases
    }

    fn add(&mut self, query: &Query) {
        self.add_links(&query.links);
        for AliasedColumn { column, alias } in &query.aliased {
            self.add_result(query, alias, Some(column), AliasContent::Value);
        }
        self.add_results(query);
    }

    fn add_links(&mut self, links: &[Link]) {
        for link in links {
            if let (Some(alias), Through::Columns { table, .. }) = (&link.alias, &link.through) {
                self.links.insert(alias.clone(), table.clone());
            }
            self.add_links(&link.links);
        }
    }

    fn add_results(&mut self, query: &Query) {
        let Some(aggregate) = &query.aggregate else {
            return;
        };
        let groups = aggregate
            .groups
            .iter()
            .map(|group| (&group.alias, Some(&group.column), AliasContent::Value));
        let values = aggregate.values.iter().map(|value| {
            let content = match value.function {
                AggregateFunction::Count | AggregateFunction::CountDistinct => AliasContent::Number,
                AggregateFunction::Sum
                | AggregateFunction::Average
                | AggregateFunction::Min
                | AggregateFunction::Max => AliasContent::Value,
            };
            (&value.alias, value.column.as_ref(), content)
        });
        for (alias, column, content) in groups.chain(values) {
            self.add_result(query, alias, column, content);
        }
    }

    fn add_result(
        &mut self,
        query: &Query,
        alias: &str,
        column: Option<&ColumnPath>,
        content: AliasContent,
    ) {
        let via = column.and_then(|column| column.via.last());
        let table = via
            .and_then(|via| self.links.get(via))
            .unwrap_or(&query.table);
        let source = ResultSource {
            table: table.clone(),
            column: column.map(|column| column.column.clone()),
            content,
        };
        self.results.insert(alias.to_owned(), source);
    }

    /// The origin of the value with this name; `None` for a column of the queried table.
    pub fn source<'a>(&'a self, name: &'a str) -> Option<AliasSource<'a>> {
        if let Some(source) = self.results.get(name) {
            return Some(AliasSource {
                table: &source.table,
                column: source.column.as_deref(),
                content: source.content,
            });
        }
        let (alias, column) = name.rsplit_once('.')?;
        Some(AliasSource {
            table: self.links.get(alias)?,
            column: Some(column),
            content: AliasContent::Value,
        })
    }
}
