//! `RetrieveAllEntities`: returns the definitions of all tables.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType, Weight};
use dataverse_protocol::complex::ComplexCollection;
use dataverse_protocol::complex::metadata::ENTITY;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::{MessageResult, definition};
use crate::definitions::stamp::Stamp;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveAllEntities"),
    parameters: Cow::Borrowed(&[definition::FILTERS, definition::AS_IF_PUBLISHED]),
    response: Cow::Borrowed(&[
        Parameter::required("EntityMetadata", ValueType::ComplexCollection(&ENTITY)),
        Parameter::required("Timestamp", ValueType::Field(FieldType::String)),
    ]),
    weight: Weight::Query,
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let parts = definition::parts(&mut arguments);
    let definitions = definition::definitions(session);
    let entities = definitions.entities.iter().map(|of| of.with(parts));
    let now = Stamp::of(session.metadata(), session.core().id);
    Ok(OrganizationResponse::default()
        .with(
            "EntityMetadata",
            ComplexCollection::of(&ENTITY, entities.collect()),
        )
        .with("Timestamp", now.to_string()))
}
