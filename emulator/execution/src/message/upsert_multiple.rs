//! `UpsertMultiple`: updates the rows that exist, and creates the others, in one transaction (MS-005).
//!
//! The Web API returns no results; the SDK returns one `UpsertResponse` for each row.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, StepsAllowed, TARGET, TARGETS, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{MessageResponse, OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use super::arguments::Arguments;
use super::{MessageResult, many_rows};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpsertMultiple"),
    response: Cow::Borrowed(&[Parameter::required("Results", ValueType::Responses)]),
    steps: StepsAllowed::None,
    runs: &["Create", "Update"],
    ..many_rows::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
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
