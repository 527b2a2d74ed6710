//! `RetrieveOptionSet`: returns the definition of one global option set (MD-00A).

use std::borrow::Cow;

use dataverse_model::message::{
    Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::complex::metadata::OPTION_SET_BASE;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::definition;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveOptionSet"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::optional("Name", ValueType::Field(FieldType::String)),
        definition::METADATA_ID,
        definition::AS_IF_PUBLISHED,
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "OptionSetMetadata",
        ValueType::Complex(&OPTION_SET_BASE),
    )]),
    scope: Scope::Reads,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(&[]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let definitions = definition::definitions(session);
    let mut arguments = Arguments::of(request);
    let all = &definitions.option_sets;
    let found = definition::named(&mut arguments, all, "Name", "option set")?;
    Ok(OrganizationResponse::default().with("OptionSetMetadata", found.clone()))
}
