//! Groups and computed values of a query with `aggregate='true'`.

use std::collections::HashSet;

use super::error::{Problem, Read};
use super::link::{self, ColumnScope, LinkNames};
use super::tree::Element;
use crate::query::{Aggregate, AggregateFunction, AggregateValue, DateGrouping, Group, Order};

/// Name and meaning of every part of a date.
const DATE_GROUPINGS: &[(&str, DateGrouping)] = &[
    ("day", DateGrouping::Day),
    ("week", DateGrouping::Week),
    ("month", DateGrouping::Month),
    ("quarter", DateGrouping::Quarter),
    ("year", DateGrouping::Year),
    ("fiscal-period", DateGrouping::FiscalPeriod),
    ("fiscal-year", DateGrouping::FiscalYear),
];

/// The groups and values of a table and its links, in the order of the text.
pub(super) fn aggregate(
    entity: &Element,
    limit: Option<u32>,
    names: &LinkNames<'_>,
) -> Read<Aggregate> {
    let mut found = Aggregate {
        groups: Vec::new(),
        values: Vec::new(),
        limit,
    };
    collect(entity, ColumnScope::Root, names, &mut found)?;
    check_unique(entity, &found)?;
    if found.groups.is_empty() && found.values.is_empty() {
        return Err(entity.refuse(Problem::Aggregate("the query computes nothing")));
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
                return Err(child.refuse(Problem::PlainInAggregate(child.outer_xml())));
            }
            // Filters, sort keys and `no-attrs` compute no value; links come behind the columns.
            _ => {}
        }
    }
    link::joined(element).try_for_each(|link| collect(link, names.place_of(link), names, into))
}

fn add(element: &Element, place: ColumnScope<'_>, into: &mut Aggregate) -> Read<()> {
    let column = place.column(element.required("name")?);
    let function = element
        .attribute("aggregate")
        .filter(|word| !word.is_empty());
    match (element.flag("groupby")?, function) {
        (true, None) => into.groups.push(Group {
            column,
            alias: alias(element)?,
            date: date_grouping(element)?,
        }),
        (true, Some(_)) => return Err(element.refuse(Problem::GroupAndAggregate)),
        (false, None) => {
            return Err(element.refuse(Problem::PlainInAggregate(element.outer_xml())));
        }
        (false, Some(word)) => {
            if date_grouping(element)?.is_some() {
                return Err(element.refuse(Problem::DateGrouping));
            }
            into.values.push(AggregateValue {
                // `count` counts rows, also those without a value in the column.
                column: (word != "count").then_some(column),
                function: self::function(element, word)?,
                alias: alias(element)?,
            });
        }
    }
    Ok(())
}

fn alias(element: &Element) -> Read<String> {
    match element.attribute("alias").map(str::trim) {
        Some(alias) if !alias.is_empty() => Ok(alias.to_owned()),
        _ => Err(element.refuse(Problem::NoAggregateAlias(element.name.clone()))),
    }
}

fn date_grouping(element: &Element) -> Read<Option<DateGrouping>> {
    let Some(found) = element.attribute("dategrouping") else {
        return Ok(None);
    };
    let known = DATE_GROUPINGS.iter().find(|(word, _)| *word == found);
    match known {
        Some((_, grouping)) => Ok(Some(*grouping)),
        None => Err(element.refuse(Problem::DateGrouping)),
    }
}

fn function(element: &Element, word: &str) -> Read<AggregateFunction> {
    let distinct = element.flag("distinct")?;
    let function = match word {
        "countcolumn" if distinct => return Ok(AggregateFunction::CountDistinct),
        "count" | "countcolumn" => AggregateFunction::Count,
        "sum" => AggregateFunction::Sum,
        "avg" => AggregateFunction::Average,
        "min" => AggregateFunction::Min,
        "max" => AggregateFunction::Max,
        _ => {
            return Err(element.refuse(Problem::Aggregate(
                "expected `count`, `countcolumn`, `sum`, `avg`, `min` or `max`",
            )));
        }
    };
    // Distinct values have the same smallest and largest one.
    if distinct && matches!(word, "count" | "sum" | "avg") {
        let what = format!("`distinct` with the aggregate `{word}`");
        return Err(element.refuse(Problem::NotEmulated(what)));
    }
    Ok(function)
}

fn aliases(found: &Aggregate) -> impl Iterator<Item = &String> {
    let groups = found.groups.iter().map(|group| &group.alias);
    groups.chain(found.values.iter().map(|value| &value.alias))
}

fn check_unique(entity: &Element, found: &Aggregate) -> Read<()> {
    let mut taken = HashSet::new();
    match aliases(found).find(|alias| !taken.insert(*alias)) {
        None => Ok(()),
        Some(twice) => Err(entity.refuse(Problem::DuplicateAlias(twice.clone()))),
    }
}
