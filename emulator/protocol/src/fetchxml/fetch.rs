//! Translates `fetch` and `entity`, which hold the query as a whole.

use super::error::{Problem, Read};
use super::link::{self, ColumnScope, LinkNames};
use super::select::{self, SelectKind};
use super::tree::Element;
use super::{aggregate, filter};
use crate::query::{Columns, Page, Query};

/// Translates a document that [`shape`](super::shape) has checked.
pub(super) fn query(fetch: &Element) -> Read<Query> {
    let entities: Vec<_> = fetch.children_named("entity").collect();
    let [entity] = entities.as_slice() else {
        return Err(fetch.refuse(Problem::NotExactlyOne {
            inside: "fetch",
            element: "entity",
            found: entities.len(),
        }));
    };
    let mode = if fetch.flag("aggregate")? {
        SelectKind::Aggregate
    } else {
        SelectKind::Rows
    };
    let names = LinkNames::assign(entity)?;
    let order = select::orders(entity, ColumnScope::Root, &names, mode)?;
    let (columns, aggregate) = match mode {
        SelectKind::Rows => (select::columns(entity)?.unwrap_or(Columns::All), None),
        SelectKind::Aggregate => {
            let found = aggregate::aggregate(entity, &names)?;
            aggregate::check_orders(entity, &order, &found)?;
            (Columns::Named(Vec::new()), Some(found))
        }
    };
    Ok(Query {
        table: entity.required("name")?.to_owned(),
        columns,
        filter: filter::filters(entity, ColumnScope::Root, &names)?,
        links: link::links(entity, &names, mode)?,
        order,
        distinct: fetch.flag("distinct")?,
        aggregate,
        page: page(fetch)?,
        count: fetch.flag("returntotalrecordcount")?,
    })
}

/// The page; `0` for `count` or `page` means the same as no attribute.
fn page(fetch: &Element) -> Read<Page> {
    let given = |number: Option<u32>| number.filter(|number| *number > 0);
    let page = Page {
        top: fetch.number("top")?,
        size: given(fetch.number("count")?),
        number: given(fetch.number("page")?),
        cookie: fetch
            .attribute("paging-cookie")
            .filter(|cookie| !cookie.is_empty())
            .map(str::to_owned),
    };
    match page.top {
        None => Ok(page),
        Some(0) => Err(fetch.bad_value("top", "0", "a whole number from 1")),
        Some(_) => match conflict_with_top(fetch, &page)? {
            Some(other) => Err(fetch.refuse(Problem::Conflict("`top`", other))),
            None => Ok(page),
        },
    }
}

fn conflict_with_top(fetch: &Element, page: &Page) -> Read<Option<&'static str>> {
    let others = [
        (page.size.is_some(), "`count`"),
        (page.number.is_some(), "`page`"),
        (page.cookie.is_some(), "`paging-cookie`"),
        (
            fetch.flag("returntotalrecordcount")?,
            "`returntotalrecordcount`",
        ),
    ];
    Ok(others
        .into_iter()
        .find_map(|(is_set, name)| is_set.then_some(name)))
}
