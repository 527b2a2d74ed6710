//! `RetrieveSharedPrincipalsAndAccess`: tells the users and teams that share a row, and the rights of each (PV-074).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, Right, Scope, ValueType};
use dataverse_protocol::complex::{Complex, ComplexCollection, PRINCIPAL_ACCESS};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::{MessageResult, sharing};
use crate::cascade::{principal_of, shares_of};
use crate::security::rights_of;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveSharedPrincipalsAndAccess"),
    parameters: Cow::Borrowed(&[Parameter::required(
        "Target",
        ValueType::Field(FieldType::EntityReference),
    )]),
    response: Cow::Borrowed(&[Parameter::required(
        "PrincipalAccesses",
        ValueType::ComplexCollection(&PRINCIPAL_ACCESS),
    )]),
    scope: Scope::ReadsOwnedRows,
    rights: Cow::Borrowed(&[Access::Row(Right::Read)]),
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let target = Arguments::of(request).reference("Target")?;
    sharing::shareable_row(session, &target)?;
    let shares = shares_of(session, target.id)?;
    let accesses = shares.iter().filter_map(|share| {
        let rights = rights_of(share) & sharing::ALL_RIGHTS;
        let access = Complex::new(&PRINCIPAL_ACCESS)
            .with("AccessMask", rights)
            .with("Principal", principal_of(share)?);
        Some(access)
    });
    let accesses = ComplexCollection::of(&PRINCIPAL_ACCESS, accesses.collect());
    Ok(OrganizationResponse::default().with("PrincipalAccesses", accesses))
}
