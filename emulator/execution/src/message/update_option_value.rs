//! `UpdateOptionValue`: gives an option other labels (MD-145).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::options;
use crate::draft::Merge;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateOptionValue"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        options::OPTION_SET,
        options::ATTRIBUTE,
        options::ENTITY,
        Parameter::required("Value", ValueType::Field(FieldType::Integer)),
        Parameter::optional("Label", ValueType::Complex(&metadata::LABEL)),
        Parameter::optional("Description", ValueType::Complex(&metadata::LABEL)),
        Parameter::optional("MergeLabels", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("ParentValues", ValueType::Integers),
        options::SOLUTION,
    ]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteOptionSet"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    options::change(session, request, |_, subject, arguments| {
        let value = arguments.required_number("Value")?;
        let merge = Merge::of(arguments.flag("MergeLabels"));
        let label = arguments.label("Label")?;
        let description = arguments.label("Description")?;
        Ok(subject.update(value, label, description, merge)?)
    })?;
    Ok(OrganizationResponse::default())
}
