//! `CreateOptionSet`: makes a global option set (MD-140).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Members, new_set};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateOptionSet"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("OptionSet", ValueType::Complex(&metadata::OPTION_SET_BASE)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "OptionSetId",
        ValueType::Field(FieldType::Guid),
    )]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateOptionSet"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let given = arguments.complex("OptionSet")?;
    let mut draft = Draft::begin(session)?;
    let set = new_set(session, &draft, Members::of(&given))?;
    let id = set.details.metadata_id;
    draft.define(Definition::OptionSet(set))?;
    draft.write(session)?;
    Ok(OrganizationResponse::default().with("OptionSetId", id.unwrap_or_default()))
}
