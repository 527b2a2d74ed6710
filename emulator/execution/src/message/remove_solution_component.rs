//! `RemoveSolutionComponent`: takes a component out of an unmanaged solution; the component itself stays (SL-006).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::MessageResult;
use super::arguments::Arguments;
use super::solution_component::{self, COMPONENT_ID, COMPONENT_TYPE};
use crate::session::Session;
use crate::solution::{self, SOLUTION};

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RemoveSolutionComponent"),
    parameters: Cow::Borrowed(&[
        // The SDK's classes send the id, clients of the Web API a row.
        Parameter::optional(COMPONENT_ID, ValueType::Field(FieldType::Guid)),
        Parameter::optional("SolutionComponent", ValueType::Field(FieldType::Entity)),
        solution_component::TYPE,
        solution_component::SOLUTION_NAME,
    ]),
    ..solution_component::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let kind = arguments.required_number(COMPONENT_TYPE)?;
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
            .optional_guid(COMPONENT_ID)?
            .ok_or_else(|| Fault::parameter_missing("SolutionComponent", &MESSAGE.name))?,
    };
    let solution = solution::unmanaged(session, &name)?;
    let row = solution::remove(session, solution, (kind, id), &name)?;
    Ok(OrganizationResponse::default().with("id", row))
}
