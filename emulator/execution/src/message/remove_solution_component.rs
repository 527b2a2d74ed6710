//! `RemoveSolutionComponent`: takes a component out of an unmanaged solution; the component itself stays (SL-006).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Right, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use crate::error::Error;
use crate::session::Session;
use crate::solution::{self, SOLUTION};

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RemoveSolutionComponent"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        // The SDK's classes send the id, clients of the Web API a row.
        Parameter::optional("ComponentId", ValueType::Field(FieldType::Guid)),
        Parameter::optional("SolutionComponent", ValueType::Field(FieldType::Entity)),
        Parameter::required("ComponentType", ValueType::Field(FieldType::Integer)),
        Parameter::required(SOLUTION, ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[Parameter::required("id", ValueType::Field(FieldType::Guid))]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::TableNamed(Right::Write, "solution")]),
    runs: &[],
    weight: Weight::Query,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let kind = arguments.required_number("ComponentType")?;
    let name = arguments.text(SOLUTION)?;
    let row = match arguments.take("SolutionComponent") {
        Some(Value::Entity(row)) => row
            .id
            .or_else(|| row.get("objectid").and_then(Value::as_guid)),
        _ => None,
    };
    let id = match row {
        Some(id) => id,
        None => arguments
            .optional_guid("ComponentId")?
            .ok_or_else(|| Fault::parameter_missing("SolutionComponent", &MESSAGE.name))?,
    };
    let solution = solution::unmanaged(session, &name)?;
    let row = solution::remove(session, solution, (kind, id), &name)?;
    Ok(OrganizationResponse::default().with("id", row))
}
