//! A bound query: every name is an existing column, and every operand has the type of its column.
//!
//! Made by `bind`, read by `sql`. Nothing here knows SQL text or a caller's text.

use std::sync::Arc;

use dataverse_protocol::query::{AggregateFunction, Direction, Join};
use rusqlite::types::Value as Sql;

use crate::date_part::DatePart;
use crate::fiscal::FiscalCalendar;
use dataverse_model::metadata::{Column, Table};

/// A bound query that a view or a unit can run.
#[derive(Debug, Clone)]
pub struct Bound {
    pub(super) scope: Scope,
    pub(super) shape: Shape,
    pub(super) filter: Predicate,
    pub(super) order: Vec<Sort>,
    pub(super) part: Part,
    pub(super) counting: Counting,
    pub(super) expands: Vec<Expand>,
    /// The largest number of rows that the query may aggregate.
    pub(super) aggregated: Option<u32>,
}

impl Bound {
    /// The table that the query selects from.
    pub fn table(&self) -> &Arc<Table> {
        &self.scope.sources[0].table
    }
}

/// The kind of answer.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// Rows, each with its key and version.
    Rows(Vec<Selected>),
    /// Distinct combinations of values.
    Distinct(Vec<Selected>),
    /// Groups of rows with their aggregates.
    Groups {
        keys: Vec<GroupKey>,
        values: Vec<Computed>,
    },
}

/// A column, or a part of a date, by which rows are grouped.
#[derive(Debug, Clone)]
pub(super) struct GroupKey {
    pub(super) name: String,
    pub(super) at: At,
    pub(super) date: Option<DatePart>,
}

/// A column that is returned under this name.
#[derive(Debug, Clone)]
pub(super) struct Selected {
    pub(super) name: String,
    pub(super) at: At,
}

/// An aggregate that is returned under this name.
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

/// The tables that a select reads; the first is the table that the query selects from.
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
    /// The name that conditions use for it.
    pub(super) alias: Option<String>,
    /// How it is joined to another source; `None` for the first.
    pub(super) joined: Option<Joined>,
}

/// How a source is joined to another.
#[derive(Debug, Clone)]
pub(super) struct Joined {
    /// Position of the other source in the scope.
    pub(super) parent: usize,
    pub(super) join: Join,
    pub(super) inner: At,
    pub(super) outer: At,
    pub(super) filter: Predicate,
    pub(super) partner: Partner,
    /// The navigation property of the join, where the join comes from one.
    pub(super) navigation: Option<String>,
}

/// How many rows of the joined table a row can match.
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
    /// A pattern in the matcher's form.
    Like(At, String),
    /// A date in the fiscal period at this place of any year, from 0.
    FiscalPlace(At, FiscalCalendar, i64),
    /// Bits of a number, compared with the same bits of another.
    Bits(At, i64, Bits),
    /// The id of a row that stands above or below another row of the same table.
    Line(Box<Line>),
    /// The id of a row that another table lists.
    Listed(Box<Listed>),
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Which of the bits of a number are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bits {
    All,
    Some,
    None,
}

/// Rows that a table lists with their holders and with bits; names are columns of that table.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    /// The column with the id that is looked for in the list.
    pub(super) at: At,
    pub(super) table: Arc<Table>,
    pub(super) key: String,
    pub(super) holder: String,
    pub(super) holders: Vec<Sql>,
    /// Columns of numbers, at least one of which has one of the bits.
    pub(super) masks: [String; 2],
    pub(super) bits: i64,
}

/// A line of rows, from one row up or down the hierarchy of its table.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The column with the id that is looked for in the line.
    pub(super) at: At,
    /// The table of the line's rows.
    pub(super) table: Arc<Table>,
    /// The lookup of a row's parent.
    pub(super) parent: String,
    /// The id of the row that the line begins with.
    pub(super) root: Sql,
    pub(super) direction: LineDirection,
    /// Whether that row belongs to the line.
    pub(super) with_root: bool,
}

/// Where a line leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineDirection {
    Up,
    Down,
}

/// The right-hand side of a comparison.
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

#[derive(Debug, Clone)]
pub(super) enum SortBy {
    Column(At),
    /// The labels of a choice, whose numbers are in the order of their labels.
    Label(At, Vec<i32>),
    /// Position among the keys of the groups.
    Key(usize),
    /// The order in which the rows of this source were created.
    Created {
        source: usize,
    },
    /// Position among the computed values.
    Computed(usize),
}

/// Which part of all rows the query returns.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// The first rows up to this count, without a sign that there are more.
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
    /// After this number of rows.
    Offset(u64),
    /// After the row with these sort values, the last being the key.
    After(Vec<Sql>),
}

/// Whether the answer includes the number of all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counting {
    Skipped,
    Wanted,
}

/// Related rows that are returned nested in each row.
#[derive(Debug, Clone)]
pub(super) struct Expand {
    pub(super) navigation: String,
    pub(super) kind: ExpandKind,
    /// The nested query. The executing code adds a comparison with the outer row's key to its
    /// filter.
    pub(super) query: Bound,
    /// The column of the nested table that is compared with the outer row's key.
    pub(super) inner: At,
    /// Whether only a page of the rows is returned, with the cookie of the next.
    pub(super) is_paged: bool,
}

/// The kind of navigation property that is expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExpandKind {
    /// The row that a lookup of the outer table refers to.
    One {
        /// Position of the lookup among the table's columns.
        lookup: usize,
    },
    /// The rows that refer to the outer row.
    Many,
}
