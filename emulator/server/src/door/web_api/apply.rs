//! `$apply`: groups and aggregates become the same query that FetchXML with `aggregate='true'` becomes (WA-200..WA-206).
//!
//! A path through lookups becomes a chain of outer links, and its value has the name that the platform gives it:
//! `contact_fullname` for `primarycontactid/fullname`.

use std::sync::Arc;

use dataverse_model::metadata::{Navigation, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::odata::apply::{Apply, Grouping};
use dataverse_protocol::query::{
    Aggregate, AggregateValue, ColumnPath, Columns, Filter, Group, Join, Link, Order, Query,
    Through,
};
use dataverse_protocol::value::EntityCollection;

use super::properties::{self, refusal};
use super::query::paged;
use super::web_api_request::WebApiRequest;

/// The query for `$apply` and the options beside it.
pub(super) fn query(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    apply: Apply,
) -> Result<Query, Fault> {
    let Some(grouping) = apply.grouping else {
        let query = paged(exchange, table)?;
        let mut filter = Filter::And(vec![apply.before, apply.after]);
        properties::resolve_filter(exchange, table, &mut filter)?;
        return Ok(query.matching(filter));
    };
    for (name, given) in [
        ("$select", exchange.options.select.is_some()),
        ("$expand", !exchange.options.expand.is_empty()),
    ] {
        if given {
            let what = format!("The query option '{name}' beside '$apply'");
            return Err(Fault::not_emulated(what));
        }
    }
    let orders = std::mem::take(&mut exchange.options.orderby);
    let option = exchange.options.filter.take();
    let mut query = paged(exchange, table)?;
    query.columns = Columns::All;
    let mut filter = Filter::And(vec![
        apply.before,
        grouped(exchange, table, &grouping, apply.after)?,
        match option {
            Some(filter) => grouped(exchange, table, &grouping, filter)?,
            None => Filter::everything(),
        },
    ]);
    properties::resolve_filter(exchange, table, &mut filter)?;
    query.order = ordered(exchange, table, &grouping, orders)?;
    let mut links = Vec::new();
    let mut aggregate = Aggregate {
        groups: Vec::with_capacity(grouping.columns.len()),
        values: Vec::with_capacity(grouping.values.len()),
        limit: None,
    };
    for path in grouping.columns {
        let alias = alias(exchange, table, &path)?;
        let column = linked(exchange, table, path, &mut links)?;
        aggregate.groups.push(Group {
            column,
            alias,
            date: None,
        });
    }
    for value in grouping.values {
        let column = value.column;
        let column = column.map(|path| linked(exchange, table, path, &mut links));
        aggregate.values.push(AggregateValue {
            column: column.transpose()?,
            ..value
        });
    }
    check_names(&aggregate)?;
    query.links = links;
    query.aggregate = Some(aggregate);
    Ok(query.matching(filter))
}

/// A filter on groups as a filter on rows: a condition on what rows are grouped by holds for all rows of a group or for
/// none (WA-203).
fn grouped(
    exchange: &WebApiRequest<'_>,
    table: &Arc<Table>,
    grouping: &Grouping,
    filter: Filter,
) -> Result<Filter, Fault> {
    match &filter {
        Filter::And(parts) | Filter::Or(parts) => parts
            .iter()
            .try_for_each(|part| grouped(exchange, table, grouping, part.clone()).map(drop))?,
        Filter::Not(part) => {
            grouped(exchange, table, grouping, (**part).clone())?;
        }
        Filter::Condition(condition) => {
            of_groups(exchange, table, grouping, &condition.column)?;
        }
        Filter::Related { .. } | Filter::Linked(_) => {
            return Err(Fault::not_emulated(
                "A filter of groups by the rows of a collection",
            ));
        }
    }
    Ok(filter)
}

/// The sort keys, each by the name of its group.
fn ordered(
    exchange: &WebApiRequest<'_>,
    table: &Arc<Table>,
    grouping: &Grouping,
    orders: Vec<Order>,
) -> Result<Vec<Order>, Fault> {
    let by_alias = |order: Order| {
        of_groups(exchange, table, grouping, &order.column)?;
        let alias = alias(exchange, table, &order.column)?;
        Ok(Order {
            column: ColumnPath::of(alias),
            ..order
        })
    };
    orders.into_iter().map(by_alias).collect()
}

/// Refuses what rows are not grouped by: a computed value as the platform does (WA-204), any other column as unknown.
fn of_groups(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    grouping: &Grouping,
    path: &ColumnPath,
) -> Result<(), Fault> {
    if grouping.columns.contains(path) {
        return Ok(());
    }
    let is_value = |value: &AggregateValue| path.via.is_empty() && value.alias == path.column;
    if grouping.values.iter().any(is_value) {
        return Err(refusal(
            "The query node SingleValueOpenPropertyAccess is not supported".to_owned(),
        ));
    }
    Err(Fault::property_not_found(
        exchange.rules.unknown_property_code.code(),
        &path.column,
        &table.logical_name,
    ))
}

/// The name of a group's value: that of the property, behind the table's where a path leads to it (WA-202).
fn alias(
    exchange: &WebApiRequest<'_>,
    table: &Arc<Table>,
    path: &ColumnPath,
) -> Result<String, Fault> {
    Ok(match properties::path_end(exchange, table, path)? {
        Some(end) => format!("{}_{}", end.logical_name, path.column),
        None => path.column.clone(),
    })
}

/// The column of a path, and the links on its way.
fn linked(
    exchange: &WebApiRequest<'_>,
    table: &Arc<Table>,
    mut path: ColumnPath,
    links: &mut Vec<Link>,
) -> Result<ColumnPath, Fault> {
    let names = std::mem::take(&mut path.via);
    let (mut links, mut table) = (links, Arc::clone(table));
    for (at, name) in names.iter().enumerate() {
        let Some(Navigation::One { column, target }) = exchange.metadata.navigation(&table, name)
        else {
            return Err(refusal(format!(
                "A path of $apply leads through lookups only: '{name}' is none of '{}'.",
                table.logical_name
            )));
        };
        let next = properties::reached(exchange, &table, name)?;
        let alias = names[..=at].join("_");
        let is_there = |link: &Link| link.alias.as_deref() == Some(alias.as_str());
        let position = links.iter().position(is_there).unwrap_or(links.len());
        if position == links.len() {
            links.push(Link {
                through: Through::Columns {
                    table: target.table.clone(),
                    from: next.primary_id.clone(),
                    to: column.logical_name.clone(),
                },
                join: Join::Outer,
                alias: Some(alias.clone()),
                columns: None,
                filter: Filter::everything(),
                links: Vec::new(),
                order: Vec::new(),
                top: None,
                page_size: None,
            });
        }
        links = &mut links[position].links;
        table = next;
        path.via = vec![alias];
    }
    let name = &path.column;
    let Some(column) = properties::column(&table, name) else {
        return Err(properties::unknown(exchange, &table, name));
    };
    path.column.clone_from(&column.logical_name);
    Ok(path)
}

/// The names of the groups that a path leads to.
pub(super) fn far(query: &Query) -> Vec<String> {
    let groups = query
        .aggregate
        .iter()
        .flat_map(|aggregate| &aggregate.groups);
    let far = groups.filter(|group| !group.column.via.is_empty());
    far.map(|group| group.alias.clone()).collect()
}

/// Puts these groups behind the computed values, as the platform does (WA-202).
pub(super) fn arrange(far: &[String], rows: &mut EntityCollection) {
    for row in &mut rows.entities {
        for name in far {
            if let Some(value) = row.attributes.shift_remove(name.as_str()) {
                row.attributes.insert(name.as_str().into(), value);
            }
        }
    }
}

/// Refuses a name that two values would share.
fn check_names(aggregate: &Aggregate) -> Result<(), Fault> {
    let groups = aggregate.groups.iter().map(|group| &group.alias);
    let mut names: Vec<&String> = Vec::new();
    for name in groups.chain(aggregate.values.iter().map(|value| &value.alias)) {
        if names.contains(&name) {
            let text = format!("Two values of $apply would have the name '{name}'.");
            return Err(Fault::new(code::ODATA, text).with_http_status(400));
        }
        names.push(name);
    }
    Ok(())
}
