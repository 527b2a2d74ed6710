//! Translates the returned columns and the sort keys.
//!
//! [`super::aggregate`] translates groups and computed values.

use std::collections::HashSet;

use super::error::{Problem, Read};
use super::link::{self, ColumnScope, LinkNames};
use super::tree::Element;
use crate::query::{AliasedColumn, ColumnPath, Columns, Direction, Order};

/// Whether a query returns rows of a table or values computed from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SelectKind {
    /// Rows.
    Rows,
    /// Groups and computed values.
    Aggregate,
}

/// The columns that an `entity` or a `link-entity` lists under their own names; `None` if it has neither `attribute`
/// nor `all-attributes`.
pub(super) fn columns(element: &Element) -> Read<Option<Columns>> {
    let mut listed = element.children_named("attribute").peekable();
    let says = |name| element.children_named(name).next().is_some();
    if says("all-attributes") {
        return Ok(Some(Columns::All));
    }
    if listed.peek().is_none() && !says("no-attrs") {
        return Ok(None);
    }
    let mut seen = HashSet::new();
    let mut named = Vec::new();
    for attribute in listed {
        let name = plain_attribute(attribute)?;
        // The platform returns a column once, however often it is listed.
        if alias(attribute).is_none() && seen.insert(name) {
            named.push(name.to_owned());
        }
    }
    Ok(Some(Columns::Named(named)))
}

/// The columns of a table and its links that are listed under a name of their own.
pub(super) fn aliased(entity: &Element, names: &LinkNames<'_>) -> Read<Vec<AliasedColumn>> {
    let mut found = Vec::new();
    collect_aliased(entity, ColumnScope::Root, names, &mut found)?;
    let own = entity.children_named("attribute");
    let mut taken: HashSet<&str> = own
        .filter(|attribute| alias(attribute).is_none())
        .filter_map(|attribute| attribute.attribute("name"))
        .collect();
    match found.iter().find(|column| !taken.insert(&column.alias)) {
        Some(twice) => Err(entity.refuse(Problem::DuplicateAlias(twice.alias.clone()))),
        None => Ok(found),
    }
}

fn collect_aliased(
    element: &Element,
    place: ColumnScope<'_>,
    names: &LinkNames<'_>,
    into: &mut Vec<AliasedColumn>,
) -> Read<()> {
    for attribute in element.children_named("attribute") {
        if let Some(alias) = alias(attribute) {
            into.push(AliasedColumn {
                column: place.column(plain_attribute(attribute)?),
                alias: alias.to_owned(),
            });
        }
    }
    link::joined(element)
        .try_for_each(|link| collect_aliased(link, names.place_of(link), names, into))
}

fn alias(attribute: &Element) -> Option<&str> {
    let alias = attribute.attribute("alias").map(str::trim);
    alias.filter(|alias| !alias.is_empty())
}

fn plain_attribute(element: &Element) -> Read<&str> {
    let only_in_aggregates = [
        (
            "`aggregate`",
            element
                .attribute("aggregate")
                .is_some_and(|it| !it.is_empty()),
        ),
        ("`groupby`", element.flag("groupby")?),
        (
            "`dategrouping`",
            element.attribute("dategrouping").is_some(),
        ),
    ];
    for (attribute, is_set) in only_in_aggregates {
        if is_set {
            return Err(element.refuse(Problem::Conflict(
                attribute,
                "a query that is not `aggregate='true'`",
            )));
        }
    }
    element.required("name")
}

/// The sort keys of a table and then of its links, the outermost first, as Dataverse applies them.
pub(super) fn orders(
    element: &Element,
    place: ColumnScope<'_>,
    names: &LinkNames<'_>,
    mode: SelectKind,
) -> Read<Vec<Order>> {
    let mut orders = element
        .children_named("order")
        .map(|child| order(child, place, names, mode))
        .collect::<Read<Vec<_>>>()?;
    for link in link::joined(element) {
        orders.extend(self::orders(link, names.place_of(link), names, mode)?);
    }
    Ok(orders)
}

fn order(
    element: &Element,
    place: ColumnScope<'_>,
    names: &LinkNames<'_>,
    mode: SelectKind,
) -> Read<Order> {
    let direction = if element.flag("descending")? {
        Direction::Descending
    } else {
        Direction::Ascending
    };
    let column = match mode {
        SelectKind::Rows => sorted_column(element, place, names)?,
        SelectKind::Aggregate => sorted_alias(element)?,
    };
    Ok(Order { column, direction })
}

fn sorted_column(
    element: &Element,
    place: ColumnScope<'_>,
    names: &LinkNames<'_>,
) -> Read<ColumnPath> {
    if written(element, "alias").is_some() {
        return Err(element.refuse(Problem::OrderAlias));
    }
    let Some(column) = written(element, "attribute") else {
        return Err(element.refuse(Problem::OrderNoAttribute));
    };
    let place = match (written(element, "entityname"), place) {
        (None, place) => place,
        (Some(name), ColumnScope::Root) => names.find(name, element)?,
        (Some(_), ColumnScope::Link(_)) => {
            let what = "the `entityname` of an order in `<link-entity>`".to_owned();
            return Err(element.refuse(Problem::NotEmulated(what)));
        }
    };
    Ok(place.column(column))
}

/// The sort key of a computed value, which has an alias and no column.
fn sorted_alias(element: &Element) -> Read<ColumnPath> {
    if written(element, "attribute").is_some() {
        return Err(element.refuse(Problem::AggregateOrderAttribute));
    }
    let alias = written(element, "alias");
    alias
        .map(ColumnPath::of)
        .ok_or_else(|| element.refuse(Problem::AggregateOrderNoAlias))
}

/// An attribute that is not empty.
fn written<'e>(element: &'e Element, attribute: &str) -> Option<&'e str> {
    let value = element.attribute(attribute).map(str::trim);
    value.filter(|value| !value.is_empty())
}
