//! A query whose every name is a column that exists and whose every operand has its column's type.
//!
//! Made by `bind`, read by `sql`; nothing here knows SQL text or text that a caller wrote.

use std::sync::Arc;

use dataverse_protocol::query::{AggregateFunction, Direction, Join};
use rusqlite::types::Value as Sql;

use dataverse_model::metadata::{Column, Table};

/// A bound query, ready to be asked of a view or a unit.
#[derive(Debug, Clone)]
pub struct Bound {
    pub(super) scope: Scope,
    pub(super) shape: Shape,
    pub(super) filter: Predicate,
    pub(super) order: Vec<Sort>,
    pub(super) part: Part,
    pub(super) counting: Counting,
    pub(super) expands: Vec<Expand>,
}

impl Bound {
    /// The table that is asked.
    pub fn table(&self) -> &Arc<Table> {
        &self.scope.sources[0].table
    }
}

/// What an answer consists of.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// Rows, each with its key and version.
    Rows(Vec<Selected>),
    /// Different combinations of values.
    Distinct(Vec<Selected>),
    /// Groups of rows and what is computed of them.
    Groups {
        keys: Vec<Selected>,
        values: Vec<Computed>,
    },
}

/// A column that comes back, under this name.
#[derive(Debug, Clone)]
pub(super) struct Selected {
    pub(super) name: String,
    pub(super) at: At,
}

/// An aggregate that comes back, under this name.
#[derive(Debug, Clone)]
pub(super) struct Computed {
    pub(super) name: String,
    pub(super) function: AggregateFunction,
    pub(super) of: Option<At>,
}

/// A column of one of the sources.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub(super) source: usize,
    pub(super) table: Arc<Table>,
    pub(super) column: usize,
}

impl At {
    pub(super) fn column(&self) -> &Column {
        &self.table.columns[self.column]
    }
}

/// The tables a select reads; the first is the one that is asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) sources: Vec<Source>,
}

impl Scope {
    /// Whether one row of the first table can come back more than once.
    pub(super) fn multiplies(&self) -> bool {
        self.sources.iter().any(|source| {
            source
                .joined
                .as_ref()
                .is_some_and(|joined| joined.partner == Partner::Any)
        })
    }
}

/// One table of a select.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Unique in the whole statement.
    pub(super) number: usize,
    pub(super) table: Arc<Table>,
    /// The name conditions refer to it by.
    pub(super) alias: Option<String>,
    /// How it hangs on another; `None` for the first.
    pub(super) joined: Option<Joined>,
}

/// How a source is joined to another.
#[derive(Debug, Clone)]
pub(super) struct Joined {
    /// Position of the other in the scope.
    pub(super) parent: usize,
    pub(super) join: Join,
    pub(super) inner: At,
    pub(super) outer: At,
    pub(super) filter: Predicate,
    pub(super) partner: Partner,
    /// The navigation property it was reached by.
    pub(super) navigation: Option<String>,
}

/// How many partners a row can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Partner {
    /// One at most: the join goes to a primary key.
    One,
    /// Any number.
    Any,
}

/// A condition that is true or false of a row, never unknown.
#[derive(Debug, Clone)]
pub(super) enum Predicate {
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
    Empty(At),
    Compare(At, Sign, Side),
    In(At, Vec<Sql>),
    /// A pattern with `%` and `_`, escaped by a backslash.
    Like(At, String),
    /// A pattern with `*`, `?` and `[..]`.
    Glob(At, String),
    Exists(Box<Related>),
}

impl Predicate {
    pub(super) const fn everything() -> Self {
        Self::All(Vec::new())
    }

    pub(super) fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a column is compared with.
#[derive(Debug, Clone)]
pub(super) enum Side {
    Cell(Sql),
    Column(At),
}

/// Rows of another table that refer to this one.
#[derive(Debug, Clone)]
pub(super) struct Related {
    pub(super) scope: Scope,
    pub(super) inner: At,
    pub(super) outer: At,
    pub(super) filter: Predicate,
}

/// One sort key.
#[derive(Debug, Clone)]
pub(super) struct Sort {
    pub(super) by: SortBy,
    pub(super) direction: Direction,
}

/// What is sorted by.
#[derive(Debug, Clone)]
pub(super) enum SortBy {
    Column(At),
    /// Position among the computed values.
    Computed(usize),
}

/// Which rows of all are wanted.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// The first so many, and no word of the others.
    Top(u32),
    /// One page.
    Page {
        size: u32,
        start: Start,
        number: u32,
    },
}

/// Where a page begins.
#[derive(Debug, Clone)]
pub(super) enum Start {
    /// After so many rows.
    Offset(u64),
    /// After the row with these sort values, the last being the key.
    After(Vec<Sql>),
}

/// Whether all rows are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counting {
    Skipped,
    Wanted,
}

/// Rows that come back nested in each row.
#[derive(Debug, Clone)]
pub(super) struct Expand {
    pub(super) navigation: String,
    pub(super) kind: ExpandKind,
    /// The nested query; its filter is completed by the key at run time.
    pub(super) query: Bound,
    /// On the nested table: what the key is compared with.
    pub(super) inner: At,
}

/// What hangs on the navigation property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExpandKind {
    /// The row the lookup at this position among the selected columns' keys refers to.
    One {
        /// Position of the lookup among the table's columns.
        lookup: usize,
    },
    /// The rows that refer to this one.
    Many,
}
