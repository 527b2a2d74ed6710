//! `UpdateOptionValue`: gives an option other labels (MD-145).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change, options};
use crate::draft::Merge;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateOptionValue"),
    parameters: Cow::Borrowed(&[
        options::OPTION_SET,
        options::ATTRIBUTE,
        options::ENTITY,
        Parameter::required("Value", ValueType::Field(FieldType::Integer)),
        Parameter::optional("Label", ValueType::Complex(&metadata::LABEL)),
        Parameter::optional("Description", ValueType::Complex(&metadata::LABEL)),
        definition_change::MERGE_LABELS,
        Parameter::optional("ParentValues", ValueType::Integers),
        definition_change::SOLUTION,
    ]),
    ..options::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    options::change(session, request, |_, subject, arguments| {
        let value = arguments.required_number("Value")?;
        let merge = Merge::of(arguments.flag("MergeLabels"));
        let label = arguments.label("Label")?;
        let description = arguments.label("Description")?;
        subject.update(value, label, description, merge)?;
        Ok(OrganizationResponse::default())
    })
}
