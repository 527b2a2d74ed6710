//! Translates `fetch` and `entity`, which hold the query as a whole.

use super::error::{Problem, Read};
use super::link::{self, ColumnScope, LinkNames};
use super::select::{self, SelectKind};
use super::tree::Element;
use super::{aggregate, filter};
use crate::query::{COUNT_LIMIT, Columns, Page, Query};

/// Translates a document that [`shape`](super::shape) has checked.
pub(super) fn query(fetch: &Element) -> Read<Query> {
    let entities: Vec<_> = fetch.children_named("entity").collect();
    let entity = match entities.as_slice() {
        [] => return Err(fetch.refuse(Problem::NoTable)),
        [entity] => *entity,
        several => {
            return Err(fetch.refuse(Problem::NotExactlyOne {
                inside: "fetch",
                element: "entity",
                found: several.len(),
            }));
        }
    };
    let Ok(table) = entity.required("name") else {
        return Err(entity.refuse(Problem::NoTable));
    };
    check_mapping(fetch)?;
    let distinct = fetch.flag("distinct")?;
    if distinct && entity.children_named("no-attrs").next().is_some() {
        return Err(entity.refuse(Problem::NoAttrsDistinct));
    }
    let mode = if fetch.flag("aggregate")? {
        SelectKind::Aggregate
    } else {
        SelectKind::Rows
    };
    let names = LinkNames::assign(entity)?;
    let order = select::orders(entity, ColumnScope::Root, &names, mode)?;
    let (columns, aliased, aggregate) = match mode {
        SelectKind::Rows => {
            let columns = select::columns(entity)?.unwrap_or(Columns::All);
            (columns, select::aliased(entity, &names)?, None)
        }
        SelectKind::Aggregate => {
            let limit = fetch.number("aggregatelimit")?.filter(|limit| *limit > 0);
            let found = aggregate::aggregate(entity, limit, &names)?;
            aggregate::check_orders(entity, &order, &found)?;
            (Columns::Named(Vec::new()), Vec::new(), Some(found))
        }
    };
    Ok(Query {
        table: table.to_owned(),
        columns,
        aliased,
        filter: filter::filters(entity, ColumnScope::Root, &names)?,
        links: link::links(entity, &names, mode)?,
        order,
        raw_order: fetch.flag("useraworderby")?,
        distinct,
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
    let total = fetch.flag("returntotalrecordcount")?;
    match page.top {
        None => Ok(page),
        Some(top) if !(1..=COUNT_LIMIT).contains(&top) => {
            Err(fetch.bad_value("top", &top.to_string(), "a whole number from 1 to 5000"))
        }
        Some(top) if page.size.is_some() || page.number.is_some() || page.cookie.is_some() => {
            Err(fetch.refuse(Problem::TopWithPage(top)))
        }
        Some(_) if total => Err(fetch.refuse(Problem::TopWithTotal)),
        Some(_) => Ok(page),
    }
}

/// Refuses what the platform refuses of the attributes of former versions.
fn check_mapping(fetch: &Element) -> Read<()> {
    if fetch.attribute("utc-offset").is_some() {
        return Err(fetch.refuse(Problem::UtcOffset));
    }
    match fetch.attribute("mapping") {
        None | Some("logical" | "internal") => Ok(()),
        Some(_) => Err(fetch.refuse(Problem::Mapping)),
    }
}
