//! From the properties that query options name to columns. The lookup column `x` is the property
//! `_x_value`; a navigation property is no column, even if it has the name of one (WA-150, WA-151).
//!
//! Every name is checked here, with OData's error texts (WA-038, BG-045).

use std::sync::Arc;

use dataverse_model::metadata::{Column, Navigation, Table};
use dataverse_model::platform_names;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{FilterNavigationProperty, SelectNavigationProperty};
use dataverse_protocol::odata::unwrap_lookup;
use dataverse_protocol::query::{
    ColumnPath, Columns, Condition, Filter, Link, Operand, Operator, Query, Through,
};
use dataverse_protocol::value::Value;

use super::web_api_request::WebApiRequest;

/// What a property of a table is.
enum Property<'t> {
    Column(&'t Column),
    Navigation(Navigation<'t>),
}

/// Replaces the properties of a query by columns.
pub(super) fn resolve(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    query: &mut Query,
) -> Result<(), Fault> {
    let columns = std::mem::replace(&mut query.columns, Columns::All);
    query.columns = selected(exchange, table, columns)?;
    resolve_filter(exchange, table, &mut query.filter)?;
    for order in &mut query.order {
        resolve_order(exchange, table, &mut order.column)?;
    }
    resolve_links(exchange, table, &mut query.links)
}

/// The columns of a `$select`.
pub(super) fn selected(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    columns: Columns,
) -> Result<Columns, Fault> {
    let Columns::Named(names) = columns else {
        return Ok(Columns::All);
    };
    let mut columns: Vec<String> = Vec::with_capacity(names.len());
    let any = !names.is_empty();
    for name in names {
        let rule = exchange.rules.select_navigation_property;
        let column = match (property(exchange, table, &name)?, rule) {
            (Property::Column(column), _) => column,
            (
                Property::Navigation(Navigation::One { column, .. }),
                SelectNavigationProperty::Lookup,
            ) => column,
            (Property::Navigation(_), _) => continue,
        };
        if !columns.contains(&column.logical_name) {
            columns.push(column.logical_name.clone());
        }
    }
    Ok(match columns.is_empty() && any {
        true => Columns::All,
        false => Columns::Named(columns),
    })
}

fn resolve_links(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    links: &mut [Link],
) -> Result<(), Fault> {
    for link in links {
        if let Through::Navigation(name) = &link.through {
            let other = reached(exchange, table, name)?;
            if let Some(columns) = link.columns.take() {
                link.columns = Some(selected(exchange, &other, columns)?);
            }
            resolve_filter(exchange, &other, &mut link.filter)?;
            for order in &mut link.order {
                resolve_order(exchange, &other, &mut order.column)?;
            }
            resolve_links(exchange, &other, &mut link.links)?;
        }
    }
    Ok(())
}

pub(super) fn resolve_filter(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    filter: &mut Filter,
) -> Result<(), Fault> {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts
            .iter_mut()
            .try_for_each(|part| resolve_filter(exchange, table, part)),
        Filter::Not(part) => resolve_filter(exchange, table, part),
        Filter::Condition(condition) => resolve_condition(exchange, table, condition),
        Filter::Related {
            navigation, filter, ..
        } => {
            let other = reached(exchange, table, navigation)?;
            resolve_filter(exchange, &other, filter)
        }
        // A link through columns is none of OData's.
        Filter::Linked(_) => Ok(()),
    }
}

fn resolve_condition(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    condition: &mut Condition,
) -> Result<(), Fault> {
    let end = path_end(exchange, table, &condition.column)?;
    let end = end.as_deref().unwrap_or(table);
    let name = &condition.column.column;
    match property(exchange, end, name) {
        Ok(Property::Column(column)) => condition.column.column = column.logical_name.clone(),
        // A query function names a lookup as its column is named.
        _ if !is_of_odata(condition.operator) && end.column(name).is_some() => {}
        Ok(Property::Navigation(navigation)) => {
            let rule = exchange.rules.filter_navigation_property;
            let (sign, operand) = (condition.operator, condition.operands.first());
            match comparable(exchange, end, name, &navigation, rule, (sign, operand))? {
                Comparable::Lookup(column) => condition.column.column = column,
                Comparable::Key(key) => {
                    condition.column.via.push(name.clone());
                    condition.column.column = key;
                }
            }
        }
        Err(fault) => return Err(fault),
    }
    for operand in &mut condition.operands {
        if let Operand::Column(path) = operand {
            resolve_order(exchange, table, path)?;
        }
    }
    Ok(())
}

/// Whether an operator is one of OData's own; the others come from query functions.
const fn is_of_odata(operator: Operator) -> bool {
    matches!(
        operator,
        Operator::Equal
            | Operator::NotEqual
            | Operator::GreaterThan
            | Operator::GreaterEqual
            | Operator::LessThan
            | Operator::LessEqual
            | Operator::Contains
            | Operator::BeginsWith
            | Operator::EndsWith
    )
}

/// What a navigation property is compared as.
enum Comparable {
    /// This lookup.
    Lookup(String),
    /// This key of the row that it leads to: a lookup of several tables has other rows, too.
    Key(String),
}

fn comparable(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    name: &str,
    navigation: &Navigation<'_>,
    rule: FilterNavigationProperty,
    (operator, operand): (Operator, Option<&Operand>),
) -> Result<Comparable, Fault> {
    let Navigation::One { column, target } = navigation else {
        return Err(unknown(exchange, table, name));
    };
    let is_null = matches!(operand, Some(Operand::Value(Value::Null)))
        && matches!(operator, Operator::Equal | Operator::NotEqual);
    match (rule, is_null) {
        (FilterNavigationProperty::Lookup, _) => {}
        (FilterNavigationProperty::Null, true) => {}
        _ => return Err(incompatible(&target.table, operator, operand)),
    }
    let key = exchange.metadata.table(&target.table);
    let is_one_of_several = column.targets_at(name).count() < column.targets().len();
    Ok(match key.filter(|_| is_one_of_several) {
        Some(table) => Comparable::Key(table.primary_id.clone()),
        None => Comparable::Lookup(column.logical_name.clone()),
    })
}

/// OData's refusal to compare a row with a value.
fn incompatible(table: &str, operator: Operator, operand: Option<&Operand>) -> Fault {
    let operator = match operator {
        Operator::NotEqual => "NotEqual",
        Operator::GreaterThan => "GreaterThan",
        Operator::GreaterEqual => "GreaterThanOrEqual",
        Operator::LessThan => "LessThan",
        Operator::LessEqual => "LessThanOrEqual",
        _ => "Equal",
    };
    let given = match operand {
        Some(Operand::Value(Value::Null)) | None => "<null>",
        Some(Operand::Value(Value::Guid(_))) => "Edm.Guid",
        Some(Operand::Value(Value::Integer(_))) => "Edm.Int32",
        Some(Operand::Value(Value::Boolean(_))) => "Edm.Boolean",
        Some(Operand::Value(Value::DateTime(_))) => "Edm.DateTimeOffset",
        Some(_) => "Edm.String",
    };
    refusal(format!(
        "A binary operator with incompatible types was detected. Found operand types 'Microsoft.Dynamics.CRM.{table}' and '{given}' for operator kind '{operator}'."
    ))
}

/// Replaces a property that must have a single value by its column.
fn resolve_order(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    path: &mut ColumnPath,
) -> Result<(), Fault> {
    let end = path_end(exchange, table, path)?;
    let end = end.as_deref().unwrap_or(table);
    let as_lookup = exchange.rules.filter_navigation_property == FilterNavigationProperty::Lookup;
    path.column = match property(exchange, end, &path.column)? {
        Property::Column(column) => column.logical_name.clone(),
        Property::Navigation(Navigation::One { column, .. }) if as_lookup => {
            column.logical_name.clone()
        }
        Property::Navigation(_) => {
            return Err(refusal(
                "The $orderby expression must evaluate to a single value of primitive type."
                    .to_owned(),
            ));
        }
    };
    Ok(())
}

/// The table at the end of a path; `None` if the path begins at its end.
pub(super) fn path_end(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    path: &ColumnPath,
) -> Result<Option<Arc<Table>>, Fault> {
    let mut end: Option<Arc<Table>> = None;
    for navigation in &path.via {
        end = Some(reached(
            exchange,
            end.as_deref().unwrap_or(table),
            navigation,
        )?);
    }
    Ok(end)
}

/// The column of a property.
pub(super) fn column<'t>(table: &'t Table, name: &str) -> Option<&'t Column> {
    let is_lookup = |column: &&Column| !column.targets().is_empty();
    let lookup = unwrap_lookup(name).and_then(|name| table.column(name));
    let plain = table.column(name).filter(|column| !is_lookup(column));
    lookup.filter(is_lookup).or(plain)
}

fn property<'t>(
    exchange: &WebApiRequest<'t>,
    table: &'t Table,
    name: &str,
) -> Result<Property<'t>, Fault> {
    if let Some(column) = column(table, name) {
        return Ok(Property::Column(column));
    }
    match exchange.metadata.navigation(table, name) {
        Some(navigation) => Ok(Property::Navigation(navigation)),
        None => Err(unknown(exchange, table, name)),
    }
}

pub(super) fn reached(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    name: &str,
) -> Result<Arc<Table>, Fault> {
    let metadata = exchange.metadata;
    match metadata.navigation(table, name) {
        Some(Navigation::One { target, .. }) => metadata.table(&target.table).cloned(),
        Some(Navigation::Many { table, .. } | Navigation::Across { table, .. }) => {
            Some(table.clone())
        }
        None => None,
    }
    .ok_or_else(|| unknown(exchange, table, name))
}

pub(super) fn unknown(exchange: &WebApiRequest<'_>, table: &Table, name: &str) -> Fault {
    let property = unwrap_lookup(name).unwrap_or(name);
    if let Some(known) = platform_names::find_property(&table.logical_name, property) {
        return known.refusal();
    }
    Fault::property_not_found(
        exchange.rules.unknown_property_code.code(),
        name,
        &table.logical_name,
    )
}

pub(super) fn refusal(text: String) -> Fault {
    Fault::new(code::ODATA, text).with_http_status(400)
}
