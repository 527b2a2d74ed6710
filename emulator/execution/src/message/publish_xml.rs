//! `PublishXml`: publishes changed definitions, which were valid from their change on (MD-150).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, StepsAllowed, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::MessageResult;
use super::arguments::Arguments;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("PublishXml"),
    parameters: Cow::Borrowed(&[Parameter::required(
        "ParameterXml",
        ValueType::Field(FieldType::String),
    )]),
    steps: StepsAllowed::None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvPublishCustomization"))]),
    ..Message::ACTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
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
