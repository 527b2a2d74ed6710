//! `CreateOneToMany`: makes a lookup with its relationship (MD-120).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{LookupSides, Members, create_lookup};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateOneToMany"),
    parameters: Cow::Borrowed(&[
        Parameter::required(
            "OneToManyRelationship",
            ValueType::Complex(&metadata::ONE_TO_MANY),
        ),
        Parameter::required("Lookup", ValueType::Complex(&metadata::LOOKUP)),
        definition_change::SOLUTION,
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("RelationshipId", ValueType::Field(FieldType::Guid)),
        Parameter::required("AttributeId", ValueType::Field(FieldType::Guid)),
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateRelationship"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let relationship = arguments.complex("OneToManyRelationship")?;
        let lookup = arguments.complex("Lookup")?;
        let sides = LookupSides {
            relationships: vec![Members::of(&relationship)],
            column: Members::of(&lookup),
        };
        let ids = create_lookup(session, draft, &sides)?;
        let relationship = ids.relationships.first().copied();
        Ok(OrganizationResponse::default()
            .with("RelationshipId", relationship.unwrap_or_default())
            .with("AttributeId", ids.column))
    })
}
