//! `DeleteOptionValue`: removes an option (MD-146).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::options;
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteOptionValue"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        options::OPTION_SET,
        options::ATTRIBUTE,
        options::ENTITY,
        Parameter::required("Value", ValueType::Field(FieldType::Integer)),
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
        Ok(subject.delete(value)?)
    })?;
    Ok(OrganizationResponse::default())
}
