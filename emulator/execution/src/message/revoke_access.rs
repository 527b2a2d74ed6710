//! `RevokeAccess`: shares a row with a user or a team no more (PV-071).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::{MessageResult, sharing};
use crate::cascade;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RevokeAccess"),
    parameters: Cow::Borrowed(&[
        sharing::TARGET_ROW,
        Parameter::required("Revokee", ValueType::Field(FieldType::EntityReference)),
    ]),
    ..sharing::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let target = arguments.reference("Target")?;
    let revokee = arguments.reference("Revokee")?;
    sharing::check_principal(session, &revokee)?;
    let table = sharing::shareable_row(session, &target)?;
    cascade::unshare(session, (&table, target.id), &revokee)?;
    Ok(OrganizationResponse::default())
}
