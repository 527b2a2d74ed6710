//! `CreateCustomerRelationships`: makes a lookup that refers to accounts and contacts (MD-124).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, LookupSides, Members, create_lookup};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateCustomerRelationships"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("Lookup", ValueType::Complex(&metadata::LOOKUP)),
        Parameter::required(
            "OneToManyRelationships",
            ValueType::ComplexCollection(&metadata::ONE_TO_MANY),
        ),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("AttributeId", ValueType::Field(FieldType::Guid)),
        Parameter::required("RelationshipIds", ValueType::Guids),
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
    let lookup = arguments.complex("Lookup")?;
    let relationships = arguments.complexes("OneToManyRelationships")?;
    let mut draft = Draft::begin(session)?;
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
    let ids = create_lookup(session, &mut draft, &sides)?;
    draft.write(session)?;
    Ok(OrganizationResponse::default()
        .with("AttributeId", ids.column)
        .with("RelationshipIds", ids.relationships))
}
