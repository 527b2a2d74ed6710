//! `RetrieveVersion`: returns the platform version that the emulator reports.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::MessageResult;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveVersion"),
    response: Cow::Borrowed(&[Parameter::required(
        "Version",
        ValueType::Field(FieldType::String),
    )]),
    ..Message::FUNCTION
};

/// The platform version that the emulator reports; clients derive the supported features from it.
pub(super) const VERSION: &str = "9.2.24073.198";

pub(super) fn run(_: &mut Session<'_>, _: OrganizationRequest) -> MessageResult {
    Ok(OrganizationResponse::default().with("Version", VERSION))
}
