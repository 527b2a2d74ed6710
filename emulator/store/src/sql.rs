//! From a bound query to SQL text with parameters.
//!
//! A table that a unit of work has touched is named without its schema, so that its shadow is read;
//! every other table is read from the committed schema. A caller's values are parameters and names
//! are the metadata's, so no caller's text is in the SQL. SQLite is asked neither for the time nor
//! for random values.

use std::sync::Arc;

use dataverse_protocol::query::{COUNT_LIMIT, Direction};
use rusqlite::types::Value as Sql;

use crate::access::{Access, Ordering, conditions};
use crate::bound::{At, Bound, ExpandKind, Part, Selected, Shape, Start};
use crate::order::{after, sort_expression, sort_keys};
use crate::predicate::{all, compared, expression, source};
use crate::row_reader::{Content, Field, KEY, RowReader};
use crate::schema::{self, VERSION_COLUMN, quoted};
use crate::{aggregate, cell, files};
use dataverse_model::metadata::{ColumnKind, Metadata, Table};

/// Whether lookups are returned with the primary name of the row that they refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// With the name, which is also the column's formatted value.
    Wanted,
    /// With the key only.
    Unwanted,
}

/// The schema from which the tables of a statement are read.
#[derive(Debug, Clone, Default)]
pub(super) enum Sources {
    /// The schema that SQLite finds for the plain name.
    #[default]
    Plain,
    /// The committed schema, except for these tables, which a unit of work has touched. The shadow
    /// of an untouched table is empty, but it would spoil many a query plan.
    Committed(Vec<Arc<Table>>),
}

impl Sources {
    /// The name of a table in SQL.
    pub(super) fn name(&self, table: &Table) -> String {
        schema::rows_of(table, |name| {
            let plain = quoted(name);
            match self {
                Self::Plain => plain,
                Self::Committed(touched) if touched.iter().any(|it| it.logical_name == name) => {
                    plain
                }
                Self::Committed(_) => format!("main.{plain}"),
            }
        })
    }

    /// Whether the table is read through a view, so that its rows have no place in a file.
    pub(super) fn is_replaced(&self, table: &Table) -> bool {
        !self.name(table).starts_with("main.")
    }
}

/// SQL text and its parameters, in the order of their question marks.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) sql: String,
    pub(super) parameters: Vec<Sql>,
    pub(super) sources: Sources,
}

impl Text {
    pub(super) fn reading(sources: &Sources) -> Self {
        Self {
            sources: sources.clone(),
            ..Self::default()
        }
    }

    pub(super) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    pub(super) fn bind(&mut self, value: Sql) {
        self.sql.push('?');
        self.parameters.push(value);
    }
}

/// A select, and the position of each value in its result.
#[derive(Debug)]
pub(super) struct Select {
    pub(super) text: Text,
    /// Makes the rows of the results.
    pub(super) rows: RowReader,
    /// Positions of the sort values and the key, for the cookie; empty if there is no cookie.
    pub(super) keys: Vec<usize>,
    /// Position of the key of each expand.
    pub(super) expands: Vec<usize>,
}

/// The select list that is being built.
struct List<'s> {
    expressions: Vec<String>,
    sources: &'s Sources,
}

impl List<'_> {
    fn add(&mut self, expression: String) -> usize {
        self.expressions.push(expression);
        self.expressions.len() - 1
    }

    fn field(&mut self, column: &Selected, metadata: &Metadata, names: Names) -> Field {
        let at = &column.at;
        let index = self.add(match &at.column().kind {
            ColumnKind::Image { .. } if !files::is_own(&at.table) => {
                files::content_of(&expression(at), &self.sources.name(files::table()))
            }
            _ => expression(at),
        });
        if let Some(name) = cell::type_column(at.column()) {
            self.add(format!("t{}.{}", at.source, quoted(&name)));
        }
        let display = match names {
            Names::Wanted => name_of(at, metadata, self.sources).map(|name| self.add(name)),
            Names::Unwanted => None,
        };
        Field {
            name: column.name.as_str().into(),
            content: Content::Column(at.clone()),
            index,
            display,
        }
    }
}

/// The select for the rows, combinations or groups of a query.
pub(super) fn select(
    bound: &Bound,
    metadata: &Metadata,
    names: Names,
    sources: &Sources,
    access: &Access,
) -> Select {
    let mut list = List {
        expressions: Vec::new(),
        sources,
    };
    let first = &bound.scope.sources[0];
    let key = format!("t{}.{}", first.number, quoted(&first.table.primary_id));
    let (mut keys, mut expands) = (Vec::new(), Vec::new());
    let fields: Vec<Field> = match &bound.shape {
        Shape::Rows(columns) => {
            list.add(key.clone());
            list.add(format!("t{}.{}", first.number, quoted(VERSION_COLUMN)));
            let fields = columns
                .iter()
                .map(|column| list.field(column, metadata, names))
                .collect();
            keys = bound
                .order
                .iter()
                .map(|sort| list.add(sort_expression(sort, &bound.shape)))
                .collect();
            keys.push(KEY);
            expands = expand_keys(bound, &mut list);
            fields
        }
        Shape::Distinct(columns) => columns
            .iter()
            .map(|column| list.field(column, metadata, names))
            .collect(),
        Shape::Groups { keys, values } => {
            let keys = keys.iter().map(|key| match key.date {
                Some(part) => Field {
                    name: key.name.as_str().into(),
                    content: Content::Date(part),
                    index: list.add(aggregate::returned_key(key)),
                    display: None,
                },
                None => {
                    let selected = Selected {
                        name: key.name.clone(),
                        at: key.at.clone(),
                    };
                    list.field(&selected, metadata, names)
                }
            });
            let mut fields: Vec<Field> = keys.collect();
            for value in values {
                let index = list.expressions.len();
                list.expressions.extend(aggregate::expressions(value));
                fields.push(Field {
                    name: value.name.as_str().into(),
                    content: Content::Computed(value.clone()),
                    index,
                    display: None,
                });
            }
            fields
        }
    };
    let mut text = Text::reading(sources);
    text.push("SELECT ");
    if matches!(bound.shape, Shape::Distinct(_)) {
        text.push("DISTINCT ");
    }
    text.push(&list.expressions.join(", "));
    body(&mut text, bound, access);
    let page = match &bound.part {
        Part::Page {
            start: Start::After(values),
            ..
        } => Some(values.as_slice()),
        Part::Top(_) | Part::Page { .. } => None,
    };
    if let Some(values) = page {
        text.push(match access.order {
            Ordering::ByIndex => " AND ",
            Ordering::Sorted => " AND +",
        });
        after(&mut text, &sort_keys(bound, &key), values);
    }
    group_by(&mut text, bound);
    order_by(&mut text, bound, access);
    limit(&mut text, &bound.part);
    Select {
        text,
        rows: match bound.shape {
            Shape::Rows(_) => RowReader::keyed(bound.table(), fields),
            Shape::Distinct(_) | Shape::Groups { .. } => RowReader::unkeyed(bound.table(), fields),
        },
        keys,
        expands,
    }
}

/// Counts the rows of a query, up to one more than the largest count (WA-074).
pub(super) fn count(bound: &Bound, sources: &Sources, access: &Access) -> Text {
    let mut text = Text::reading(sources);
    text.push("SELECT count(*) FROM (SELECT ");
    let columns = |columns: &[Selected]| {
        let expressions: Vec<_> = columns
            .iter()
            .map(|column| expression(&column.at))
            .collect();
        expressions.join(", ")
    };
    match &bound.shape {
        Shape::Distinct(selected) => text.push(&format!("DISTINCT {}", columns(selected))),
        // Without groups there is one answer, whatever it is computed from.
        Shape::Groups { keys, .. } if keys.is_empty() => text.push("count(*)"),
        Shape::Rows(_) | Shape::Groups { .. } => text.push("1"),
    }
    body(&mut text, bound, access);
    group_by(&mut text, bound);
    text.push(&format!(" LIMIT {})", COUNT_LIMIT + 1));
    text
}

/// Counts the rows that an aggregate query aggregates, up to one more than `limit`.
pub(super) fn count_aggregated(
    bound: &Bound,
    limit: u32,
    sources: &Sources,
    access: &Access,
) -> Text {
    let mut text = Text::reading(sources);
    text.push("SELECT count(*) FROM (SELECT 1");
    body(&mut text, bound, access);
    text.push(&format!(" LIMIT {})", u64::from(limit) + 1));
    text
}

/// The select of one row by its key, the only parameter. Its text is cached for units and views, so
/// tables have their plain names.
pub(super) fn retrieve(
    table: &Table,
    columns: &[Selected],
    metadata: &Metadata,
    names: Names,
) -> Select {
    let mut list = List {
        expressions: Vec::new(),
        sources: &Sources::Plain,
    };
    list.add(format!("t0.{}", quoted(&table.primary_id)));
    list.add(format!("t0.{}", quoted(VERSION_COLUMN)));
    let fields = columns
        .iter()
        .map(|column| list.field(column, metadata, names))
        .collect();
    let mut text = Text::default();
    text.push(&format!(
        "SELECT {} FROM {} AS t0 WHERE t0.{} = ?",
        list.expressions.join(", "),
        list.sources.name(table),
        quoted(&table.primary_id)
    ));
    Select {
        text,
        rows: RowReader::keyed(table, fields),
        keys: Vec::new(),
        expands: Vec::new(),
    }
}

fn expand_keys(bound: &Bound, list: &mut List<'_>) -> Vec<usize> {
    let first = &bound.scope.sources[0];
    let key = |expand: &crate::bound::Expand| match expand.kind {
        ExpandKind::Many => KEY,
        ExpandKind::One { lookup } => list.add(expression(&At {
            source: first.number,
            table: first.table.clone(),
            column: lookup,
        })),
    };
    bound.expands.iter().map(key).collect()
}

/// Writes the tables and the conditions. SQLite looks for no index for a condition behind a `+`.
fn body(text: &mut Text, bound: &Bound, access: &Access) {
    text.push(" FROM ");
    source(text, &bound.scope, 0);
    text.push(" WHERE ");
    let (mut common, mut others) = (Vec::new(), Vec::new());
    for (at, condition) in conditions(&bound.filter).into_iter().enumerate() {
        match access.common.contains(&at) {
            true => common.extend(condition),
            false => others.extend(condition),
        }
    }
    all(text, &others);
    if !common.is_empty() {
        text.push(" AND +(");
        all(text, &common);
        text.push(")");
    }
}

fn group_by(text: &mut Text, bound: &Bound) {
    let Shape::Groups { keys, .. } = &bound.shape else {
        return;
    };
    for (position, key) in keys.iter().enumerate() {
        text.push(if position == 0 { " GROUP BY " } else { ", " });
        text.push(&aggregate::key(key));
    }
}

/// SQLite looks for no index for a sort key behind a `+`.
fn order_by(text: &mut Text, bound: &Bound, access: &Access) {
    let mut keys: Vec<String> = bound
        .order
        .iter()
        .map(|sort| {
            let direction = match sort.direction {
                Direction::Ascending => "",
                Direction::Descending => " DESC",
            };
            format!("{}{direction}", sort_expression(sort, &bound.shape))
        })
        .collect();
    match &bound.shape {
        Shape::Rows(_) => {
            keys.extend(
                bound.scope.sources.iter().map(|source| {
                    format!("t{}.{}", source.number, quoted(&source.table.primary_id))
                }),
            );
        }
        Shape::Distinct(columns) => keys.extend(columns.iter().map(|column| compared(&column.at))),
        Shape::Groups { keys: groups, .. } => keys.extend(groups.iter().map(aggregate::key)),
    }
    if !keys.is_empty() {
        let (first, between) = match access.order {
            Ordering::ByIndex => (" ORDER BY ", ", "),
            Ordering::Sorted => (" ORDER BY +", ", +"),
        };
        text.push(first);
        text.push(&keys.join(between));
    }
}

/// Reads one row more than the page has, which tells whether there is a next page.
fn limit(text: &mut Text, part: &Part) {
    match part {
        Part::Top(rows) => text.push(&format!(" LIMIT {rows}")),
        Part::Page { size, start, .. } => {
            text.push(&format!(" LIMIT {}", u64::from(*size) + 1));
            if let Start::Offset(rows) = start {
                text.push(&format!(" OFFSET {rows}"));
            }
        }
    }
}

/// A subquery for the primary name of the row that a lookup refers to.
fn name_of(at: &At, metadata: &Metadata, sources: &Sources) -> Option<String> {
    let name = |target: &str| {
        let table = metadata.table(target)?;
        let name = table.primary_name.as_deref()?;
        Some(format!(
            "(SELECT n.{} FROM {} AS n WHERE n.{} = {})",
            quoted(name),
            sources.name(table),
            quoted(&table.primary_id),
            expression(at)
        ))
    };
    match at.column().targets() {
        [] => None,
        [only] => name(&only.table),
        several => {
            let type_column = cell::type_column(at.column())?;
            let cases: String = several
                .iter()
                .filter_map(|target| {
                    Some(format!(
                        " WHEN '{}' THEN {}",
                        target.table,
                        name(&target.table)?
                    ))
                })
                .collect();
            (!cases.is_empty())
                .then(|| format!("CASE t{}.{}{cases} END", at.source, quoted(&type_column)))
        }
    }
}
