//! Translates the returned columns and the sort keys.
//!
//! [`super::aggregate`] translates groups and computed values.

use super::error::{Problem, Read};
use super::link::{ColumnScope, LinkNames};
use super::tree::Element;
use crate::query::{ColumnPath, Columns, Direction, Order};

/// Whether a query returns rows of a table or values computed from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SelectKind {
    /// Rows.
    Rows,
    /// Groups and computed values.
    Aggregate,
}

/// The columns that an `entity` or a `link-entity` lists; `None` if it has neither `attribute` nor `all-attributes`.
pub(super) fn columns(element: &Element) -> Read<Option<Columns>> {
    let named = element
        .children_named("attribute")
        .map(plain_attribute)
        .collect::<Read<Vec<_>>>()?;
    let says = |name| element.children_named(name).next().is_some();
    Ok(if says("all-attributes") {
        Some(Columns::All)
    } else if !named.is_empty() || says("no-attrs") {
        Some(Columns::Named(named))
    } else {
        None
    })
}

fn plain_attribute(element: &Element) -> Read<String> {
    let only_in_aggregates = [
        ("`aggregate`", element.attribute("aggregate").is_some()),
        ("`groupby`", element.flag("groupby")?),
        ("`distinct`", element.flag("distinct")?),
    ];
    for (attribute, is_set) in only_in_aggregates {
        if is_set {
            return Err(element.refuse(Problem::Conflict(
                attribute,
                "a query that is not `aggregate='true'`",
            )));
        }
    }
    if element.attribute("alias").is_some() {
        let what = "the `alias` of an attribute that is not aggregated".to_owned();
        return Err(element.refuse(Problem::NotEmulated(what)));
    }
    element.required("name").map(str::to_owned)
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
    for link in element.children_named("link-entity") {
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
    if element.attribute("alias").is_some() {
        return Err(element.refuse(Problem::Conflict(
            "the `alias` of an order",
            "a query that is not `aggregate='true'`",
        )));
    }
    let place = match (element.attribute("entityname"), place) {
        (None, place) => place,
        (Some(name), ColumnScope::Root) => names.find(name, element)?,
        (Some(_), ColumnScope::Link(_)) => {
            let what = "the `entityname` of an order in `<link-entity>`".to_owned();
            return Err(element.refuse(Problem::NotEmulated(what)));
        }
    };
    Ok(place.column(element.required("attribute")?))
}

/// The sort key of a computed value, which has an alias and no column.
fn sorted_alias(element: &Element) -> Read<ColumnPath> {
    if element.attribute("attribute").is_some() {
        return Err(element.refuse(Problem::Conflict(
            "the `attribute` of an order",
            "`aggregate='true'`",
        )));
    }
    element.required("alias").map(ColumnPath::of)
}
