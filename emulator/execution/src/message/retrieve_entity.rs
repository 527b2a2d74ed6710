//! `RetrieveEntity`: returns the definition of one table (MD-006).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::complex::metadata::ENTITY;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::{MessageResult, definition};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveEntity"),
    parameters: Cow::Borrowed(&[
        definition::FILTERS,
        Parameter::optional("LogicalName", ValueType::Field(FieldType::String)),
        definition::METADATA_ID,
        definition::AS_IF_PUBLISHED,
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "EntityMetadata",
        ValueType::Complex(&ENTITY),
    )]),
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let parts = definition::parts(&mut arguments);
    let id = definition::id(&mut arguments);
    let name = definition::name(&mut arguments, "LogicalName");
    let definitions = definition::definitions(session);
    let entity = definition::entity(&definitions, id, name.as_deref())?;
    Ok(OrganizationResponse::default().with("EntityMetadata", entity.with(parts)))
}
