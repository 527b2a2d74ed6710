//! `InsertOptionValue`: adds an option to a choice (MD-143).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::options;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("InsertOptionValue"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        options::OPTION_SET,
        options::ATTRIBUTE,
        options::ENTITY,
        Parameter::optional("Value", ValueType::Field(FieldType::Integer)),
        Parameter::required("Label", ValueType::Complex(&metadata::LABEL)),
        Parameter::optional("Description", ValueType::Complex(&metadata::LABEL)),
        Parameter::optional("ParentValues", ValueType::Integers),
        options::SOLUTION,
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "NewOptionValue",
        ValueType::Field(FieldType::Integer),
    )]),
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
    options::insert(session, request)
}
