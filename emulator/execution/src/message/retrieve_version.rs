//! `RetrieveVersion`: returns the platform version that the emulator reports.

use std::borrow::Cow;

use dataverse_model::message::{
    Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveVersion"),
    kind: Kind::Function,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[]),
    response: Cow::Borrowed(&[Parameter::required(
        "Version",
        ValueType::Field(FieldType::String),
    )]),
    scope: Scope::Reads,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(&[]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

/// The platform version that the emulator reports; clients derive the supported features from it.
pub(super) const VERSION: &str = "9.2.24073.198";

pub(super) fn run(
    _: &mut Session<'_>,
    _: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    Ok(OrganizationResponse::default().with("Version", VERSION))
}
