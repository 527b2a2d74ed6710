//! `CreateOneToMany`: makes a lookup with its relationship (MD-120).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, LookupSides, Members, create_lookup};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateOneToMany"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required(
            "OneToManyRelationship",
            ValueType::Complex(&metadata::ONE_TO_MANY),
        ),
        Parameter::required("Lookup", ValueType::Complex(&metadata::LOOKUP)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("RelationshipId", ValueType::Field(FieldType::Guid)),
        Parameter::required("AttributeId", ValueType::Field(FieldType::Guid)),
    ]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateRelationship"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let relationship = arguments.complex("OneToManyRelationship")?;
    let lookup = arguments.complex("Lookup")?;
    let mut draft = Draft::begin(session)?;
    let sides = LookupSides {
        relationships: vec![Members::of(&relationship)],
        column: Members::of(&lookup),
    };
    let ids = create_lookup(session, &mut draft, &sides)?;
    draft.write(session)?;
    let relationship = ids.relationships.first().copied();
    Ok(OrganizationResponse::default()
        .with("RelationshipId", relationship.unwrap_or_default())
        .with("AttributeId", ids.column))
}
