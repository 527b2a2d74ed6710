//! Reads `QueryExpression`, `QueryByAttribute` and `FetchExpression` into the query AST.
//!
//! A part of a query that the AST cannot express is refused by name: without that part, the query would return other
//! rows.

mod attribute;
mod condition;
mod json;
mod link;

pub use json::query_of_json;

use super::error::SoapError;
use super::name::CONTRACTS;
use super::node::Node;
use super::values::{boolean, parsed, value};
use crate::fetchxml::{self, MAX_CONDITIONS, Problem};
use crate::query::{
    COUNT_LIMIT, ColumnPath, Columns, Condition, Direction, Filter, Operand, Operator, Order, Page,
    Query,
};
use attribute::SelectKind;
use link::Links;

/// The member of a filter that tests for rows of another table.
const TESTED: &str = "AnyAllFilterLinkEntity";

/// Reads a query of the declared type.
pub(super) fn read(node: &Node<'_>) -> Result<Query, SoapError> {
    let kind = node.kind.filter(|kind| kind.namespace == CONTRACTS);
    match kind.map(|kind| kind.local) {
        Some("QueryExpression") => expression(node),
        Some("QueryByAttribute") => by_attribute(node),
        Some("FetchExpression") => Ok(fetchxml::parse(node.required("Query")?, node.limits)?),
        _ => Err(node.unknown_type()),
    }
}

/// Reads the members of a `QueryExpression`; the element need not declare the type.
pub(super) fn expression(node: &Node<'_>) -> Result<Query, SoapError> {
    refuse_member(node, "SubQueryExpression")?;
    check_conditions(count_conditions(node))?;
    let links = Links::assign(node)?;
    let expressions = attribute::expressions(node, &links)?;
    let mode = expressions.kind();
    let mut order = orders(node, mode, &links)?;
    order.extend(links.orders(node, mode)?);
    let (aliased, aggregate) = expressions.into_parts()?;
    let filter = condition::filter(node.member("Criteria"), None, &links)?;
    Ok(Query {
        columns: query_columns(node, "ColumnSet")?,
        aliased,
        filter: link::with_tests(filter, node)?,
        links: links.read(node)?,
        order,
        distinct: node.member("Distinct").map_or(Ok(false), boolean)?,
        aggregate,
        page: page(node)?,
        count: count(node)?,
        ..Query::new(node.required("EntityName")?.trim())
    })
}

fn by_attribute(node: &Node<'_>) -> Result<Query, SoapError> {
    let (columns, values) = (node.items("Attributes"), node.items("Values"));
    if columns.len() != values.len() {
        return Err(SoapError::OperandCount {
            operator: "QueryByAttribute".to_owned(),
            found: values.len(),
            expected: "as many as attributes",
        });
    }
    check_conditions(columns.len())?;
    let conditions = columns
        .iter()
        .zip(values)
        .map(|(column, operand)| {
            Ok(Filter::Condition(Condition {
                column: ColumnPath::of(column.text.trim()),
                operator: Operator::Equal,
                operands: vec![Operand::Value(value(operand)?)],
            }))
        })
        .collect::<Result<_, SoapError>>()?;
    Ok(Query {
        columns: member_columns(node, "ColumnSet")?,
        filter: Filter::And(conditions),
        order: orders(node, SelectKind::Rows, &Links::default())?,
        page: page(node)?,
        count: count(node)?,
        ..Query::new(node.required("EntityName")?.trim())
    })
}

/// The number of conditions and linked tables, which have a common limit as in FetchXML.
fn count_conditions(node: &Node<'_>) -> usize {
    let counted = ["ConditionExpression", "LinkEntity", TESTED];
    let itself = counted.iter().any(|name| node.is(CONTRACTS, name)) && !node.children.is_empty();
    let inside = node.children.iter().map(count_conditions);
    usize::from(itself) + inside.sum::<usize>()
}

const fn check_conditions(found: usize) -> Result<(), SoapError> {
    if found <= MAX_CONDITIONS {
        return Ok(());
    }
    Err(SoapError::Query(Problem::TooManyConditions))
}

/// Reads the members of a `ColumnSet` of a request for one row.
pub(super) fn columns(node: &Node<'_>) -> Result<Columns, SoapError> {
    refuse_items(node, "AttributeExpressions")?;
    named_columns(node)
}

fn named_columns(node: &Node<'_>) -> Result<Columns, SoapError> {
    if node.member("AllColumns").map_or(Ok(false), boolean)? {
        return Ok(Columns::All);
    }
    let names = node.items("Columns").iter();
    Ok(Columns::Named(
        names.map(|name| name.text.trim().to_owned()).collect(),
    ))
}

/// Reads a `ColumnSet`; nil means no columns.
fn member_columns(node: &Node<'_>, member: &str) -> Result<Columns, SoapError> {
    node.member(member)
        .map_or(Ok(Columns::Named(Vec::new())), columns)
}

/// Reads the `ColumnSet` of a query, whose `AttributeExpressions` are read elsewhere; nil means no columns.
fn query_columns(node: &Node<'_>, member: &str) -> Result<Columns, SoapError> {
    node.member(member)
        .map_or(Ok(Columns::Named(Vec::new())), named_columns)
}

/// Reads the `Orders` of a query.
fn orders(node: &Node<'_>, mode: SelectKind, links: &Links<'_>) -> Result<Vec<Order>, SoapError> {
    node.items("Orders")
        .iter()
        .map(|order| {
            let column = sorted(order, mode)?;
            Ok(Order {
                column: match order.optional("EntityName") {
                    Some(name) if mode == SelectKind::Rows => {
                        links.column(name.trim(), column, None)?
                    }
                    _ => ColumnPath::of(column),
                },
                direction: direction(order)?,
            })
        })
        .collect()
}

/// The column of a sort key, or its alias in an aggregate query.
fn sorted<'n>(order: &Node<'n>, mode: SelectKind) -> Result<&'n str, SoapError> {
    let text = |member| order.optional(member).map(str::trim);
    match (mode, text("AttributeName"), text("Alias")) {
        (SelectKind::Rows, Some(column), None) => Ok(column),
        (SelectKind::Rows, _, Some(_)) => Err(SoapError::Query(Problem::OrderAlias)),
        (SelectKind::Rows, None, None) => order.required("AttributeName").map(str::trim),
        // The SDK sets the attribute beside the alias.
        (SelectKind::Aggregate, _, Some(alias)) => Ok(alias),
        (SelectKind::Aggregate, Some(_), None) => {
            Err(SoapError::Query(Problem::AggregateOrderAttribute))
        }
        (SelectKind::Aggregate, None, None) => {
            Err(SoapError::Query(Problem::AggregateOrderNoAlias))
        }
    }
}

fn direction(order: &Node<'_>) -> Result<Direction, SoapError> {
    match order.optional("OrderType").map(str::trim) {
        None | Some("Ascending") => Ok(Direction::Ascending),
        Some("Descending") => Ok(Direction::Descending),
        Some(_) => Err(order.bad_value("`Ascending` or `Descending`")),
    }
}

/// Reads `PageInfo` and `TopCount`; a count or page of 0 means the same as none.
fn page(node: &Node<'_>) -> Result<Page, SoapError> {
    let amount = |node: Option<&Node<'_>>| {
        node.map(|node| parsed::<u32>(node, "a whole number from 0"))
            .transpose()
            .map(|amount| amount.filter(|amount| *amount > 0))
    };
    let info = node.member("PageInfo");
    let of_page = |name| info.and_then(|info| info.member(name));
    let page = Page {
        top: amount(node.member("TopCount"))?,
        size: amount(of_page("Count"))?,
        number: amount(of_page("PageNumber"))?,
        cookie: info
            .and_then(|info| info.optional("PagingCookie"))
            .map(str::to_owned),
    };
    match page.top {
        Some(top) if page.size.is_some() || page.number.is_some() || page.cookie.is_some() => {
            Err(SoapError::Query(Problem::TopWithPage(top)))
        }
        Some(top) if top > COUNT_LIMIT => Err(node.bad_value("a `TopCount` from 1 to 5000")),
        _ => Ok(page),
    }
}

fn count(node: &Node<'_>) -> Result<bool, SoapError> {
    node.member("PageInfo")
        .and_then(|info| info.member("ReturnTotalRecordCount"))
        .map_or(Ok(false), boolean)
}

/// Refuses a member with a value.
fn refuse_member(node: &Node<'_>, member: &str) -> Result<(), SoapError> {
    match node.member(member) {
        Some(found) if !found.children.is_empty() || !found.text.trim().is_empty() => {
            Err(not_emulated(node, member))
        }
        _ => Ok(()),
    }
}

/// Refuses a list that is not empty.
fn refuse_items(node: &Node<'_>, member: &str) -> Result<(), SoapError> {
    if node.items(member).is_empty() {
        Ok(())
    } else {
        Err(not_emulated(node, member))
    }
}

fn not_emulated(node: &Node<'_>, member: &str) -> SoapError {
    SoapError::NotEmulated(format!("`{member}` of `{}`", node.name.local))
}
