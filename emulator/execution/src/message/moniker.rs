//! The row that a message names in `EntityMoniker`, as the SDK's older messages do.

use std::sync::Arc;

use dataverse_model::message::{Parameter, Right, ValueType};
use dataverse_model::metadata::Table;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::value::EntityReference;

use super::arguments::Arguments;
use crate::error::Error;
use crate::security::may_access;
use crate::session::Session;

/// The name of the parameter.
pub(super) const MONIKER: &str = "EntityMoniker";

/// The row.
pub(super) const ROW: Parameter =
    Parameter::required(MONIKER, ValueType::Field(FieldType::EntityReference));

/// Takes the row with its table, if the caller has the right on it.
///
/// # Errors
/// The parameter is missing; there is no such table; the caller lacks the right.
pub(super) fn take(
    session: &Session<'_>,
    arguments: &mut Arguments,
    right: Right,
) -> Result<(Arc<Table>, EntityReference), Error> {
    let row = arguments.reference(MONIKER)?;
    let table = session.table(&row.table)?;
    may_access(session, right, &table, row.id)?;
    Ok((table, row))
}
