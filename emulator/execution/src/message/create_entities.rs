//! `CreateEntities`: makes several tables with all of their columns, together or not at all (MD-100).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Members, create_table};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateEntities"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("Entities", ValueType::ComplexCollection(&metadata::ENTITY)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateEntity"))]),
    runs: &[],
    weight: Weight::Query,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let entities = Arguments::of(request).complexes("Entities")?;
    let mut draft = Draft::begin(session)?;
    for entity in &entities {
        create_table(session, &mut draft, Members::of(entity), None, false)?;
    }
    draft.write(session)?;
    Ok(OrganizationResponse::default())
}
