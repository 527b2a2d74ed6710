//! Checks the row that a bound message is called on: it belongs to the table that the message is bound to, and exists
//! (CA-031).

use dataverse_model::message::{Binding, Message};
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;

use crate::error::not_found;
use crate::session::Session;

/// Checks the row that a request is bound to. This check needs no privilege.
///
/// # Errors
/// The row belongs to another table, or does not exist.
pub(crate) fn find_bound_row(
    session: &Session<'_>,
    message: &Message,
    request: &OrganizationRequest,
) -> Result<(), Fault> {
    let Binding::Entity { table, parameter } = &message.binding else {
        return Ok(());
    };
    // Messages that take only an id check the row themselves.
    let Some(Value::Reference(row)) = request.parameters.get(*parameter) else {
        return Ok(());
    };
    if !message.binding.takes_row_of(&row.table) {
        return Err(Fault::invalid_argument(format!(
            "The message '{}' is bound to rows of '{table}', but is called on a row of '{}'.",
            message.name, row.table
        )));
    }
    let table = session.table(&row.table)?;
    match session.exists(&table, row.id)? {
        true => Ok(()),
        false => Err(not_found(&table, row.id)),
    }
}
