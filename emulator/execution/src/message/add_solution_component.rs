//! `AddSolutionComponent`: adds something that is there to an unmanaged solution (SL-006).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::MessageResult;
use super::arguments::Arguments;
use super::solution_component::{self, COMPONENT_ID, COMPONENT_TYPE};
use crate::session::Session;
use crate::solution::{self, Extent, SOLUTION};

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("AddSolutionComponent"),
    parameters: Cow::Borrowed(&[
        Parameter::required(COMPONENT_ID, ValueType::Field(FieldType::Guid)),
        solution_component::TYPE,
        solution_component::SOLUTION_NAME,
        Parameter::required(
            "AddRequiredComponents",
            ValueType::Field(FieldType::Boolean),
        ),
        Parameter::optional(
            "DoNotIncludeSubcomponents",
            ValueType::Field(FieldType::Boolean),
        ),
        Parameter::optional(
            "IncludedComponentSettingsValues",
            ValueType::Field(FieldType::StringArray),
        ),
    ]),
    ..solution_component::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let id = arguments.guid(COMPONENT_ID)?;
    let kind = arguments.required_number(COMPONENT_TYPE)?;
    let name = arguments.text(SOLUTION)?;
    if arguments.flag("AddRequiredComponents") {
        return Err(Fault::not_emulated(
            "The addition of a component with all that it requires ('AddRequiredComponents')",
        )
        .into());
    }
    let extent = match arguments.flag("DoNotIncludeSubcomponents") {
        true => Extent::WithoutParts,
        false => Extent::Whole,
    };
    // Which settings of a table are exported: here all are, where the table is.
    arguments.take("IncludedComponentSettingsValues");
    let solution = solution::unmanaged(session, &name)?;
    let component = solution::existing(session, kind, id, extent)?;
    let rows = solution::add(session, solution, [component])?;
    Ok(OrganizationResponse::default().with("id", rows.first().copied()))
}
