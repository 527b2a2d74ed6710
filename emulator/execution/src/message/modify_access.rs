//! `ModifyAccess`: replaces the rights that a user or a team has on a shared row (PV-071).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Right, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::complex::PRINCIPAL_ACCESS;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::sharing;
use crate::cascade::{self, Given};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ModifyAccess"),
    kind: Kind::Action,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::EntityReference)),
        Parameter::required("PrincipalAccess", ValueType::Complex(&PRINCIPAL_ACCESS)),
    ]),
    response: Cow::Borrowed(&[]),
    scope: Scope::ChangesOwnedRows,
    steps: StepsAllowed::All,
    images: None,
    rights: Cow::Borrowed(&[Access::Row(Right::Read), Access::Row(Right::Share)]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let target = arguments.reference("Target")?;
    let (principal, rights) = sharing::principal_access(session, &mut arguments)?;
    let table = sharing::shareable_row(session, &target)?;
    cascade::share(
        session,
        (&table, target.id),
        &principal,
        Given::Replaced(rights),
    )?;
    Ok(OrganizationResponse::default())
}
