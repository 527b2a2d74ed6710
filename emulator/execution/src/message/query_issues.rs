//! What makes a query slow, by the documented patterns to avoid: the members of `InfoCode` that the tables of an
//! organization can show (MS-061).
//!
//! Severities and texts are the emulator's own: only their scale, from 0 to 3, is documented.

use std::collections::HashMap;
use std::sync::Arc;

use dataverse_model::metadata::{Column, ColumnKind, Metadata, Table};
use dataverse_protocol::query::{
    ColumnPath, Columns, Condition, Filter, Link, Operand, Operator, Query, Through,
};
use dataverse_protocol::value::Value;

/// From this length on a line of text counts as a large text column, as every column of several lines does.
const LARGE_TEXT: u32 = 851;

/// A documented pattern to avoid, with the number of the SDK's `InfoCode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InfoCode {
    SyntaxError = 1,
    PerformanceLeadingWildCard = 2,
    PerformanceLargeColumnSearch = 3,
    OrderOnEnumAttribute = 4,
    OrderOnPropertiesFromJoinedTables = 5,
    LargeAmountOfAttributes = 6,
}

impl InfoCode {
    /// The number on the wire.
    pub(super) const fn number(self) -> i32 {
        self as i32
    }

    /// How severe it is, from 0 (low) to 3 (critical).
    pub(super) const fn severity(self) -> i32 {
        match self {
            Self::SyntaxError => 3,
            Self::PerformanceLeadingWildCard | Self::PerformanceLargeColumnSearch => 2,
            Self::OrderOnEnumAttribute
            | Self::OrderOnPropertiesFromJoinedTables
            | Self::LargeAmountOfAttributes => 1,
        }
    }
}

/// One thing that was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Issue {
    pub(super) code: InfoCode,
    pub(super) text: String,
}

/// What a query has of the patterns, in the order of its parts: columns, conditions, sort keys.
pub(super) fn of_query(metadata: &Metadata, query: &Query) -> Vec<Issue> {
    let mut search = Search {
        metadata,
        tables: HashMap::from([(String::new(), query.table.clone())]),
        issues: Vec::new(),
    };
    search.name(&query.links);
    if query.aggregate.is_none() {
        search.columns(&query.table, Some(&query.columns));
    }
    search.filter(&query.table, &query.filter);
    search.links(&query.links);
    for order in &query.order {
        search.order(query, &order.column);
    }
    search.issues
}

struct Search<'m> {
    metadata: &'m Metadata,
    /// The tables of the links by their aliases, and the queried one by an empty alias.
    tables: HashMap<String, String>,
    issues: Vec<Issue>,
}

impl Search<'_> {
    fn name(&mut self, links: &[Link]) {
        for link in links {
            if let (Some(alias), Through::Columns { table, .. }) = (&link.alias, &link.through) {
                self.tables.insert(alias.clone(), table.clone());
            }
            self.name(&link.links);
        }
    }

    fn links(&mut self, links: &[Link]) {
        for link in links {
            if let Through::Columns { table, .. } = &link.through {
                self.columns(table, link.columns.as_ref());
                self.filter(table, &link.filter);
            }
            self.links(&link.links);
        }
    }

    fn columns(&mut self, table: &str, columns: Option<&Columns>) {
        if columns == Some(&Columns::All) {
            self.add(
                InfoCode::LargeAmountOfAttributes,
                format!("The query returns all columns of '{table}': name those that are needed."),
            );
        }
    }

    fn filter(&mut self, table: &str, filter: &Filter) {
        match filter {
            Filter::And(parts) | Filter::Or(parts) => {
                for part in parts {
                    self.filter(table, part);
                }
            }
            Filter::Not(inner) => self.filter(table, inner),
            Filter::Condition(condition) => self.condition(table, condition),
            Filter::Linked(link) => self.links(std::slice::from_ref(link)),
            // FetchXML has no navigation properties.
            Filter::Related { .. } => {}
        }
    }

    fn condition(&mut self, table: &str, condition: &Condition) {
        let name = &condition.column.column;
        if begins_anywhere(condition) {
            self.add(
                InfoCode::PerformanceLeadingWildCard,
                format!("The condition on '{name}' begins with a wildcard: no index can be used."),
            );
        }
        let own = self.column(table, &condition.column);
        let is_large = own.is_some_and(|column| match column.kind {
            ColumnKind::Memo { .. } => true,
            ColumnKind::String { max_length } => max_length >= LARGE_TEXT,
            _ => false,
        });
        if is_large && !matches!(condition.operator, Operator::Null | Operator::NotNull) {
            self.add(
                InfoCode::PerformanceLargeColumnSearch,
                format!("The condition on '{name}' compares a large text column."),
            );
        }
    }

    fn order(&mut self, query: &Query, path: &ColumnPath) {
        let name = &path.column;
        if !path.via.is_empty() {
            let link = path.via.join(".");
            self.add(
                InfoCode::OrderOnPropertiesFromJoinedTables,
                format!("The query sorts by '{name}' of the linked table '{link}'."),
            );
        }
        let own = self.column(&query.table, path);
        let is_choice = own.is_some_and(|column| matches!(column.kind, ColumnKind::Choice { .. }));
        if is_choice && !query.raw_order {
            self.add(
                InfoCode::OrderOnEnumAttribute,
                format!("The query sorts by the choice column '{name}', so by its labels."),
            );
        }
    }

    /// The column of a path that begins at a table; `None` for one that does not exist.
    fn column(&self, table: &str, path: &ColumnPath) -> Option<&Column> {
        let table = match path.via.is_empty() {
            true => table,
            false => self.tables.get(&path.via.join("."))?,
        };
        self.metadata
            .table(table)
            .map(Arc::as_ref)
            .and_then(|table: &Table| table.column(&path.column))
    }

    fn add(&mut self, code: InfoCode, text: String) {
        self.issues.push(Issue { code, text });
    }
}

/// Whether a condition takes any beginning of the text: written as a wildcard, or meant by the operator.
fn begins_anywhere(condition: &Condition) -> bool {
    match condition.operator {
        Operator::EndsWith | Operator::NotEndWith | Operator::Contains => true,
        Operator::Like | Operator::NotLike => condition.operands.iter().any(|operand| {
            let (Operand::Text(text) | Operand::Value(Value::String(text))) = operand else {
                return false;
            };
            text.starts_with(['%', '_'])
        }),
        _ => false,
    }
}
