//! `AddSolutionComponent`: adds something that is there to an unmanaged solution (SL-006).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Right, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::error::Error;
use crate::session::Session;
use crate::solution::{self, Extent, SOLUTION};

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("AddSolutionComponent"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("ComponentId", ValueType::Field(FieldType::Guid)),
        Parameter::required("ComponentType", ValueType::Field(FieldType::Integer)),
        Parameter::required(SOLUTION, ValueType::Field(FieldType::String)),
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
    let id = arguments.guid("ComponentId")?;
    let kind = arguments.required_number("ComponentType")?;
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
