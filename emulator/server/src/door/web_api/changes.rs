//! Changes of a table's rows: `Prefer: odata.track-changes` and the links with `$deltatoken` (WA-210..WA-216). Both are
//! the message `RetrieveEntityChanges`.

use std::sync::Arc;

use axum::http::StatusCode;
use dataverse_model::metadata::Table;
use dataverse_model::payload::write_row;
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::{BUSINESS_ENTITY_CHANGES, Complex, PAGING_INFO};
use dataverse_protocol::odata::context;
use dataverse_protocol::odata::skip_token::SkipToken;
use dataverse_protocol::query::{COUNT_LIMIT, Columns};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use serde_json::{Map, Value as Json, json};

use super::page::link;
use super::properties::{self, refusal};
use super::web_api_request::{WebApiRequest, malformed};
use crate::door::many_rows;
use crate::door::reply::Reply;

/// Whether a request for rows asks for changes, or for a link to them.
pub(super) fn are_wanted(exchange: &WebApiRequest<'_>) -> bool {
    exchange.options.delta_token.is_some() || exchange.preferences.track_changes()
}

/// Refuses changes of the rows below a row.
pub(super) fn refuse(exchange: &WebApiRequest<'_>) -> Result<(), Fault> {
    match are_wanted(exchange) {
        true => Err(Fault::not_emulated("Change tracking of related rows")),
        false => Ok(()),
    }
}

/// `GET accounts` with the preference, and `GET accounts?$deltatoken=…`.
pub(super) async fn list(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
) -> Result<Reply, Fault> {
    check_options(exchange)?;
    let select = exchange.options.select.clone();
    let columns = select.map_or(Columns::All, Columns::Named);
    let columns = properties::selected(exchange, table, columns)?;
    let mut page = Complex::new(&PAGING_INFO);
    let size = exchange.page_size();
    if let Some(size) = size {
        page = page.with("Count", size.clamp(1, COUNT_LIMIT).cast_signed());
        exchange.applied.max_page_size(size);
    }
    let mut number = 1;
    if let Some(text) = &exchange.options.skip_token {
        let token = SkipToken::parse(text)
            .filter(|token| token.tracking)
            .ok_or_else(|| malformed(&"'$skiptoken' is not one that a next link carried"))?;
        number = token.page;
        page = page.with("PageNumber", token.page.cast_signed());
        page = page.with("PagingCookie", token.cookie);
    }
    let changes = retrieve(exchange, table, columns.clone(), page).await?;
    if exchange.preferences.track_changes() {
        exchange.applied.track_changes();
    }
    let rows = changes.items.len();
    Ok(many_rows::write(rows, move || {
        answer(exchange, table, &columns, &changes, number)
    }))
}

/// `GET accounts/$count?$deltatoken=…`: how many rows have changed or were deleted.
pub(super) async fn count(
    exchange: &mut WebApiRequest<'_>,
    table: &Arc<Table>,
) -> Result<Reply, Fault> {
    check_options(exchange)?;
    let (mut counted, mut cookie) = (0, None);
    loop {
        let page = Complex::new(&PAGING_INFO).with("PagingCookie", cookie);
        let columns = Columns::Named(Vec::new());
        let changes = retrieve(exchange, table, columns, page).await?;
        counted += changes.items.len();
        match changes.next {
            Some(next) => cookie = Some(next),
            None => break,
        }
    }
    let text = format!("\u{feff}{counted}");
    Ok(Reply::text(StatusCode::OK, text).versioned())
}

/// What the message has answered.
struct Changes {
    items: Vec<Complex>,
    token: String,
    /// The paging cookie, if there are more changes.
    next: Option<String>,
}

async fn retrieve(
    exchange: &mut WebApiRequest<'_>,
    table: &Table,
    columns: Columns,
    page: Complex,
) -> Result<Changes, Fault> {
    let request = OrganizationRequest::new("RetrieveEntityChanges")
        .with("EntityName", table.logical_name.as_str())
        .with("Columns", columns)
        .with("DataVersion", exchange.options.delta_token.clone())
        .with("PageInfo", page);
    let mut response = exchange.execute(request).await?;
    let changes = match response.results.swap_remove("EntityChanges") {
        Some(Value::Complex(changes)) => *changes,
        _ => Complex::new(&BUSINESS_ENTITY_CHANGES),
    };
    let text = |name: &str| changes.get(name).and_then(Value::as_str).map(str::to_owned);
    let more = changes.get("MoreRecords").and_then(Value::as_bool) == Some(true);
    Ok(Changes {
        token: text("DataToken").unwrap_or_default(),
        next: text("PagingCookie").filter(|_| more),
        items: match changes.get("Changes") {
            Some(Value::ComplexCollection(items)) => items.clone().into_items(),
            _ => Vec::new(),
        },
    })
}

/// The documented refusal of options that name some of the rows (WA-216).
fn check_options(exchange: &WebApiRequest<'_>) -> Result<(), Fault> {
    let kept = ["$select", "$deltatoken", "$skiptoken"];
    match exchange.options.names().find(|name| !kept.contains(name)) {
        None => Ok(()),
        Some(name) => Err(refusal(format!(
            "The \"{name}\" query parameter isn't supported when Change Tracking is enabled."
        ))),
    }
}

fn answer(
    exchange: &mut WebApiRequest<'_>,
    table: &Table,
    columns: &Columns,
    changes: &Changes,
    number: u32,
) -> Reply {
    exchange.apply_annotations();
    let base = exchange.base();
    let set = &table.entity_set;
    let mut body = Map::new();
    let fragment = context::delta(set, exchange.options.select.as_deref());
    body.insert(
        "@odata.context".to_owned(),
        format!("{base}/$metadata{fragment}").into(),
    );
    let kept = ["$deltatoken", "$skiptoken"];
    if changes.next.is_none() {
        let token = encoded(&changes.token);
        let link = link(exchange, &base, set, &kept, ("$deltatoken", &token));
        body.insert("@odata.deltaLink".to_owned(), link.into());
    }
    let form = exchange.form(columns);
    let value = changes.items.iter().filter_map(|item| {
        if let Some(Value::Entity(row)) = item.get("NewOrUpdatedEntity") {
            return Some(Json::Object(write_row(table, row, &form)));
        }
        let id = item.get("RemovedItem").and_then(Value::as_guid)?;
        Some(json!({
            "@odata.context": format!("{base}/$metadata#{set}/$deletedEntity"),
            "id": id.to_string(),
            "reason": "deleted",
        }))
    });
    body.insert("value".to_owned(), value.collect::<Vec<_>>().into());
    if let Some(cookie) = &changes.next {
        let token = SkipToken {
            page: number.saturating_add(1),
            cookie: cookie.clone(),
            tracking: true,
        };
        let token = token.print();
        let link = link(
            exchange,
            &base,
            set,
            &["$skiptoken"],
            ("$skiptoken", &token),
        );
        body.insert("@odata.nextLink".to_owned(), link.into());
    }
    Reply::odata(StatusCode::OK, &body).with_applied(&exchange.applied)
}

/// The token as the documented links have it: `919042%2108%2f22%2f2017%2008%3a10%3a44`.
fn encoded(token: &str) -> String {
    let mut text = token.to_owned();
    for (plain, coded) in [("!", "%21"), ("/", "%2f"), (" ", "%20"), (":", "%3a")] {
        text = text.replace(plain, coded);
    }
    text
}
