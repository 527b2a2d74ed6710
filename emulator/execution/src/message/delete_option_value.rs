//! `DeleteOptionValue`: removes an option (MD-146).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change, options};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteOptionValue"),
    parameters: Cow::Borrowed(&[
        options::OPTION_SET,
        options::ATTRIBUTE,
        options::ENTITY,
        Parameter::required("Value", ValueType::Field(FieldType::Integer)),
        definition_change::SOLUTION,
    ]),
    ..options::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    options::change(session, request, |_, subject, arguments| {
        let value = arguments.required_number("Value")?;
        subject.delete(value)?;
        Ok(OrganizationResponse::default())
    })
}
