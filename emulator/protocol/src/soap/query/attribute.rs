//! Reads the `AttributeExpressions` of a query and its links: groups, computed values, and columns under other names.

use super::super::error::SoapError;
use super::super::node::Node;
use super::super::values::boolean;
use super::link::{self, Links};
use crate::fetchxml::Problem;
use crate::query::{
    Aggregate, AggregateFunction, AggregateValue, AliasedColumn, ColumnPath, DateGrouping, Group,
};

/// Whether a query returns rows of a table or values computed from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SelectKind {
    /// Rows.
    Rows,
    /// Groups and computed values.
    Aggregate,
}

/// What the expressions of a query ask for, in their order.
#[derive(Debug, Default)]
pub(super) struct Expressions {
    aliased: Vec<AliasedColumn>,
    groups: Vec<Group>,
    values: Vec<AggregateValue>,
    /// The names of columns without an alias.
    nameless: Vec<String>,
}

/// Reads the expressions of a query and of its joined links.
pub(super) fn expressions(query: &Node<'_>, links: &Links<'_>) -> Result<Expressions, SoapError> {
    let mut found = Expressions::default();
    if let Some(columns) = query.member("ColumnSet") {
        for node in columns.items("AttributeExpressions") {
            found.add(node, ColumnPath::of(column(node)?))?;
        }
    }
    found.add_links(query, links)?;
    Ok(found)
}

fn column<'n>(node: &Node<'n>) -> Result<&'n str, SoapError> {
    node.required("AttributeName").map(str::trim)
}

impl Expressions {
    fn add_links(&mut self, parent: &Node<'_>, links: &Links<'_>) -> Result<(), SoapError> {
        for link in link::joined(parent) {
            if let Some(columns) = link.member("Columns") {
                for node in columns.items("AttributeExpressions") {
                    self.add(node, links.path(link, column(node)?))?;
                }
            }
            self.add_links(link, links)?;
        }
        Ok(())
    }

    fn add(&mut self, node: &Node<'_>, column: ColumnPath) -> Result<(), SoapError> {
        let is_group = node.member("HasGroupBy").map_or(Ok(false), boolean)?;
        let function = function(node)?;
        let date = date_grouping(node)?;
        let alias = node.optional("Alias").map(str::trim);
        let Some(alias) = alias.filter(|alias| !alias.is_empty()) else {
            self.nameless.push(column.column);
            return Ok(());
        };
        let alias = alias.to_owned();
        match (is_group, function) {
            (true, None) => self.groups.push(Group {
                column,
                alias,
                date,
            }),
            (true, Some(_)) => return Err(SoapError::Query(Problem::GroupAndAggregate)),
            (false, _) if date.is_some() => return Err(SoapError::Query(Problem::DateGrouping)),
            (false, None) => self.aliased.push(AliasedColumn { column, alias }),
            (false, Some(function)) => self.values.push(AggregateValue {
                column: function.counts_values().then_some(column),
                function: function.0,
                alias,
            }),
        }
        Ok(())
    }

    pub(super) fn kind(&self) -> SelectKind {
        if self.groups.is_empty() && self.values.is_empty() {
            SelectKind::Rows
        } else {
            SelectKind::Aggregate
        }
    }

    /// The columns under other names, or the groups and values of an aggregate query.
    pub(super) fn into_parts(self) -> Result<(Vec<AliasedColumn>, Option<Aggregate>), SoapError> {
        let kind = self.kind();
        if let Some(column) = self.nameless.into_iter().next() {
            return Err(SoapError::Query(Problem::NoAggregateAlias(column)));
        }
        match (kind, self.aliased.first()) {
            (SelectKind::Rows, _) => Ok((self.aliased, None)),
            (SelectKind::Aggregate, Some(plain)) => Err(SoapError::Query(
                Problem::PlainInAggregate(plain.column.column.clone()),
            )),
            (SelectKind::Aggregate, None) => {
                let aggregate = Aggregate {
                    groups: self.groups,
                    values: self.values,
                    limit: None,
                };
                Ok((Vec::new(), Some(aggregate)))
            }
        }
    }
}

/// An `XrmAggregateType`, and whether it looks at the values of the column.
struct Function(AggregateFunction, bool);

impl Function {
    const fn counts_values(&self) -> bool {
        self.1
    }
}

fn function(node: &Node<'_>) -> Result<Option<Function>, SoapError> {
    Ok(Some(match node.optional("AggregateType").map(str::trim) {
        None | Some("None") => return Ok(None),
        Some("Count") => Function(AggregateFunction::Count, false),
        Some("CountColumn") => Function(AggregateFunction::Count, true),
        Some("Sum") => Function(AggregateFunction::Sum, true),
        Some("Avg") => Function(AggregateFunction::Average, true),
        Some("Min") => Function(AggregateFunction::Min, true),
        Some("Max") => Function(AggregateFunction::Max, true),
        Some(_) => return Err(node.bad_value("a member of `XrmAggregateType`")),
    }))
}

fn date_grouping(node: &Node<'_>) -> Result<Option<DateGrouping>, SoapError> {
    Ok(Some(
        match node.optional("DateTimeGrouping").map(str::trim) {
            None | Some("None") => return Ok(None),
            Some("Day") => DateGrouping::Day,
            Some("Week") => DateGrouping::Week,
            Some("Month") => DateGrouping::Month,
            Some("Quarter") => DateGrouping::Quarter,
            Some("Year") => DateGrouping::Year,
            Some("FiscalPeriod") => DateGrouping::FiscalPeriod,
            Some("FiscalYear") => DateGrouping::FiscalYear,
            Some(_) => return Err(SoapError::Query(Problem::DateGrouping)),
        },
    ))
}
