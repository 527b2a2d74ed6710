//! `PublishXml`: publishes changed definitions, which were valid from their change on (MD-150).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("PublishXml"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[Parameter::required(
        "ParameterXml",
        ValueType::Field(FieldType::String),
    )]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvPublishCustomization"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let text = Arguments::of(request).text("ParameterXml")?;
    if !text.trim_start().starts_with("<importexportxml") {
        return Err(Fault::invalid_argument(
            "'ParameterXml' is no list of what to publish: expected the element 'importexportxml'.",
        )
        .into());
    }
    let _ = session;
    Ok(OrganizationResponse::default())
}
