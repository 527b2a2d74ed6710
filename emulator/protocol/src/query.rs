//! The one query AST that OData options, FetchXML and the SDK's query classes all become.
//!
//! What is derived for serde is the stored form ([`codec`](crate::codec)); no client sees it.
//!
//! Names are logical names as the caller wrote them; nothing here knows whether such a table or
//! column exists. The server binds a query to its metadata (which also gives each literal its
//! column's type) and its store compiles the bound query to SQL.

pub(crate) mod aliases;

use std::ops::Not;

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// A question to one table, and to tables linked to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Logical name of the table that is asked.
    pub table: String,
    /// Which of its columns come back.
    pub columns: Columns,
    /// Which rows.
    pub filter: Filter,
    /// Joined tables, nested as they were written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// In which order; the primary key always comes last, so that pages are stable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Order>,
    /// Whether equal rows are returned once.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub distinct: bool,
    /// Grouping and aggregates; `None` for an ordinary query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<Aggregate>,
    /// Which part of the rows.
    pub page: Page,
    /// Whether the total number of rows is wanted (at most [`COUNT_LIMIT`] are counted).
    #[serde(default, skip_serializing_if = "Not::not")]
    pub count: bool,
}

/// The largest number of rows on one page, and the largest count (WA-072, WA-074).
pub const COUNT_LIMIT: u32 = 5000;

impl Query {
    /// All columns of all rows of a table.
    pub fn new(table: impl Into<String>) -> Self {
        Self {
            table: table.into(),
            columns: Columns::All,
            filter: Filter::everything(),
            links: Vec::new(),
            order: Vec::new(),
            distinct: false,
            aggregate: None,
            page: Page::default(),
            count: false,
        }
    }
}

/// Which columns a retrieval returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Columns {
    /// Every column of the table.
    All,
    /// These, in this order; the primary key always comes too.
    Named(Vec<String>),
}

/// A predicate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Filter {
    /// Every one holds; an empty list holds for every row.
    And(Vec<Filter>),
    /// At least one holds; an empty list holds for every row, as an empty FetchXML filter does.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// A single comparison.
    Condition(Condition),
    /// A related row exists (`any`) or every related row fits (`all`).
    Related {
        /// The collection-valued navigation property.
        navigation: String,
        /// `any` or `all`.
        quantifier: Quantifier,
        /// What holds for the related row.
        filter: Box<Filter>,
    },
}

impl Filter {
    /// The filter that holds for every row.
    pub const fn everything() -> Self {
        Self::And(Vec::new())
    }
}

/// How many related rows have to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Every one.
    All,
}

/// One comparison of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The column on the left.
    pub column: ColumnPath,
    /// How it is compared.
    pub operator: Operator,
    /// What it is compared with: as many as the operator takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operands: Vec<Operand>,
}

/// A column of the queried table, or of one that is reached from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnPath {
    /// Alias of a link, or single-valued navigation properties on the way; empty for the table
    /// itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
    /// Logical name of the column; OData's `_name_value` is already unwrapped to `name`.
    pub column: String,
}

impl ColumnPath {
    /// A column of the queried table.
    pub fn of(column: impl Into<String>) -> Self {
        Self {
            via: Vec::new(),
            column: column.into(),
        }
    }
}

/// The right-hand side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operand {
    /// A literal whose type the syntax told (OData, SDK). The binder still fits it to the column.
    Value(Value),
    /// Text whose type only the column tells (FetchXML, unquoted OData words).
    Text(String),
    /// Another column of the same row.
    Column(ColumnPath),
}

/// How a column is compared. Names follow FetchXML; each carries its operand count in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// `eq`: one operand; with a null operand the column has no value.
    Equal,
    /// `ne`: one operand. A row without a value fits, as in Dataverse.
    NotEqual,
    /// `gt`: one operand.
    GreaterThan,
    /// `ge`: one operand.
    GreaterEqual,
    /// `lt`: one operand.
    LessThan,
    /// `le`: one operand.
    LessEqual,
    /// `like`: one pattern with `%`, `_` and `[..]`.
    Like,
    /// `not-like`: one pattern.
    NotLike,
    /// `contains` of OData: one text, taken literally but for `%`.
    Contains,
    /// `begins-with`, OData `startswith`: one text.
    BeginsWith,
    /// `not-begin-with`: one text.
    NotBeginWith,
    /// `ends-with`, OData `endswith`: one text.
    EndsWith,
    /// `not-end-with`: one text.
    NotEndWith,
    /// `null`: no operand.
    Null,
    /// `not-null`: no operand.
    NotNull,
    /// `in`: one or more operands.
    In,
    /// `not-in`: one or more operands.
    NotIn,
    /// `between`: two operands, both ends included.
    Between,
    /// `not-between`: two operands.
    NotBetween,
    /// `on`: one date; the whole day in UTC.
    On,
    /// `on-or-before`: one date.
    OnOrBefore,
    /// `on-or-after`: one date.
    OnOrAfter,
    /// `last-x-hours`: one whole number.
    LastXHours,
    /// `last-x-days`: one whole number.
    LastXDays,
    /// `last-x-months`: one whole number.
    LastXMonths,
    /// `last-x-years`: one whole number.
    LastXYears,
    /// `next-x-days`: one whole number.
    NextXDays,
    /// `next-x-months`: one whole number.
    NextXMonths,
    /// `eq-userid`: no operand; the caller.
    EqualUserId,
    /// `ne-userid`: no operand.
    NotEqualUserId,
}

/// A joined table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// How the other table is reached.
    pub through: Through,
    /// Whether a row without a partner stays.
    pub join: Join,
    /// Name under which columns and conditions refer to it; also the prefix of its columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Which of its columns come back; `None` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Columns>,
    /// Which of its rows.
    pub filter: Filter,
    /// Tables joined to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// In which order a collection expands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Order>,
    /// How many rows a collection expands to at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<u32>,
}

/// How a joined table is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Through {
    /// OData: a navigation property. Its rows come back nested, not joined.
    Navigation(String),
    /// FetchXML and the SDK: column against column.
    Columns {
        /// Logical name of the joined table.
        table: String,
        /// Column of the joined table.
        from: String,
        /// Column of the table it is joined to.
        to: String,
    },
}

/// What becomes of a row without a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Join {
    /// It goes.
    Inner,
    /// It stays.
    Outer,
}

/// One sort key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The column, or the alias of an aggregate.
    pub column: ColumnPath,
    /// Up or down.
    pub direction: Direction,
}

/// The direction of a sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Smallest first; rows without a value come before all others.
    Ascending,
    /// Largest first; rows without a value come last.
    Descending,
}

/// Grouping and aggregates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// Columns to group by, with the name each comes back under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<(ColumnPath, String)>,
    /// Values to compute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<AggregateValue>,
}

/// One computed value of an aggregate query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AggregateValue {
    /// The column, or `None` for a count of rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<ColumnPath>,
    /// The function.
    pub function: AggregateFunction,
    /// The name the value comes back under.
    pub alias: String,
}

/// A function over the rows of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AggregateFunction {
    /// Number of rows, or of rows with a value.
    Count,
    /// Number of different values.
    CountDistinct,
    /// Sum.
    Sum,
    /// Average.
    Average,
    /// Smallest.
    Min,
    /// Largest.
    Max,
}

/// Which part of the rows is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// At most so many rows altogether, without any further page (`$top`, FetchXML `top`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<u32>,
    /// At most so many rows a page (`odata.maxpagesize`, FetchXML `count`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// The page to return, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Where the page begins, as the previous page told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
}
