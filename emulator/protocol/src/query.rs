//! The query AST, into which OData options, FetchXML and the SDK's query classes are parsed.
//!
//! The serde form of these types is the stored form ([`codec`](crate::codec)), which no client sees.
//!
//! Names are logical names as the client wrote them; this module knows no tables and no columns. `store` binds a query
//! to the metadata, which gives each operand the type of its column, and compiles the bound query to SQL.

pub mod alias_sources;
pub(crate) mod aliases;

use std::ops::Not;

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// A query of one table and the tables linked to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Logical name of the queried table.
    pub table: String,
    /// The columns to return.
    pub columns: Columns,
    /// The rows to return.
    pub filter: Filter,
    /// Linked tables, nested as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Sort keys, the most significant first. `store` appends the primary key, so that pages are stable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Order>,
    /// Whether equal rows are returned once.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub distinct: bool,
    /// Grouping and aggregates; `None` for a query that returns rows of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<Aggregate>,
    /// The page to return.
    pub page: Page,
    /// Whether to return the total number of rows, of which at most [`COUNT_LIMIT`] are counted.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub count: bool,
}

/// The maximum number of rows per page, and the largest count (WA-072, WA-074).
pub const COUNT_LIMIT: u32 = 5000;

impl Query {
    /// A query for all columns of all rows of a table.
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

/// The columns that a query returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Columns {
    /// Every column of the table.
    All,
    /// These columns in this order, and the primary key.
    Named(Vec<String>),
}

/// A condition on a row, or several combined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Filter {
    /// All hold; an empty list holds for every row.
    And(Vec<Filter>),
    /// At least one holds; an empty list holds for every row, as an empty FetchXML filter does.
    Or(Vec<Filter>),
    /// The filter does not hold.
    Not(Box<Filter>),
    /// A comparison of one column.
    Condition(Condition),
    /// A related row exists that meets the filter (`any`), or all related rows meet it (`all`).
    Related {
        /// The collection-valued navigation property.
        navigation: String,
        /// `any` or `all`.
        quantifier: Quantifier,
        /// The filter on the related rows.
        filter: Box<Filter>,
    },
}

impl Filter {
    /// The filter that holds for every row.
    pub const fn everything() -> Self {
        Self::And(Vec::new())
    }
}

/// How many related rows must meet a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantifier {
    /// At least one.
    Any,
    /// All of them.
    All,
}

/// One comparison of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The column on the left.
    pub column: ColumnPath,
    /// The comparison.
    pub operator: Operator,
    /// The operands, as many as the operator takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operands: Vec<Operand>,
}

/// A column of the queried table or of a table that links or navigation properties lead to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnPath {
    /// The alias of a link, or the single-valued navigation properties that lead to the column; empty for the queried
    /// table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
    /// Logical name of the column. A query that has just been read from OData options has the name of the property, so
    /// `_name_value` for a lookup.
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
    /// A value whose type the syntax shows (OData, SDK). `store` still converts it to the column's type.
    Value(Value),
    /// Text whose type only the column shows (FetchXML, strings in OData query functions).
    Text(String),
    /// Another column of the same row.
    Column(ColumnPath),
}

/// A comparison. The names follow FetchXML; each variant states the number of its operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// `eq`: one operand; null means that the column has no value.
    Equal,
    /// `ne`: one operand. A row without a value matches, as in Dataverse.
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
    /// `contains` of OData: one text, in which only `%` is a wildcard.
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
    /// `eq-userid`: no operand; compares with the caller.
    EqualUserId,
    /// `ne-userid`: no operand; compares with the caller.
    NotEqualUserId,
}

/// A linked table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// How the query reaches the linked table.
    pub through: Through,
    /// Whether rows without a linked row are returned.
    pub join: Join,
    /// The name by which columns and conditions refer to the link; also the prefix of the link's columns in a result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// The columns to return; `None` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Columns>,
    /// The filter on the linked rows.
    pub filter: Filter,
    /// Tables linked to this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The sort keys of an expanded collection.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Order>,
    /// The maximum number of rows of an expanded collection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<u32>,
}

/// How a query reaches a linked table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Through {
    /// A navigation property (OData). Its rows are returned nested, not joined.
    Navigation(String),
    /// A pair of columns (FetchXML, SDK).
    Columns {
        /// Logical name of the linked table.
        table: String,
        /// Column of the linked table.
        from: String,
        /// Column of the table that the link belongs to.
        to: String,
    },
}

/// Whether rows without a linked row are returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Join {
    /// Rows without a linked row are left out.
    Inner,
    /// Rows without a linked row are returned.
    Outer,
}

/// One sort key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The column, or the alias of an aggregate.
    pub column: ColumnPath,
    /// The direction.
    pub direction: Direction,
}

/// The direction of a sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Smallest first; rows without a value come first.
    Ascending,
    /// Largest first; rows without a value come last.
    Descending,
}

/// Grouping and aggregates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// The columns to group by, each with its alias in the result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<(ColumnPath, String)>,
    /// The values to compute for each group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<AggregateValue>,
}

/// One computed value of an aggregate query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AggregateValue {
    /// The column; `None` to count rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<ColumnPath>,
    /// The aggregate function.
    pub function: AggregateFunction,
    /// The alias of the value in the result.
    pub alias: String,
}

/// A function over the rows of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AggregateFunction {
    /// The number of rows, or of rows with a value in the column.
    Count,
    /// The number of distinct values.
    CountDistinct,
    /// The sum.
    Sum,
    /// The average.
    Average,
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
}

/// The part of the rows that is returned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The maximum number of rows, without further pages (`$top`, FetchXML `top`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<u32>,
    /// The maximum number of rows per page (`odata.maxpagesize`, FetchXML `count`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// The page to return, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The paging cookie of the previous page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
}
