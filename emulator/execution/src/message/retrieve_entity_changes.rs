//! `RetrieveEntityChanges`: the rows of a table that have changed since a token, and the keys of those that were deleted
//! (WA-210..WA-216). The Web API's `odata.track-changes` is this message, too.
//!
//! Rows come in the order of their versions. A row that changes while a client reads page after page gets a later
//! version, so it comes again, and the token of the last page misses nothing.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Scope, ValueType, Weight};
use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::{
    BUSINESS_ENTITY_CHANGES, CHANGE_TYPE, CHANGED_ITEM, Complex, ComplexCollection,
    NEW_OR_UPDATED_ITEM, PAGING_INFO, REMOVED_OR_DELETED_ITEM,
};
use dataverse_protocol::data_token::DataToken;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::{Direction, Filter, Operator, Page, Query};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{EntityReference, Value};
use dataverse_store::CHANGES_KEPT;
use jiff::SignedDuration;

use super::MessageResult;
use super::arguments::Arguments;
use crate::error::Error;
use crate::security::query_visible;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveEntityChanges"),
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityName", ValueType::Field(FieldType::String)),
        Parameter::required("Columns", ValueType::ColumnSet),
        Parameter::optional("DataVersion", ValueType::Field(FieldType::String)),
        Parameter::optional("PageInfo", ValueType::Complex(&PAGING_INFO)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "EntityChanges",
        ValueType::Complex(&BUSINESS_ENTITY_CHANGES),
    )]),
    scope: Scope::ReadsRows,
    // The query itself is refused to a caller who may read no row of the table.
    weight: Weight::Query,
    ..Message::ROWS
};

const VERSION: &str = "versionnumber";

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let name = arguments.text("EntityName")?;
    let columns = arguments.columns("Columns")?;
    let since = match arguments.take("DataVersion") {
        Some(Value::String(text)) if !text.is_empty() => Some(token(session, &text)?),
        _ => None,
    };
    let page = match arguments.take("PageInfo") {
        Some(Value::Complex(page)) => page_of(&page),
        _ => Page::default(),
    };
    let table = session.table(&name)?;
    check_tracked(&table)?;
    // Read before the rows: what is committed in between comes now and once more with the next token.
    let next = DataToken {
        version: session.last_version()?,
        at: session.now(),
    };
    let mut query = Query::new(&table.logical_name).select(columns);
    query = query.sorted_by(VERSION, Direction::Ascending);
    if let Some(since) = since {
        let later = [Value::BigInt(since.version)];
        query = query.matching(Filter::compare(VERSION, Operator::GreaterThan, later));
    }
    query.page = page;
    let rows = query_visible(session, &query)?;
    let mut items: Vec<Complex> = Vec::with_capacity(rows.entities.len());
    for row in rows.entities {
        let item = Complex::new(&NEW_OR_UPDATED_ITEM)
            .with("Type", CHANGE_TYPE.value("NewOrUpdated"))
            .with("NewOrUpdatedEntity", row);
        items.push(item);
    }
    if let Some(since) = since.filter(|_| !rows.more) {
        for id in session.deleted_since(&table, since.version)? {
            let item = Complex::new(&REMOVED_OR_DELETED_ITEM)
                .with("Type", CHANGE_TYPE.value("RemoveOrDeleted"))
                .with("RemovedItem", EntityReference::new(&table.logical_name, id));
            items.push(item);
        }
    }
    let items = ComplexCollection::new(&CHANGED_ITEM, items)
        .expect("both kinds of items are derived from the item type");
    let changes = Complex::new(&BUSINESS_ENTITY_CHANGES)
        .with("Changes", items)
        .with("DataToken", next.print())
        .with("MoreRecords", rows.more)
        .with("PagingCookie", rows.paging_cookie.filter(|_| rows.more));
    Ok(OrganizationResponse::default().with("EntityChanges", changes))
}

fn page_of(page: &Complex) -> Page {
    let number = |name: &str| {
        let number = page.get(name).and_then(Value::as_integer);
        number
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| *number > 0)
    };
    Page {
        top: None,
        size: number("Count"),
        number: number("PageNumber"),
        cookie: page
            .get("PagingCookie")
            .and_then(Value::as_str)
            .map(str::to_owned),
    }
}

fn check_tracked(table: &Table) -> Result<(), Fault> {
    match table.change_tracking {
        true => Ok(()),
        false => Err(Fault::new(
            code::CHANGE_TRACKING_NOT_ENABLED_FOR_ENTITY,
            format!(
                "Entity {} isn't enabled for change tracking.",
                table.logical_name
            ),
        )),
    }
}

/// Reads a token, which is valid for seven days (WA-082).
fn token(session: &Session<'_>, text: &str) -> Result<DataToken, Error> {
    let token = DataToken::parse(text).ok_or_else(|| {
        Fault::invalid_argument(format!(
            "'{text}' is no data token: expected one such as '919042!08/22/2017 08:10:44', as an earlier answer has it."
        ))
    })?;
    let age = session.now().duration_since(token.at);
    if age > SignedDuration::from_secs(CHANGES_KEPT) {
        return Err(Fault::new(
            code::EXPIRED_VERSION_STAMP,
            "Version stamp associated with the client has expired. Please perform a full sync.",
        )
        .into());
    }
    Ok(token)
}
