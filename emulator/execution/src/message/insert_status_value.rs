//! `InsertStatusValue`: adds a reason to a state (MD-144).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::{Arguments, options_of};
use crate::draft::Draft;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("InsertStatusValue"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::optional("OptionSetName", ValueType::Field(FieldType::String)),
        Parameter::optional("AttributeLogicalName", ValueType::Field(FieldType::String)),
        Parameter::optional("EntityLogicalName", ValueType::Field(FieldType::String)),
        Parameter::optional("Value", ValueType::Field(FieldType::Integer)),
        Parameter::required("Label", ValueType::Complex(&metadata::LABEL)),
        Parameter::optional("Description", ValueType::Complex(&metadata::LABEL)),
        Parameter::required("StateCode", ValueType::Field(FieldType::Integer)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "NewOptionValue",
        ValueType::Field(FieldType::Integer),
    )]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteAttribute"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let mut draft = Draft::begin(session)?;
    let mut subject = options_of(&draft, &mut arguments)?;
    let value = arguments.number("Value")?;
    let state = arguments.number("StateCode")?;
    let label = arguments.label("Label")?;
    let description = arguments.label("Description")?;
    let label = label.ok_or_else(|| Fault::parameter_missing("Label", &MESSAGE.name))?;
    let value = subject.insert(session, value, label, description, state)?;
    draft.define(subject.into_definition())?;
    draft.write(session)?;
    Ok(OrganizationResponse::default().with("NewOptionValue", value))
}
