//! `CreateManyToMany`: makes a many-to-many relationship with its intersect table (MD-122).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Members, intersect};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateManyToMany"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required(
            "ManyToManyRelationship",
            ValueType::Complex(&metadata::MANY_TO_MANY),
        ),
        Parameter::optional(
            "IntersectEntitySchemaName",
            ValueType::Field(FieldType::String),
        ),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "ManyToManyRelationshipId",
        ValueType::Field(FieldType::Guid),
    )]),
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
    let relationship = arguments.complex("ManyToManyRelationship")?;
    let between = arguments.optional_text("IntersectEntitySchemaName")?;
    let mut draft = Draft::begin(session)?;
    let given = Members::of(&relationship);
    let table = intersect(session, &draft, given, between.as_deref())?;
    let association = table.association.as_ref();
    let id = association.and_then(|association| association.details.metadata_id);
    draft.define(Definition::Table(table))?;
    draft.write(session)?;
    Ok(OrganizationResponse::default().with("ManyToManyRelationshipId", id.unwrap_or_default()))
}
