//! `GetBackgroundOperations`: lists the custom APIs that the caller may run in the background (BG-0F1).
//!
//! The schema of Power Automate's connector names the function and its parameters. What it answers is published nowhere,
//! so that rule `background_operation_list` chooses the rows.

use std::borrow::Cow;

use dataverse_model::message::{Access, Binding, Message, Parameter, Right, ValueType, Weight};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::BackgroundOperationList;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::{Direction, Filter, Join, Link, Operator, Query, Through};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, EntityCollection, Value};
use uuid::Uuid;

use super::arguments::Arguments;
use super::background::eligible;
use super::execute_background_operation;
use crate::error::Error;
use crate::security::{authorize, query_visible};
use crate::session::Session;

const CATALOG: &str = "catalogUniqueName";
const CATEGORY: &str = "categoryUniqueName";
const TABLE: &str = "entityLogicalName";

const API: &str = "customapi";
const MESSAGE_TABLE: &str = "sdkmessage";
const STRING: ValueType = ValueType::Field(FieldType::String);

/// Stands for every catalog, and for every category (BG-0F0).
const ALL: &[&str] = &["all"];

/// Stand for no table: the value in a flow, and the label in its editor.
const NO_TABLE: &[&str] = &["none", "(none)", ""];

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("GetBackgroundOperations"),
    parameters: Cow::Borrowed(&[
        Parameter::required(CATALOG, STRING),
        Parameter::required(CATEGORY, STRING),
        Parameter::required(TABLE, STRING),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "EntityCollection",
        ValueType::Field(FieldType::EntityCollection),
    )]),
    rights: Cow::Borrowed(&[Access::TableNamed(Right::Read, API)]),
    weight: Weight::Query,
    ..Message::FUNCTION
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let catalog = unless(arguments.text(CATALOG)?, ALL);
    let category = unless(arguments.text(CATEGORY)?, ALL);
    let table = unless(arguments.text(TABLE)?, NO_TABLE);
    if let Some(table) = &table {
        session.table(table)?;
    }
    let mut query = Query::new(API).sorted_by("uniquename", Direction::Ascending);
    if catalog.is_some() || category.is_some() {
        let catalogs = catalogs(session, catalog.as_deref(), category.as_deref())?;
        query = query.matching(assigned_to(catalogs));
    }
    let mut apis = query_visible(session, &query)?;
    let may_submit = may_submit(session);
    apis.entities
        .retain(|api| may_submit && is_listed(session, api, table.as_deref()));
    let rows = match session.rules().background_operation_list {
        BackgroundOperationList::CustomApis => apis,
        BackgroundOperationList::Messages => messages(session, &apis)?,
    };
    Ok(OrganizationResponse::default().with("EntityCollection", rows))
}

/// The name, unless it is one of these words, whatever their case.
fn unless(name: String, words: &[&str]) -> Option<String> {
    let stands_for = |word: &&str| name.eq_ignore_ascii_case(word);
    (!words.iter().any(stands_for)).then_some(name)
}

/// Whether the caller may submit background operations at all.
fn may_submit(session: &Session<'_>) -> bool {
    let message = &execute_background_operation::MESSAGE;
    let request = OrganizationRequest::new(message.name.as_ref());
    authorize(session, message, &request).is_ok()
}

/// Whether the caller may submit this custom API, and it is bound to this table; to none for `None`.
fn is_listed(session: &Session<'_>, api: &Entity, table: Option<&str>) -> bool {
    let name = api.get("uniquename").and_then(Value::as_str);
    let request = OrganizationRequest::new(name.unwrap_or_default());
    let Ok(message) = eligible(session, &request) else {
        return false;
    };
    let bound = match &message.binding {
        Binding::Entity { table, .. } | Binding::Collection(table) => Some(table.as_ref()),
        Binding::Global | Binding::AnyCollection => None,
    };
    bound == table
}

/// The catalogs whose assignments count: one category; a catalog and its categories; or the categories of this name.
///
/// # Errors
/// There is no such catalog, or no such category in it; the caller may not read catalogs.
fn catalogs(
    session: &mut Session<'_>,
    catalog: Option<&str>,
    category: Option<&str>,
) -> Result<Vec<Uuid>, Fault> {
    let mut of_catalog = Vec::new();
    if let Some(name) = catalog {
        let top = Filter::compare("parentcatalogid", Operator::Null, []);
        of_catalog = ids(session, vec![Filter::equal("uniquename", name), top])?;
        if of_catalog.is_empty() {
            return Err(missing("catalog", name, String::new()));
        }
    }
    let below = match of_catalog.is_empty() {
        true => Filter::compare("parentcatalogid", Operator::NotNull, []),
        false => among("parentcatalogid", &of_catalog),
    };
    let Some(name) = category else {
        let categories = ids(session, vec![below])?;
        of_catalog.extend(categories);
        return Ok(of_catalog);
    };
    let categories = ids(session, vec![Filter::equal("uniquename", name), below])?;
    match categories.is_empty() {
        false => Ok(categories),
        true => {
            let within = catalog.map(|catalog| format!(" in the catalog '{catalog}'"));
            Err(missing("category", name, within.unwrap_or_default()))
        }
    }
}

fn ids(session: &mut Session<'_>, filters: Vec<Filter>) -> Result<Vec<Uuid>, Fault> {
    let query = Query::new("catalog").select(["catalogid"]);
    let found = query_visible(session, &query.matching(Filter::And(filters)))?;
    Ok(found.entities.iter().filter_map(|row| row.id).collect())
}

/// The text is the emulator's: the platform's is unknown (BG-0G4).
fn missing(what: &str, name: &str, within: String) -> Fault {
    Fault::new(
        code::OBJECT_DOES_NOT_EXIST,
        format!(
            "There is no {what} with the unique name '{name}'{within}: expected the uniquename of a row of 'catalog', or ALL."
        ),
    )
    .with_http_status(404)
}

/// The filter for custom APIs that are in one of these catalogs.
fn assigned_to(catalogs: Vec<Uuid>) -> Filter {
    Filter::Linked(Box::new(Link {
        through: Through::Columns {
            table: "catalogassignment".to_owned(),
            from: "object".to_owned(),
            to: "customapiid".to_owned(),
        },
        join: Join::Inner,
        alias: None,
        columns: None,
        filter: among("catalogid", &catalogs),
        links: Vec::new(),
        order: Vec::new(),
        top: None,
        page_size: None,
    }))
}

/// The rows of `sdkmessage` that belong to custom APIs.
fn messages(session: &mut Session<'_>, apis: &EntityCollection) -> Result<EntityCollection, Fault> {
    let messages = apis.entities.iter();
    let messages: Vec<_> = messages
        .filter_map(|api| api.get("sdkmessageid")?.as_guid())
        .collect();
    if messages.is_empty() {
        return Ok(EntityCollection {
            table: MESSAGE_TABLE.to_owned(),
            ..EntityCollection::default()
        });
    }
    let query = Query::new(MESSAGE_TABLE).sorted_by("name", Direction::Ascending);
    query_visible(session, &query.matching(among("sdkmessageid", &messages)))
}

/// The filter for rows with one of these ids in a column.
fn among(column: &str, ids: &[Uuid]) -> Filter {
    let ids = ids.iter().map(|id| Value::Guid(*id));
    Filter::compare(column, Operator::In, ids)
}
