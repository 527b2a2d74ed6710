//! `RetrieveAttribute`: returns the definition of one column.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Scope, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::Complex;
use dataverse_protocol::complex::metadata::ATTRIBUTE;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use super::arguments::Arguments;
use super::{MessageResult, definition};
use crate::definitions::{Definitions, EntityDefinition, has_id};
use crate::error::no_column;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveAttribute"),
    parameters: Cow::Borrowed(&[
        Parameter::optional("EntityLogicalName", ValueType::Field(FieldType::String)),
        Parameter::optional("LogicalName", ValueType::Field(FieldType::String)),
        definition::METADATA_ID,
        definition::AS_IF_PUBLISHED,
        Parameter::optional("ColumnNumber", ValueType::Field(FieldType::Integer)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "AttributeMetadata",
        ValueType::Complex(&ATTRIBUTE),
    )]),
    scope: Scope::Reads,
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let id = definition::id(&mut arguments);
    let table = definition::name(&mut arguments, "EntityLogicalName");
    let name = definition::name(&mut arguments, "LogicalName");
    let number = arguments
        .take("ColumnNumber")
        .filter(|it| *it != Value::Integer(0));
    let definitions = definition::definitions(session);
    let attribute = match (table, name, number) {
        (Some(table), Some(name), _) => {
            let entity = definition::entity(&definitions, None, Some(&table))?;
            named(entity, &name)?
        }
        (Some(table), None, Some(number)) => {
            let entity = definition::entity(&definitions, None, Some(&table))?;
            let mut all = entity.attributes.iter();
            all.find(|it| it.get("ColumnNumber") == Some(&number))
                .ok_or_else(|| definition::not_found("column", &table))?
        }
        (_, _, _) => by_id(&definitions, id)?,
    };
    Ok(OrganizationResponse::default().with("AttributeMetadata", attribute.clone()))
}

fn named<'d>(entity: &'d EntityDefinition, name: &str) -> Result<&'d Complex, Fault> {
    entity
        .attribute(name)
        .ok_or_else(|| definition::missing(no_column(&entity.logical_name, name)))
}

fn by_id(definitions: &Definitions, id: Option<Uuid>) -> Result<&Complex, Fault> {
    let id = id.ok_or_else(|| definition::unnamed("EntityLogicalName with LogicalName"))?;
    let mut all = definitions.entities.iter().flat_map(|of| &of.attributes);
    all.find(|it| has_id(it, id))
        .ok_or_else(|| definition::not_found("column", &id.to_string()))
}
