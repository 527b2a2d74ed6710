//! `RetrievePrincipalAccess`: tells which rights a user or a team has on a row (PV-073).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Message, PRINCIPAL, Parameter, Right, Scope, ValueType,
};
use dataverse_protocol::complex::ACCESS_RIGHTS;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::{MessageResult, sharing};
use crate::error::not_found;
use crate::security::principal_rights;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrievePrincipalAccess"),
    binding: Binding::Entity {
        table: Cow::Borrowed(PRINCIPAL),
        parameter: "Principal",
    },
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::EntityReference)),
        Parameter::required("Principal", ValueType::Field(FieldType::EntityReference)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "AccessRights",
        ValueType::Enumeration(&ACCESS_RIGHTS),
    )]),
    scope: Scope::ReadsOwnedRows,
    rights: Cow::Borrowed(&[Access::Row(Right::Read)]),
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let target = arguments.reference("Target")?;
    let principal = arguments.reference("Principal")?;
    sharing::check_principal(session, &principal)?;
    let table = session.table(&target.table)?;
    if !session.exists(&table, target.id)? {
        return Err(not_found(&table, target.id).into());
    }
    let rights = principal_rights(session, &principal, &table, target.id)?;
    Ok(OrganizationResponse::default().with("AccessRights", rights))
}
