//! `DeleteOptionSet`: removes a global option set that no column uses (MD-142).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::remove_option_set;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteOptionSet"),
    parameters: Cow::Borrowed(&[Parameter::required(
        "Name",
        ValueType::Field(FieldType::String),
    )]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvDeleteOptionSet"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |_, draft, arguments| {
        remove_option_set(draft, &arguments.text("Name")?)?;
        Ok(OrganizationResponse::default())
    })
}
