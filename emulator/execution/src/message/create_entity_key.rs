//! `CreateEntityKey`: gives a table an alternate key (MD-130).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Members, new_key};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateEntityKey"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityName", ValueType::Field(FieldType::String)),
        Parameter::required("EntityKey", ValueType::Complex(&metadata::ENTITY_KEY)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "EntityKeyId",
        ValueType::Field(FieldType::Guid),
    )]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteEntity"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let table = arguments.text("EntityName")?;
    let given = arguments.complex("EntityKey")?;
    let mut draft = Draft::begin(session)?;
    let key = new_key(session, &draft, &table, Members::of(&given))?;
    let id = key.details.metadata_id;
    draft.define(Definition::Key { table, key })?;
    draft.write(session)?;
    Ok(OrganizationResponse::default().with("EntityKeyId", id.unwrap_or_default()))
}
