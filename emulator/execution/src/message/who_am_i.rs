//! `WhoAmI`: returns the caller's user, business unit and organization.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::MessageResult;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("WhoAmI"),
    response: Cow::Borrowed(&[
        Parameter::required("BusinessUnitId", ValueType::Field(FieldType::Guid)),
        Parameter::required("UserId", ValueType::Field(FieldType::Guid)),
        Parameter::required("OrganizationId", ValueType::Field(FieldType::Guid)),
    ]),
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, _: OrganizationRequest) -> MessageResult {
    let core = session.core();
    let caller = session.provenance().caller;
    let unit = session
        .registry()
        .principals
        .user(caller)
        .map_or(core.business_unit, |user| user.unit);
    Ok(OrganizationResponse::default()
        .with("BusinessUnitId", unit)
        .with("UserId", caller)
        .with("OrganizationId", core.id))
}
