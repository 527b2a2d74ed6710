//! `CreateCustomerRelationships`: makes a lookup that refers to accounts and contacts (MD-124).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{LookupSides, Members, create_lookup};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateCustomerRelationships"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Lookup", ValueType::Complex(&metadata::LOOKUP)),
        Parameter::required(
            "OneToManyRelationships",
            ValueType::ComplexCollection(&metadata::ONE_TO_MANY),
        ),
        definition_change::SOLUTION,
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("AttributeId", ValueType::Field(FieldType::Guid)),
        Parameter::required("RelationshipIds", ValueType::Guids),
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateRelationship"))]),
    ..definition_change::ACTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let lookup = arguments.complex("Lookup")?;
        let relationships = arguments.complexes("OneToManyRelationships")?;
        let sides = LookupSides {
            relationships: relationships.iter().map(Members::of).collect(),
            column: Members::of(&lookup),
        };
        let mut referenced: Vec<_> = sides
            .relationships
            .iter()
            .filter_map(|given| given.text("ReferencedEntity"))
            .collect();
        referenced.sort_unstable();
        if referenced != ["account", "contact"] {
            return Err(Fault::invalid_argument(format!(
                "A customer refers to {}: expected one relationship with account and one with contact.",
                referenced.join(", ")
            ))
            .into());
        }
        let ids = create_lookup(session, draft, &sides)?;
        Ok(OrganizationResponse::default()
            .with("AttributeId", ids.column)
            .with("RelationshipIds", ids.relationships))
    })
}
