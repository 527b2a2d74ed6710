//! Translates filters and conditions.
//!
//! Operands stay text, because their type is that of the column, which only `store` knows.

use super::error::{Problem, Read};
use super::link::{ColumnScope, LinkNames};
use super::tree::Element;
use crate::query::{ColumnPath, Condition, Filter, Operand, Operands, Operator, OperatorEntry};

/// The conjunction of all filters directly inside a table or link.
///
/// Column paths are relative to that table or link, so its own columns have an empty path.
pub(super) fn filters(
    element: &Element,
    place: ColumnScope<'_>,
    names: &LinkNames<'_>,
) -> Read<Filter> {
    let mut filters = element
        .children_named("filter")
        .map(|child| filter(child, place, names))
        .collect::<Read<Vec<_>>>()?;
    Ok(match filters.pop() {
        Some(only) if filters.is_empty() => only,
        Some(last) => {
            filters.push(last);
            Filter::And(filters)
        }
        None => Filter::everything(),
    })
}

fn filter(element: &Element, place: ColumnScope<'_>, names: &LinkNames<'_>) -> Read<Filter> {
    if element.flag("isquickfindfields")? {
        let what = "a quick find filter (`isquickfindfields`)".to_owned();
        return Err(element.refuse(Problem::NotEmulated(what)));
    }
    let parts = element
        .children
        .iter()
        .map(|child| match child.name.as_str() {
            "condition" => condition(child, place, names).map(Filter::Condition),
            // `shape` allows only conditions and filters in a filter.
            _ => filter(child, place, names),
        })
        .collect::<Read<Vec<_>>>()?;
    match element.attribute("type") {
        None | Some("and") => Ok(Filter::And(parts)),
        Some("or") => Ok(Filter::Or(parts)),
        Some(found) => Err(element.bad_value("type", found, "`and` or `or`")),
    }
}

fn condition(element: &Element, place: ColumnScope<'_>, names: &LinkNames<'_>) -> Read<Condition> {
    let attribute = element.required("attribute")?;
    let operator = operator(element)?;
    Ok(Condition {
        column: match element.attribute("entityname") {
            None => ColumnPath::of(attribute),
            Some(name) => elsewhere(element, name, attribute, place, names)?,
        },
        operator,
        operands: match element.attribute("valueof") {
            None => values(element)?,
            Some(column) => vec![column_operand(element, column, operator, place, names)?],
        },
    })
}

fn operator(element: &Element) -> Read<Operator> {
    let found = element.required("operator")?;
    let entry = OperatorEntry::of_fetch_xml(found)
        .ok_or_else(|| element.refuse(Problem::UnknownOperator(found.to_owned())))?;
    entry.operator.ok_or_else(|| {
        let what = format!("the operator `{found}`");
        element.refuse(Problem::NotEmulated(what))
    })
}

/// A column of the table with this alias or name.
fn elsewhere(
    element: &Element,
    name: &str,
    column: &str,
    place: ColumnScope<'_>,
    names: &LinkNames<'_>,
) -> Read<ColumnPath> {
    match (place, names.find(name, element)?) {
        (ColumnScope::Link(own), ColumnScope::Link(named)) if own == named => {
            Ok(ColumnPath::of(column))
        }
        (ColumnScope::Link(_), _) => {
            let what = format!("a condition in `<link-entity>` on another table (`{name}`)");
            Err(element.refuse(Problem::NotEmulated(what)))
        }
        (ColumnScope::Root, named) => Ok(named.column(column)),
    }
}

/// The right-hand column of a comparison, with or without the alias of its table.
fn column_operand(
    element: &Element,
    column: &str,
    operator: Operator,
    place: ColumnScope<'_>,
    names: &LinkNames<'_>,
) -> Read<Operand> {
    if operator.entry().operands != Operands::OneOrColumn {
        return Err(element.refuse(Problem::Conflict(
            "`valueof`",
            "an operator other than `eq`, `ne`, `gt`, `ge`, `lt` and `le`",
        )));
    }
    if element.attribute("value").is_some() || !element.children.is_empty() {
        return Err(element.refuse(Problem::Conflict("`valueof`", "a value")));
    }
    Ok(Operand::Column(match column.rsplit_once('.') {
        None => ColumnPath::of(column),
        Some((name, column)) => elsewhere(element, name, column, place, names)?,
    }))
}

/// The values as written; `store` knows how many there must be.
fn values(element: &Element) -> Read<Vec<Operand>> {
    let values: Vec<&str> = match (element.attribute("value"), element.children.as_slice()) {
        (Some(_), [_, ..]) => {
            return Err(element.refuse(Problem::Conflict("the attribute `value`", "`<value>`")));
        }
        (Some(value), []) => vec![value],
        (None, children) => children.iter().map(|child| child.text.as_str()).collect(),
    };
    Ok(values
        .into_iter()
        .map(|value| Operand::Text(value.to_owned()))
        .collect())
}
