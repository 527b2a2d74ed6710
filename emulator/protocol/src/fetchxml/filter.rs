//! Translates filters and conditions.
//!
//! Operands stay text, because their type is that of the column, which only `store` knows.

use super::error::{Problem, Read};
use super::link::{self, ColumnScope, LinkNames};
use super::tree::Element;
use crate::query::{ColumnPath, Condition, Filter, Operand, Operands, Operator, OperatorEntry};

/// The conjunction of all filters directly inside a table or link, and of its links that only test for rows.
///
/// Column paths are relative to that table or link, so its own columns have an empty path.
pub(super) fn filters<'e>(
    element: &'e Element,
    place: ColumnScope<'_>,
    names: &LinkNames<'e>,
) -> Read<Filter> {
    let mut filters = element
        .children_named("filter")
        .map(|child| filter(child, place, names))
        .collect::<Read<Vec<_>>>()?;
    for child in link::tests(element) {
        filters.push(link::tested(child, names)?.exists());
    }
    Ok(match filters.pop() {
        Some(only) if filters.is_empty() => only,
        Some(last) => {
            filters.push(last);
            Filter::And(filters)
        }
        None => Filter::everything(),
    })
}

fn filter<'e>(element: &'e Element, place: ColumnScope<'_>, names: &LinkNames<'e>) -> Read<Filter> {
    let parts = element
        .children
        .iter()
        .map(|child| match child.name.as_str() {
            "condition" => condition(child, place, names).map(Filter::Condition),
            "link-entity" => related(child, names),
            // `shape` allows nothing else in a filter.
            _ => filter(child, place, names),
        })
        .collect::<Read<Vec<_>>>()?;
    match element.attribute("type") {
        None | Some("and") => Ok(Filter::And(parts)),
        Some("or") => Ok(Filter::Or(parts)),
        Some(_) => Err(element.refuse(Problem::FilterType)),
    }
}

/// A link in a filter (WA-120 to WA-123).
///
/// `all` and `not all` mean what the platform's documentation says, not what they seem to say: `not all` is the same as
/// `any`, and `all` matches rows with linked rows of which none meets the filter.
fn related<'e>(element: &'e Element, names: &LinkNames<'e>) -> Read<Filter> {
    let link = link::tested(element, names)?;
    match element.attribute("link-type") {
        Some("any" | "not all") => Ok(link.exists()),
        Some("not any") => Ok(link.exists().negated()),
        Some("all") => Ok(link.none_of_several()),
        _ => Err(element.refuse(Problem::LinkType)),
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
        (Some(value), []) => vec![value],
        // The platform ignores the attribute beside elements (WA-126).
        (_, children) => children.iter().map(|child| child.text.as_str()).collect(),
    };
    Ok(values
        .into_iter()
        .map(|value| Operand::Text(value.to_owned()))
        .collect())
}
