//! `CreateManyToMany`: makes a many-to-many relationship with its intersect table (MD-122).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, intersect};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateManyToMany"),
    parameters: Cow::Borrowed(&[
        Parameter::required(
            "ManyToManyRelationship",
            ValueType::Complex(&metadata::MANY_TO_MANY),
        ),
        Parameter::optional(
            "IntersectEntitySchemaName",
            ValueType::Field(FieldType::String),
        ),
        definition_change::SOLUTION,
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "ManyToManyRelationshipId",
        ValueType::Field(FieldType::Guid),
    )]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateRelationship"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let relationship = arguments.complex("ManyToManyRelationship")?;
        let between = arguments.optional_text("IntersectEntitySchemaName")?;
        let given = Members::of(&relationship);
        let table = intersect(session, draft, given, between.as_deref())?;
        let association = table.association.as_ref();
        let id = association.and_then(|association| association.details.metadata_id);
        draft.define(Definition::Table(Box::new(table)))?;
        let id = id.unwrap_or_default();
        Ok(OrganizationResponse::default().with("ManyToManyRelationshipId", id))
    })
}
