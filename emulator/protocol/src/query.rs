//! The query AST, into which OData options, FetchXML and the SDK's query classes are parsed.
//!
//! The serde form of these types is the stored form ([`codec`](crate::codec)), which no client sees.
//!
//! Names are logical names as the client wrote them; this module knows no tables and no columns. `store` binds a query
//! to the metadata, which gives each operand the type of its column, and compiles the bound query to SQL.

pub mod alias_sources;
pub(crate) mod aliases;
mod operator;

use std::ops::Not;

use serde::{Deserialize, Serialize};

use crate::value::Value;

pub use operator::{Applies, Operands, Operator, OperatorEntry};

/// A query of one table and the tables linked to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Logical name of the queried table.
    pub table: String,
    /// The columns to return.
    pub columns: Columns,
    /// Further columns, of this table or of a linked one, each under a name that the client chose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliased: Vec<AliasedColumn>,
    /// The rows to return.
    pub filter: Filter,
    /// Linked tables, nested as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Sort keys, the most significant first. `store` appends the primary key, so that pages are stable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Order>,
    /// Whether choices are sorted by their numbers instead of their labels (WA-230).
    #[serde(default, skip_serializing_if = "Not::not")]
    pub raw_order: bool,
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
            aliased: Vec::new(),
            filter: Filter::everything(),
            links: Vec::new(),
            order: Vec::new(),
            raw_order: false,
            distinct: false,
            aggregate: None,
            page: Page::default(),
            count: false,
        }
    }

    /// The same query for these columns.
    #[must_use]
    pub fn select(mut self, columns: impl Into<Columns>) -> Self {
        self.columns = columns.into();
        self
    }

    /// The same query for those of its rows that meet the filter as well.
    #[must_use]
    pub fn matching(mut self, filter: Filter) -> Self {
        match &mut self.filter {
            Filter::And(all) => all.push(filter),
            other => {
                let before = std::mem::replace(other, Filter::everything());
                self.filter = Filter::And(vec![before, filter]);
            }
        }
        self
    }

    /// The same query, sorted by this column after the ones it is already sorted by.
    #[must_use]
    pub fn sorted_by(mut self, column: impl Into<String>, direction: Direction) -> Self {
        self.order.push(Order {
            column: ColumnPath::of(column),
            direction,
        });
        self
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

impl From<&[&str]> for Columns {
    fn from(names: &[&str]) -> Self {
        Self::Named(names.iter().map(|name| (*name).to_owned()).collect())
    }
}

impl<const N: usize> From<[&str; N]> for Columns {
    fn from(names: [&str; N]) -> Self {
        names.as_slice().into()
    }
}

/// A column that is returned under a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AliasedColumn {
    /// The column.
    pub column: ColumnPath,
    /// Its name in the result.
    pub alias: String,
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
    /// A row of the linked table exists that meets the link's filter and its own inner links. The link returns no
    /// columns, and a row of the table that it belongs to is returned once.
    Linked(Box<Link>),
}

impl Filter {
    /// The filter that holds for every row.
    pub const fn everything() -> Self {
        Self::And(Vec::new())
    }

    /// The filter for rows with this value in a column.
    pub fn equal(column: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::compare(column, Operator::Equal, [value.into()])
    }

    /// The filter for rows whose column compares so with these values, as many as the operator takes.
    pub fn compare(
        column: impl Into<String>,
        operator: Operator,
        values: impl IntoIterator<Item = Value>,
    ) -> Self {
        Self::Condition(Condition {
            column: ColumnPath::of(column),
            operator,
            operands: values.into_iter().map(Operand::Value).collect(),
        })
    }

    /// The filter that holds where this one does not.
    pub(crate) fn negated(self) -> Self {
        Self::Not(Box::new(self))
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
    /// A member of an enumeration (`Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'`). No column has such a type;
    /// properties of definitions do.
    Member {
        /// Name of the enumeration, without a namespace.
        enumeration: String,
        /// The member, or of flags several with commas between them.
        member: String,
    },
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
    /// The page size of an expanded collection, of which the first page is returned; `None` for a collection that is
    /// returned whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
}

impl Link {
    /// The filter for rows with a linked row.
    pub(crate) fn exists(self) -> Filter {
        Filter::Linked(Box::new(self))
    }

    /// The filter for rows that have partners in the linked table, of which none meets the link's filter and inner
    /// links.
    pub(crate) fn none_of_several(self) -> Filter {
        let partners = Self {
            filter: Filter::everything(),
            links: Vec::new(),
            ..self.clone()
        };
        Filter::And(vec![partners.exists(), self.exists().negated()])
    }
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
    /// Rows without a linked row are left out; of several linked rows only one is taken.
    FirstMatch,
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
    /// The columns to group by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// The values to compute for each group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<AggregateValue>,
    /// The largest number of rows that are aggregated; more are an error. `None` for the platform's own limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A column by which an aggregate query groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The column.
    pub column: ColumnPath,
    /// Its name in the result.
    pub alias: String,
    /// The part of the date by which a date column is grouped; `None` for other columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<DateGrouping>,
}

/// The part of a date by which rows are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateGrouping {
    /// The day of the month.
    Day,
    /// The week of the year; weeks begin on Sunday, and January 1 is in week 1.
    Week,
    /// The month of the year.
    Month,
    /// The quarter of the year.
    Quarter,
    /// The year.
    Year,
    /// The period of the fiscal year, with its year.
    FiscalPeriod,
    /// The fiscal year.
    FiscalYear,
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
