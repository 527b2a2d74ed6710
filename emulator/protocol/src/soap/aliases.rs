//! The origin of the columns in a query's result.
//!
//! The SDK's `AliasedValue` states the table and the column of a value from a linked table or an aggregate. The result
//! has only the alias, so the origin comes from the query.

use std::collections::HashMap;

use crate::query::{AliasedColumn, ColumnPath, Link, Query, Through};
use crate::request::OrganizationRequest;
use crate::value::Value;

/// The tables of links by alias, and the origins of groups and aggregates by alias.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct AliasSources {
    links: HashMap<String, String>,
    results: HashMap<String, AliasSource>,
}

/// The column that a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AliasSource {
    pub(super) table: String,
    pub(super) column: String,
}

impl AliasSources {
    /// The aliases of the query in a request; empty for a request without a query.
    pub(super) fn of(request: &OrganizationRequest) -> Self {
        let mut aliases = Self::default();
        for value in request.parameters.values() {
            if let Value::Query(query) = value {
                aliases.add_links(&query.links);
                aliases.add_aliased(query);
                aliases.add_results(query);
            }
        }
        aliases
    }

    fn add_links(&mut self, links: &[Link]) {
        for link in links {
            if let (Some(alias), Through::Columns { table, .. }) = (&link.alias, &link.through) {
                self.links.insert(alias.clone(), table.clone());
            }
            self.add_links(&link.links);
        }
    }

    fn add_aliased(&mut self, query: &Query) {
        for AliasedColumn { column, alias } in &query.aliased {
            self.add_result(query, alias, Some(column));
        }
    }

    fn add_results(&mut self, query: &Query) {
        let Some(aggregate) = &query.aggregate else {
            return;
        };
        let groups = aggregate
            .groups
            .iter()
            .map(|group| (&group.alias, Some(&group.column)));
        let values = aggregate
            .values
            .iter()
            .map(|value| (&value.alias, value.column.as_ref()));
        for (alias, column) in groups.chain(values) {
            self.add_result(query, alias, column);
        }
    }

    fn add_result(&mut self, query: &Query, alias: &str, column: Option<&ColumnPath>) {
        let via = column.and_then(|column| column.via.last());
        let table = via
            .and_then(|via| self.links.get(via))
            .unwrap_or(&query.table);
        let source = AliasSource {
            table: table.clone(),
            column: column.map_or_else(|| alias.to_owned(), |column| column.column.clone()),
        };
        self.results.insert(alias.to_owned(), source);
    }

    /// The origin of the value with this name; `None` for a column of the queried table.
    pub(super) fn source(&self, name: &str) -> Option<AliasSource> {
        if let Some(source) = self.results.get(name) {
            return Some(source.clone());
        }
        let (alias, column) = name.rsplit_once('.')?;
        Some(AliasSource {
            table: self.links.get(alias)?.clone(),
            column: column.to_owned(),
        })
    }
}
