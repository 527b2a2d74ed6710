//! What the messages that share rows have in common: the row, the principal, and the rights.

use std::borrow::Cow;
use std::sync::Arc;

use dataverse_model::message::{Access, Message, Parameter, Right, Scope, TARGET, ValueType};
use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::complex::PRINCIPAL_ACCESS;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{EntityReference, Value};
use uuid::Uuid;

use super::MessageResult;
use super::arguments::Arguments;
use crate::cascade::{self, Given};
use crate::error::{Error, not_found};
use crate::privilege::{TEAM, USER};
use crate::security::is_shareable;
use crate::session::Session;

/// The row, the principal and its rights.
const PARAMETERS: &[Parameter] = &[
    TARGET_ROW,
    Parameter::required("PrincipalAccess", ValueType::Complex(&PRINCIPAL_ACCESS)),
];

/// What the messages have in common that change with which rights a row is shared. Two of them take these parameters.
pub(super) const MESSAGE: Message = Message {
    parameters: Cow::Borrowed(PARAMETERS),
    scope: Scope::ChangesOwnedRows,
    rights: Cow::Borrowed(&[Access::Row(Right::Read), Access::Row(Right::Share)]),
    ..Message::ACTION
};

/// The row.
pub(super) const TARGET_ROW: Parameter =
    Parameter::required(TARGET, ValueType::Field(FieldType::EntityReference));

/// All rights, as bits of the enumeration `AccessRights`.
pub(super) const ALL_RIGHTS: i32 = {
    let mut all = 0;
    let mut at = 0;
    while at < Right::ALL.len() {
        all |= Right::ALL[at].access_right();
        at += 1;
    }
    all
};

/// The table of a row that can be shared.
///
/// # Errors
/// Users do not own the rows of the table; the row does not exist.
pub(super) fn shareable_row(
    session: &Session<'_>,
    row: &EntityReference,
) -> Result<Arc<Table>, Error> {
    let table = session.table(&row.table)?;
    if !is_shareable(&table) {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "Rows of '{}' have no owner: they cannot be shared.",
                table.logical_name
            ),
        )
        .into());
    }
    match session.exists(&table, row.id)? {
        true => Ok(table),
        false => Err(not_found(&table, row.id).into()),
    }
}

/// Takes the principal and the rights of `PrincipalAccess`.
///
/// # Errors
/// The principal is missing, is no user or team, or does not exist.
fn principal_access(
    session: &Session<'_>,
    arguments: &mut Arguments,
) -> Result<(EntityReference, i32), Error> {
    let access = match arguments.required("PrincipalAccess")? {
        Value::Complex(access) => access,
        other => {
            let expected = "of the type PrincipalAccess";
            return Err(arguments
                .misshapen("PrincipalAccess", expected, &other)
                .into());
        }
    };
    let Some(Value::Reference(principal)) = access.get("Principal") else {
        return Err(Fault::invalid_argument(
            "PrincipalAccess needs 'Principal': expected a reference to a user or a team.",
        )
        .into());
    };
    check_principal(session, principal)?;
    let rights = match access.get("AccessMask") {
        Some(Value::Integer(rights)) => *rights,
        _ => 0,
    };
    Ok(((**principal).clone(), rights))
}

/// Gives a principal rights on a row. `may` refuses a principal that cannot get them.
///
/// # Errors
/// As [`principal_access`] and [`shareable_row`]; the fault of `may`.
pub(super) fn give(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    given: fn(i32) -> Given,
    may: fn(&Session<'_>, &Arc<Table>, Uuid, &EntityReference) -> Result<(), Fault>,
) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let target = arguments.reference(TARGET)?;
    let (principal, rights) = principal_access(session, &mut arguments)?;
    let table = shareable_row(session, &target)?;
    may(session, &table, target.id, &principal)?;
    cascade::share(session, (&table, target.id), &principal, given(rights))?;
    Ok(OrganizationResponse::default())
}

/// Checks that a principal is an existing user or team.
///
/// # Errors
/// It is of another table, or does not exist.
pub(super) fn check_principal(
    session: &Session<'_>,
    principal: &EntityReference,
) -> Result<(), Error> {
    if ![USER, TEAM].contains(&principal.table.as_str()) {
        return Err(Fault::invalid_argument(format!(
            "A row of '{}' is no principal: expected a reference to a '{USER}' or a '{TEAM}'.",
            principal.table
        ))
        .into());
    }
    let table = session.table(&principal.table)?;
    match session.exists(&table, principal.id)? {
        true => Ok(()),
        false => Err(not_found(&table, principal.id).into()),
    }
}
