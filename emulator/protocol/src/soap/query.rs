//! Reads `QueryExpression`, `QueryByAttribute` and `FetchExpression` into the query AST.
//!
//! A part of a query that the AST cannot express is refused by name: without that part, the query would return other
//! rows.

mod condition;
mod link;

use super::error::SoapError;
use super::name::CONTRACTS;
use super::node::Node;
use super::values::{boolean, parsed, value};
use crate::fetchxml::{self, MAX_CONDITIONS};
use crate::query::{
    ColumnPath, Columns, Condition, Direction, Filter, Operand, Operator, Order, Page, Query,
};
use link::Links;

/// Reads a query of the declared type.
pub(super) fn read(node: &Node<'_>) -> Result<Query, SoapError> {
    let kind = node.kind.filter(|kind| kind.namespace == CONTRACTS);
    match kind.map(|kind| kind.local) {
        Some("QueryExpression") => expression(node),
        Some("QueryByAttribute") => by_attribute(node),
        Some("FetchExpression") => Ok(fetchxml::parse(node.required("Query")?)?),
        _ => Err(node.unknown_type()),
    }
}

fn expression(node: &Node<'_>) -> Result<Query, SoapError> {
    refuse_member(node, "SubQueryExpression")?;
    check_conditions(count_conditions(node))?;
    let links = Links::assign(node)?;
    let mut order = orders(node, &links)?;
    order.extend(links.orders(node)?);
    Ok(Query {
        columns: member_columns(node, "ColumnSet")?,
        filter: condition::filter(node.member("Criteria"), None, &links)?,
        links: links.read(node)?,
        order,
        distinct: node.member("Distinct").map_or(Ok(false), boolean)?,
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
        order: orders(node, &Links::default())?,
        page: page(node)?,
        count: count(node)?,
        ..Query::new(node.required("EntityName")?.trim())
    })
}

/// The number of conditions and linked tables, which have a common limit as in FetchXML.
fn count_conditions(node: &Node<'_>) -> usize {
    let itself = ["ConditionExpression", "LinkEntity"]
        .iter()
        .any(|name| node.is(CONTRACTS, name));
    let inside = node.children.iter().map(count_conditions);
    usize::from(itself) + inside.sum::<usize>()
}

const fn check_conditions(found: usize) -> Result<(), SoapError> {
    if found <= MAX_CONDITIONS {
        return Ok(());
    }
    Err(SoapError::TooLarge {
        what: "conditions and joined tables",
        limit: MAX_CONDITIONS,
    })
}

/// Reads the members of a `ColumnSet`.
pub(super) fn columns(node: &Node<'_>) -> Result<Columns, SoapError> {
    refuse_items(node, "AttributeExpressions")?;
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

/// Reads the `Orders` of a query.
fn orders(node: &Node<'_>, links: &Links<'_>) -> Result<Vec<Order>, SoapError> {
    node.items("Orders")
        .iter()
        .map(|order| {
            let column = order.required("AttributeName")?.trim();
            let (column, direction) = (ColumnPath::of(column), direction(order)?);
            Ok(Order {
                column: match order.optional("EntityName") {
                    Some(name) => links.column(name.trim(), &column.column, None)?,
                    None => column,
                },
                direction,
            })
        })
        .collect()
}

fn direction(order: &Node<'_>) -> Result<Direction, SoapError> {
    refuse_member(order, "Alias")?;
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
    if page.top.is_some() && (page.size.is_some() || page.number.is_some() || page.cookie.is_some())
    {
        let what = "`TopCount` together with `PageInfo`";
        return Err(SoapError::NotEmulated(what.to_owned()));
    }
    Ok(page)
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
