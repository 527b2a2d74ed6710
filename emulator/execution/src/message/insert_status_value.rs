//! `InsertStatusValue`: adds a reason to a state (MD-144).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::OrganizationRequest;

use super::{MessageResult, definition_change, options};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("InsertStatusValue"),
    parameters: Cow::Borrowed(&[
        options::OPTION_SET,
        options::ATTRIBUTE,
        options::ENTITY,
        Parameter::optional("Value", ValueType::Field(FieldType::Integer)),
        Parameter::required("Label", ValueType::Complex(&metadata::LABEL)),
        Parameter::optional("Description", ValueType::Complex(&metadata::LABEL)),
        Parameter::required("StateCode", ValueType::Field(FieldType::Integer)),
        definition_change::SOLUTION,
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteAttribute"))]),
    ..options::INSERTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    options::insert(session, request)
}
