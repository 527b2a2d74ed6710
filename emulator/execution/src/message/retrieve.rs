//! `Retrieve`: reads one row by its key, with related rows if the request asks for them (WA-046).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, Right, Scope, ValueType, Weight};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::{ColumnPath, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use dataverse_store::readable;

use super::MessageResult;
use super::arguments::Arguments;
use crate::error::{bind_fault, not_found};
use crate::security::query_visible;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("Retrieve"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::EntityReference)),
        Parameter::optional("ColumnSet", ValueType::ColumnSet),
        Parameter::optional("RelatedEntitiesQuery", ValueType::Query),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "Entity",
        ValueType::Field(FieldType::Entity),
    )]),
    scope: Scope::ReadsRows,
    rights: Cow::Borrowed(&[Access::Row(Right::Read)]),
    weight: Weight::KeyOrRelated,
    ..Message::ROWS
};

const RELATED: &str = "RelatedEntitiesQuery";

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let target = arguments.reference("Target")?;
    let columns = arguments.columns("ColumnSet")?;
    let related = match arguments.take(RELATED) {
        None => Vec::new(),
        Some(Value::Query(query)) => query.links,
        Some(other) => return Err(arguments.misshapen(RELATED, "a query", &other).into()),
    };
    let table = session.table(&target.table)?;
    let found = if related.is_empty() {
        let columns = readable(&table, &columns).map_err(bind_fault)?;
        session.retrieve(&table, target.id, &columns)?
    } else {
        let mut query = Query::new(&table.logical_name);
        query.columns = columns;
        query.links = related;
        query.filter = Filter::Condition(Condition {
            column: ColumnPath::of(&table.primary_id),
            operator: Operator::Equal,
            operands: vec![Operand::Value(Value::Guid(target.id))],
        });
        let rows = query_visible(session, &query)?;
        rows.entities.into_iter().next()
    };
    let entity = found.ok_or_else(|| not_found(&table, target.id))?;
    Ok(OrganizationResponse::default().with("Entity", entity))
}
