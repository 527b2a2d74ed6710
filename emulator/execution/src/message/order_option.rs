//! `OrderOption`: puts the options of a choice into another order (MD-147).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::{Arguments, options_of};
use crate::draft::Draft;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("OrderOption"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::optional("OptionSetName", ValueType::Field(FieldType::String)),
        Parameter::optional("AttributeLogicalName", ValueType::Field(FieldType::String)),
        Parameter::optional("EntityLogicalName", ValueType::Field(FieldType::String)),
        Parameter::required("Values", ValueType::Integers),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
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
    let mut arguments = Arguments::of(request);
    let mut draft = Draft::begin(session)?;
    let mut subject = options_of(&draft, &mut arguments)?;
    let values = arguments.integers("Values")?;
    subject.order(&values)?;
    draft.define(subject.into_definition())?;
    draft.write(session)?;
    Ok(OrganizationResponse::default())
}
