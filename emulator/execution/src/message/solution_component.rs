//! What the messages that add components to solutions and take them out have in common.

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Message, Parameter, Right, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;

use crate::solution::SOLUTION;

pub(super) const COMPONENT_ID: &str = "ComponentId";
pub(super) const COMPONENT_TYPE: &str = "ComponentType";

/// The type of the component.
pub(super) const TYPE: Parameter =
    Parameter::required(COMPONENT_TYPE, ValueType::Field(FieldType::Integer));

/// The unique name of the solution.
pub(super) const SOLUTION_NAME: Parameter =
    Parameter::required(SOLUTION, ValueType::Field(FieldType::String));

/// The row of the component.
const ROW: &[Parameter] = &[Parameter::required("id", ValueType::Field(FieldType::Guid))];

/// Both messages without their parameters. They answer with the row of the component.
pub(super) const MESSAGE: Message = Message {
    response: Cow::Borrowed(ROW),
    steps: StepsAllowed::None,
    rights: Cow::Borrowed(&[Access::TableNamed(Right::Write, "solution")]),
    weight: Weight::Query,
    ..Message::ACTION
};
