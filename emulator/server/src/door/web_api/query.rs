//! Lists of rows: query options, FetchXML, counts and next links (WA section 4.7).

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use dataverse_execution::fetch_xml_fault;
use dataverse_operation::fault::Fault;
use dataverse_protocol::fetchxml;
use dataverse_protocol::odata::skip_token::SkipToken;
use dataverse_protocol::query::{
    COUNT_LIMIT, ColumnPath, Columns, Condition, Filter, Operand, Operator, Quantifier, Query,
};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{EntityCollection, Value};
use indexmap::IndexSet;
use uuid::Uuid;

use super::page::{Fetched, Language, Page};
use super::resource::{Referring, Related};
use super::web_api_request::{WebApiRequest, malformed};
use super::{apply, changes, expansion, properties, stored};
use crate::door::many_rows;
use crate::door::reply::Reply;
use dataverse_model::metadata::{Table, TableKind};
use dataverse_model::payload::PARTITION;

/// What is returned of the rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    Rows,
    /// Their references, `$ref` (WA-1A4).
    References,
}

/// `GET accounts`.
pub(super) async fn list(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
) -> Result<Reply, Fault> {
    if changes::are_wanted(exchange) {
        return changes::list(exchange, table).await;
    }
    let all = Filter::And(Vec::new());
    listed(exchange, table, &table.entity_set, all, Listed::Rows).await
}

/// `GET serviceendpoints(<guid>)/serviceendpoint_sdkmessageprocessingstep` (WH-006), and `GET
/// systemusers(<guid>)/systemuserroles_association`.
pub(super) async fn related(
    exchange: &mut WebApiRequest<'_>,
    related: &Related,
) -> Result<Reply, Fault> {
    changes::refuse(exchange)?;
    exchange.there_is(&related.row.reference()).await?;
    let address = address(related);
    let filter = referring(related);
    listed(exchange, &related.table, &address, filter, Listed::Rows).await
}

/// `GET accounts(<guid>)/contact_customer_accounts/$ref` (WA-1A4).
pub(super) async fn references(
    exchange: &mut WebApiRequest<'_>,
    related: &Related,
) -> Result<Reply, Fault> {
    exchange.there_is(&related.row.reference()).await?;
    let address = format!("{}/$ref", address(related));
    let filter = referring(related);
    listed(
        exchange,
        &related.table,
        &address,
        filter,
        Listed::References,
    )
    .await
}

fn address(related: &Related) -> String {
    let Related {
        row, navigation, ..
    } = related;
    format!("{}({})/{navigation}", row.table.entity_set, row.id)
}

/// The condition that a row refers to the row of the path, or is associated with it.
pub(super) fn referring(related: &Related) -> Filter {
    let row = &related.row;
    match &related.referring {
        Referring::Lookup(lookup) => equals(lookup, row.id),
        Referring::Association(partner) => Filter::Related {
            navigation: partner.clone(),
            quantifier: Quantifier::Any,
            filter: Box::new(equals(&row.table.primary_id, row.id)),
        },
    }
}

/// The condition that a column has this id.
pub(super) fn equals(column: &str, id: Uuid) -> Filter {
    Filter::Condition(Condition {
        column: ColumnPath::of(column),
        operator: Operator::Equal,
        operands: vec![Operand::Value(Value::Guid(id))],
    })
}

/// The rows at a URL that match `filter` and the query options.
async fn listed(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    address: &str,
    filter: Filter,
    listed: Listed,
) -> Result<Reply, Fault> {
    let text = match exchange.options.fetch_xml() {
        Some(text) => Some(text.to_owned()),
        None => stored::fetch_xml(exchange).await?,
    };
    let (mut query, fetched) = match text {
        Some(text) => {
            let mut query = fetched(exchange, &text, table)?;
            query.count |= exchange.options.count;
            let fetched = Fetched::of(&query, exchange.metadata, Language::FetchXml);
            (query, Some(fetched))
        }
        None => match exchange.options.apply.take() {
            Some(apply) => {
                let query = apply::query(exchange, table, apply)?;
                let is_grouped = query.aggregate.is_some();
                let fetched =
                    is_grouped.then(|| Fetched::of(&query, exchange.metadata, Language::Apply));
                (query, fetched)
            }
            None => (paged(exchange, table)?, None),
        },
    };
    if listed == Listed::References {
        query.columns = Columns::Named(Vec::new());
    }
    let columns = once(query.columns.clone());
    query.columns = with_partition(table, &columns);
    query.filter = Filter::And(vec![filter, query.filter]);
    let number = query.page.number.unwrap_or(1);
    let far = apply::far(&query);
    let mut rows = run(exchange, query).await?;
    apply::arrange(&far, &mut rows);
    Ok(many_rows::write(rows.entities.len(), move || {
        let page = Page {
            table,
            address,
            columns: &columns,
            number,
            rows: &rows,
            fetched: fetched.as_ref(),
        };
        match listed {
            Listed::Rows => page.answer(exchange),
            Listed::References => page.references(exchange),
        }
    }))
}

/// `GET accounts/$count` (WA-075).
pub(super) async fn count(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
) -> Result<Reply, Fault> {
    if *exchange.method() == Method::GET && exchange.options.delta_token.is_some() {
        return changes::count(exchange, table).await;
    }
    counted(exchange, table, Filter::everything()).await
}

/// `GET accounts(<guid>)/contact_customer_accounts/$count` (WA-1A3).
pub(super) async fn count_related(
    exchange: &mut WebApiRequest<'_>,
    related: &Related,
) -> Result<Reply, Fault> {
    changes::refuse(exchange)?;
    exchange.there_is(&related.row.reference()).await?;
    counted(exchange, &related.table, referring(related)).await
}

async fn counted(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
    filter: Filter,
) -> Result<Reply, Fault> {
    if *exchange.method() != Method::GET {
        return Err(exchange.no_verb());
    }
    let mut query = std::mem::take(&mut exchange.options).into_query(&table.logical_name);
    properties::resolve(exchange, table, &mut query)?;
    query.filter = Filter::And(vec![filter, query.filter]);
    query.columns = Columns::Named(Vec::new());
    query.count = true;
    query.page.top = Some(1);
    let rows = run(exchange, query).await?;
    let text = format!("\u{feff}{}", rows.total_record_count().max(0));
    Ok(Reply::text(StatusCode::OK, text).versioned())
}

/// The columns, each once: FetchXML may name one twice.
fn once(columns: Columns) -> Columns {
    match columns {
        Columns::Named(names) => {
            let names: IndexSet<String> = names.into_iter().collect();
            Columns::Named(names.into_iter().collect())
        }
        Columns::All => Columns::All,
    }
}

/// Runs a query as the caller.
pub(super) async fn run(
    exchange: &mut WebApiRequest<'_>,
    query: Query,
) -> Result<EntityCollection, Fault> {
    let request = OrganizationRequest::new("RetrieveMultiple").with("Query", query);
    let mut response = exchange.execute(request).await?;
    Ok(match response.results.swap_remove("EntityCollection") {
        Some(Value::Collection(rows)) => *rows,
        _ => EntityCollection::default(),
    })
}

fn fetched(exchange: &WebApiRequest<'_>, text: &str, table: &Table) -> Result<Query, Fault> {
    let limits = exchange.organization.limits();
    let query = fetchxml::parse(text, limits).map_err(|error| fetch_xml_fault(&error))?;
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
pub(super) fn paged(exchange: &mut WebApiRequest<'_>, table: &Table) -> Result<Query, Fault> {
    let mut query = exchange.options.clone().into_query(&table.logical_name);
    let expand = &exchange.options.expand;
    expansion::check(exchange, table, expand)?;
    properties::resolve(exchange, table, &mut query)?;
    expansion::add_lookups(exchange, table, expand, &mut query.columns);
    expansion::add_referring_lookups(exchange, table, &mut query);
    if let Some(size) = exchange.page_size() {
        query.page.top = None;
        let size_in_range = size.clamp(1, COUNT_LIMIT);
        query.page.size = Some(size_in_range);
        if expansion::is_nested(&exchange.options.expand) {
            expansion::page(&mut query.links, size_in_range);
        }
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
