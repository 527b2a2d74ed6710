//! `WhoAmI`: returns the caller's user, business unit and organization.

use std::borrow::Cow;

use dataverse_model::message::{
    Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("WhoAmI"),
    kind: Kind::Function,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[]),
    response: Cow::Borrowed(&[
        Parameter::required("BusinessUnitId", ValueType::Field(FieldType::Guid)),
        Parameter::required("UserId", ValueType::Field(FieldType::Guid)),
        Parameter::required("OrganizationId", ValueType::Field(FieldType::Guid)),
    ]),
    scope: Scope::Reads,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(&[]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    _: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
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
