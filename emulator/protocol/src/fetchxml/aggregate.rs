//! Groups and computed values of a query with `aggregate='true'`.
//!
//! Groups by date part are refused: they depend on the caller's time zone and the fiscal calendar.

use std::collections::HashSet;

use super::error::{Problem, Read};
use super::link::{ColumnScope, LinkNames};
use super::tree::Element;
use crate::query::{Aggregate, AggregateFunction, AggregateValue, Order};

/// The groups and values of a table and its links, in the order of the text.
pub(super) fn aggregate(entity: &Element, names: &LinkNames<'_>) -> Read<Aggregate> {
    let mut found = Aggregate {
        groups: Vec::new(),
        values: Vec::new(),
    };
    collect(entity, ColumnScope::Root, names, &mut found)?;
    check_unique(entity, &found)?;
    if found.groups.is_empty() && found.values.is_empty() {
        return Err(entity.refuse(Problem::MissingAttribute {
            element: "attribute".to_owned(),
            attribute: "aggregate",
        }));
    }
    Ok(found)
}

/// Refuses a sort key that is not the alias of a group or value.
pub(super) fn check_orders(entity: &Element, orders: &[Order], found: &Aggregate) -> Read<()> {
    let known: HashSet<_> = aliases(found).collect();
    match orders
        .iter()
        .find(|order| !known.contains(&order.column.column))
    {
        None => Ok(()),
        Some(order) => Err(entity.refuse(Problem::UnknownAlias {
            found: order.column.column.clone(),
            expected: super::shape::listed(aliases(found)),
        })),
    }
}

fn collect(
    element: &Element,
    place: ColumnScope<'_>,
    names: &LinkNames<'_>,
    into: &mut Aggregate,
) -> Read<()> {
    for child in &element.children {
        match child.name.as_str() {
            "attribute" => add(child, place, into)?,
            "all-attributes" => {
                return Err(child.refuse(Problem::Conflict(
                    "`<all-attributes>`",
                    "`aggregate='true'`",
                )));
            }
            "link-entity" => collect(child, names.place_of(child), names, into)?,
            // Filters, sort keys and `no-attrs` compute no value.
            _ => {}
        }
    }
    Ok(())
}

fn add(element: &Element, place: ColumnScope<'_>, into: &mut Aggregate) -> Read<()> {
    let column = place.column(element.required("name")?);
    let alias = element.required("alias")?.to_owned();
    let distinct = element.flag("distinct")?;
    match (element.flag("groupby")?, element.attribute("aggregate")) {
        (true, None) => into.groups.push((column, alias)),
        (true, Some(_)) => {
            return Err(element.refuse(Problem::Conflict("`groupby`", "`aggregate`")));
        }
        (false, None) => {
            return Err(element.refuse(Problem::MissingAttribute {
                element: "attribute".to_owned(),
                attribute: "aggregate",
            }));
        }
        (false, Some(word)) => into.values.push(AggregateValue {
            // `count` counts rows, also those without a value in the column.
            column: (word != "count").then_some(column),
            function: function(element, word, distinct)?,
            alias,
        }),
    }
    Ok(())
}

fn function(element: &Element, word: &str, distinct: bool) -> Read<AggregateFunction> {
    let function = match word {
        "countcolumn" if distinct => return Ok(AggregateFunction::CountDistinct),
        "count" | "countcolumn" => AggregateFunction::Count,
        "sum" => AggregateFunction::Sum,
        "avg" => AggregateFunction::Average,
        "min" => AggregateFunction::Min,
        "max" => AggregateFunction::Max,
        found => {
            let expected = "`count`, `countcolumn`, `sum`, `avg`, `min` or `max`";
            return Err(element.bad_value("aggregate", found, expected));
        }
    };
    if distinct {
        let what = format!("`distinct` with the aggregate `{word}`");
        return Err(element.refuse(Problem::NotEmulated(what)));
    }
    Ok(function)
}

fn aliases(found: &Aggregate) -> impl Iterator<Item = &String> {
    let groups = found.groups.iter().map(|(_, alias)| alias);
    groups.chain(found.values.iter().map(|value| &value.alias))
}

fn check_unique(entity: &Element, found: &Aggregate) -> Read<()> {
    let mut taken = HashSet::new();
    match aliases(found).find(|alias| !taken.insert(*alias)) {
        None => Ok(()),
        Some(twice) => Err(entity.refuse(Problem::DuplicateAlias(twice.clone()))),
    }
}
