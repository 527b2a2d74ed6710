//! `RetrieveMultiple`: reads the rows of a query, one page at a time (WA-070..WA-074).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, Right, Scope, ValueType, Weight};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::{MessageResult, elastic};
use crate::security::query_visible;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveMultiple"),
    parameters: Cow::Borrowed(&[Parameter::required("Query", ValueType::Query)]),
    response: Cow::Borrowed(&[Parameter::required(
        "EntityCollection",
        ValueType::Field(FieldType::EntityCollection),
    )]),
    scope: Scope::ReadsRows,
    rights: Cow::Borrowed(&[Access::Table(Right::Read)]),
    weight: Weight::Query,
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let query = Arguments::of(request).query("Query")?;
    let table = session.table(&query.table)?;
    elastic::check(&table, &query)?;
    let rows = query_visible(session, &query)?;
    Ok(OrganizationResponse::default().with("EntityCollection", rows))
}
