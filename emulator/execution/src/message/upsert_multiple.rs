//! `UpsertMultiple`: updates the rows that exist, and creates the others, in one transaction (MS-005).
//!
//! The Web API returns no results; the SDK returns one `UpsertResponse` for each row.

use std::borrow::Cow;

use dataverse_model::message::{
    Binding, Kind, Message, Parameter, Scope, StepsAllowed, TARGET, TARGETS, ValueType, Weight,
};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{MessageResponse, OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use super::arguments::Arguments;
use super::many_rows;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpsertMultiple"),
    kind: Kind::Action,
    binding: Binding::AnyCollection,
    parameters: Cow::Borrowed(&[Parameter::required(
        TARGETS,
        ValueType::Field(FieldType::EntityCollection),
    )]),
    response: Cow::Borrowed(&[Parameter::required("Results", ValueType::Responses)]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[]),
    runs: &["Create", "Update"],
    weight: Weight::Rows,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let rows = Arguments::of(request).rows(TARGETS)?;
    let table = many_rows::check(session, &rows)?;
    let mut seen = many_rows::Keys::default();
    if let Some(row) = rows.entities.iter().find(|row| !seen.is_new(&table, row)) {
        return Err(twice(row.id.unwrap_or_default()).into());
    }
    let responses = many_rows::each(session, &rows.table, rows.entities, |row| {
        OrganizationRequest::new("Upsert").with(TARGET, row)
    })?;
    let results = responses.into_iter().map(|response| MessageResponse {
        message: "Upsert".to_owned(),
        results: response.results,
    });
    Ok(OrganizationResponse::default().with("Results", Value::Responses(results.collect())))
}

/// The fault for two rows with one key (MS-006). The text is the emulator's: the platform's is unknown.
fn twice(id: Uuid) -> Fault {
    Fault::invalid_argument(format!(
        "UpsertMultiple takes one row for each key, and the row {id} is given twice."
    ))
}
