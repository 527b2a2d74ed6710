//! Lists of rows: query options, FetchXML, counts and next links (WA section 4.7).

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::fetchxml;
use dataverse_protocol::odata::skip_token::SkipToken;
use dataverse_protocol::odata::{context, unwrap_lookup};
use dataverse_protocol::prefer::AnnotationFilter;
use dataverse_protocol::query::{
    COUNT_LIMIT, ColumnPath, Columns, Condition, Filter, Link, Operand, Operator, Quantifier,
    Query, Through,
};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{EntityCollection, EntityReference, Value};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json};

use super::resource::{Referring, Related};
use super::web_api_request::{WebApiRequest, malformed};
use crate::door::reply::Reply;
use dataverse_model::metadata::{Navigation, Table, TableKind};
use dataverse_model::payload::{PARTITION, write_row};
use dataverse_model::platform_names;

/// `GET accounts`.
pub(super) async fn list(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
) -> Result<Reply, Fault> {
    let all = Filter::And(Vec::new());
    listed(exchange, table, &table.entity_set, all).await
}

/// `GET serviceendpoints(<guid>)/serviceendpoint_sdkmessageprocessingstep` (WH-006), and `GET
/// systemusers(<guid>)/systemuserroles_association`.
pub(super) async fn related(
    exchange: &mut WebApiRequest<'_>,
    related: &Related,
) -> Result<Reply, Fault> {
    let Related {
        row,
        navigation,
        table,
        referring,
    } = related;
    exchange
        .there_is(&EntityReference::new(&row.table.logical_name, row.id))
        .await?;
    let address = format!("{}({})/{navigation}", row.table.entity_set, row.id);
    let is_row = |column: &str| {
        Filter::Condition(Condition {
            column: ColumnPath::of(column),
            operator: Operator::Equal,
            operands: vec![Operand::Value(Value::Guid(row.id))],
        })
    };
    let referring = match referring {
        Referring::Lookup(lookup) => is_row(lookup),
        Referring::Association => Filter::Related {
            navigation: navigation.clone(),
            quantifier: Quantifier::Any,
            filter: Box::new(is_row(&row.table.primary_id)),
        },
    };
    listed(exchange, table, &address, referring).await
}

/// The rows at a URL that match `filter` and the query options.
async fn listed(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    address: &str,
    filter: Filter,
) -> Result<Reply, Fault> {
    let query = match exchange.options.fetch_xml() {
        Some(text) => fetched(text, table)?,
        None => {
            let query = paged(exchange, table)?;
            check_properties(exchange, table, &query)?;
            query
        }
    };
    let columns = query.columns.clone();
    let mut query = query;
    query.columns = with_partition(table, &columns);
    query.filter = Filter::And(vec![filter, query.filter]);
    let number = query.page.number.unwrap_or(1);
    let rows = run(exchange, query).await?;
    page(exchange, (table, address), &columns, number, &rows)
}

/// `GET accounts/$count` (WA-075).
pub(super) async fn count(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
) -> Result<Reply, Fault> {
    if *exchange.method() != Method::GET {
        return Err(exchange.no_verb());
    }
    let mut query = std::mem::take(&mut exchange.options).into_query(&table.logical_name);
    check_properties(exchange, table, &query)?;
    query.columns = Columns::Named(Vec::new());
    query.count = true;
    query.page.top = Some(1);
    let rows = run(exchange, query).await?;
    let text = format!("\u{feff}{}", rows.total.unwrap_or_default());
    Ok(Reply::text(StatusCode::OK, text).versioned())
}

async fn run(exchange: &mut WebApiRequest<'_>, query: Query) -> Result<EntityCollection, Fault> {
    let request = OrganizationRequest::new("RetrieveMultiple").with("Query", query);
    let mut response = exchange.execute(request).await?;
    Ok(match response.results.swap_remove("EntityCollection") {
        Some(Value::Collection(rows)) => rows,
        _ => EntityCollection::default(),
    })
}

fn fetched(text: &str, table: &Table) -> Result<Query, Fault> {
    let query = fetchxml::parse(text)
        .map_err(|error| Fault::new(code::INVALID_ARGUMENT, error.to_string()))?;
    if query.table == table.logical_name {
        Ok(query)
    } else {
        Err(Fault::invalid_argument(format!(
            "The FetchXML asks for '{}', the address for '{}'.",
            query.table, table.logical_name
        )))
    }
}

/// The query for the options; page size and page come from the preferences and the skip token
/// (WA-072, WA-073).
fn paged(exchange: &mut WebApiRequest<'_>, table: &Table) -> Result<Query, Fault> {
    let mut query = exchange.options.clone().into_query(&table.logical_name);
    if query.page.top.is_none()
        && let Some(size) = exchange.preferences.max_page_size()
    {
        query.page.size = Some(size.clamp(1, COUNT_LIMIT));
        exchange.applied.max_page_size(size);
    }
    if let Some(text) = &exchange.options.skip_token {
        let token = SkipToken::parse(text)
            .ok_or_else(|| malformed(&"'$skiptoken' is not one that a next link carried"))?;
        query.page.number = Some(token.page);
        query.page.cookie = Some(token.cookie);
    }
    if let Some(partition) = exchange.options.custom.get("partitionId")
        && table.kind == TableKind::Elastic
    {
        let in_partition = Filter::Condition(Condition {
            column: ColumnPath::of(PARTITION),
            operator: Operator::Equal,
            operands: vec![Operand::Value(Value::from(partition.as_str()))],
        });
        query.filter = Filter::And(vec![query.filter, in_partition]);
    }
    Ok(query)
}

fn page(
    exchange: &mut WebApiRequest<'_>,
    (table, address): (&Table, &str),
    columns: &Columns,
    number: u32,
    rows: &EntityCollection,
) -> Result<Reply, Fault> {
    let annotations = exchange.annotations();
    let fragment = context::collection(
        &table.entity_set,
        exchange.options.select.as_deref(),
        &exchange.options.expand,
    );
    let mut body = Map::new();
    body.insert(
        "@odata.context".to_owned(),
        format!("{}/$metadata{fragment}", exchange.base()).into(),
    );
    if exchange.options.count {
        body.insert("@odata.count".to_owned(), rows.total.into());
    }
    let form = exchange.form(columns, annotations.as_ref());
    let value: Vec<Json> = rows
        .entities
        .iter()
        .map(|entity| Json::Object(write_row(table, entity, &form)))
        .collect();
    body.insert("value".to_owned(), value.into());
    if rows.more {
        let token = SkipToken {
            page: number.saturating_add(1),
            cookie: rows.paging_cookie.clone().unwrap_or_default(),
        };
        if exchange.options.fetch_xml().is_some() {
            announce_more(&token, annotations.as_ref(), &mut body);
        } else if rows.paging_cookie.is_some() {
            let link = next_link(exchange, address, &token);
            body.insert("@odata.nextLink".to_owned(), link.into());
        }
    }
    Ok(Reply::odata(StatusCode::OK, &body).with_applied(&exchange.applied))
}

/// Announces the next page of a FetchXML query. The response has no next link: the client repeats
/// the query with the page number and the paging cookie, which are annotations that it must ask for
/// (WA-07D).
fn announce_more(
    token: &SkipToken,
    annotations: Option<&AnnotationFilter>,
    body: &mut Map<String, Json>,
) {
    let said = [
        ("Microsoft.Dynamics.CRM.morerecords", Json::Bool(true)),
        (
            "Microsoft.Dynamics.CRM.fetchxmlpagingcookie",
            token.element().into(),
        ),
    ];
    for (name, value) in said {
        if annotations.is_some_and(|wanted| wanted.includes(name)) {
            body.insert(format!("@{name}"), value);
        }
    }
}

/// The URL with the same options and the next page's skip token.
fn next_link(exchange: &WebApiRequest<'_>, address: &str, token: &SkipToken) -> String {
    let kept: String = exchange
        .inbound
        .head
        .query
        .split('&')
        .filter(|option| !option.is_empty() && !names_skip_token(option))
        .map(|option| format!("{option}&"))
        .collect();
    format!(
        "{}/{address}?{kept}$skiptoken={}",
        exchange.base(),
        token.print()
    )
}

/// Whether an option is the skip token. Many clients percent-encode the `$`.
fn names_skip_token(option: &str) -> bool {
    let name = option.split_once('=').map_or(option, |(name, _)| name);
    percent_decode_str(name).decode_utf8_lossy().trim() == "$skiptoken"
}

/// The columns of `$select`; unknown ones are refused.
pub(super) fn selected_columns(
    exchange: &WebApiRequest<'_>,
    table: &Table,
) -> Result<Columns, Fault> {
    let Some(select) = &exchange.options.select else {
        return Ok(Columns::All);
    };
    let columns = select
        .iter()
        .map(|name| {
            let column = unwrap_lookup(name);
            known(exchange, table, column).map(|()| column.to_owned())
        })
        .collect::<Result<_, _>>()?;
    Ok(Columns::Named(columns))
}

/// The columns to read; for an elastic table they include the partition, which the response always
/// has (BG-05C).
pub(super) fn with_partition(table: &Table, columns: &Columns) -> Columns {
    match columns {
        Columns::Named(names)
            if table.kind == TableKind::Elastic && !names.iter().any(|name| name == PARTITION) =>
        {
            let names = names.iter().cloned().chain([PARTITION.to_owned()]);
            Columns::Named(names.collect())
        }
        columns => columns.clone(),
    }
}

/// Refuses a query with an unknown property, with OData's error text (WA-038, BG-045).
pub(super) fn check_properties(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    query: &Query,
) -> Result<(), Fault> {
    check_columns(exchange, table, &query.columns)?;
    check_filter(exchange, table, &query.filter)?;
    for order in &query.order {
        check_path(exchange, table, &order.column)?;
    }
    check_links(exchange, table, &query.links)
}

fn check_links(exchange: &WebApiRequest<'_>, table: &Table, links: &[Link]) -> Result<(), Fault> {
    for link in links {
        if let Through::Navigation(name) = &link.through {
            let other = reached(exchange, table, name)?;
            if let Some(columns) = &link.columns {
                check_columns(exchange, &other, columns)?;
            }
            check_filter(exchange, &other, &link.filter)?;
            for order in &link.order {
                check_path(exchange, &other, &order.column)?;
            }
            check_links(exchange, &other, &link.links)?;
        }
    }
    Ok(())
}

fn check_columns(
    exchange: &WebApiRequest<'_>,
    table: &Table,
    columns: &Columns,
) -> Result<(), Fault> {
    match columns {
        Columns::All => Ok(()),
        Columns::Named(names) => names
            .iter()
            .try_for_each(|name| known(exchange, table, name)),
    }
}

fn check_filter(exchange: &WebApiRequest<'_>, table: &Table, filter: &Filter) -> Result<(), Fault> {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts
            .iter()
            .try_for_each(|part| check_filter(exchange, table, part)),
        Filter::Not(part) => check_filter(exchange, table, part),
        Filter::Condition(condition) => {
            check_path(exchange, table, &condition.column)?;
            condition
                .operands
                .iter()
                .try_for_each(|operand| match operand {
                    Operand::Column(path) => check_path(exchange, table, path),
                    Operand::Value(_) | Operand::Text(_) => Ok(()),
                })
        }
        Filter::Related {
            navigation, filter, ..
        } => {
            let other = reached(exchange, table, navigation)?;
            check_filter(exchange, &other, filter)
        }
    }
}

fn check_path(exchange: &WebApiRequest<'_>, table: &Table, path: &ColumnPath) -> Result<(), Fault> {
    match path.via.split_first() {
        None => known(exchange, table, &path.column),
        Some((navigation, rest)) => {
            let other = reached(exchange, table, navigation)?;
            let path = ColumnPath {
                via: rest.to_vec(),
                column: path.column.clone(),
            };
            check_path(exchange, &other, &path)
        }
    }
}

fn reached(exchange: &WebApiRequest<'_>, table: &Table, name: &str) -> Result<Arc<Table>, Fault> {
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

fn known(exchange: &WebApiRequest<'_>, table: &Table, name: &str) -> Result<(), Fault> {
    match table.column(name) {
        Some(_) => Ok(()),
        None => Err(unknown(exchange, table, name)),
    }
}

fn unknown(exchange: &WebApiRequest<'_>, table: &Table, name: &str) -> Fault {
    if let Some(known) = platform_names::find_property(&table.logical_name, name) {
        return known.refusal();
    }
    Fault::property_not_found(
        exchange.rules.unknown_property_code.code(),
        name,
        &table.logical_name,
    )
}
