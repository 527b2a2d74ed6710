//! Writes the response envelope: `ExecuteResult` with its type, or the result of a dedicated operation.

use super::error::WriteError;
use super::name::{CONTRACTS, ENVELOPE, GENERIC, INSTANCE, SERVICES};
use super::write::Writer;
use super::{Operation, Reply};
use crate::request::OrganizationResponse;
use crate::value::Value;

/// Writes the response to a call, in the form that belongs to its operation and its request type (SO-022).
///
/// The results keep their order.
///
/// # Errors
///
/// [`WriteError`] when a result is a query, or when the result of a dedicated operation is missing.
pub fn write_response(
    reply: &Reply,
    response: &OrganizationResponse,
) -> Result<String, WriteError> {
    let operation = reply.operation.name();
    let mut out = Writer::new(reply);
    out.raw(&format!(
        "<s:Envelope xmlns:s=\"{ENVELOPE}\"><s:Body><{operation}Response xmlns=\"{SERVICES}\">"
    ));
    match reply.operation {
        Operation::Execute => execute(&mut out, reply, response)?,
        Operation::Create => match response.results.get("id") {
            Some(Value::Guid(id)) => {
                out.raw(&format!("<CreateResult>{id}</CreateResult>"));
            }
            _ => return Err(WriteError::Result("id")),
        },
        Operation::Retrieve => match response.results.get("Entity") {
            Some(Value::Entity(entity)) => {
                result(&mut out, operation, |out| out.entity(entity))?;
            }
            _ => return Err(WriteError::Result("Entity")),
        },
        Operation::RetrieveMultiple => match response.results.get("EntityCollection") {
            Some(Value::Collection(rows)) => {
                result(&mut out, operation, |out| out.collection(rows))?;
            }
            _ => return Err(WriteError::Result("EntityCollection")),
        },
        Operation::Update | Operation::Delete | Operation::Associate | Operation::Disassociate => {}
    }
    out.raw(&format!("</{operation}Response></s:Body></s:Envelope>"));
    Ok(out.finish())
}

fn execute(
    out: &mut Writer<'_>,
    reply: &Reply,
    response: &OrganizationResponse,
) -> Result<(), WriteError> {
    out.raw("<ExecuteResult");
    out.raw(&reply.type_attribute());
    out.raw(&format!(" xmlns:a=\"{CONTRACTS}\" xmlns:i=\"{INSTANCE}\">"));
    out.member("ResponseName", &reply.message);
    out.raw(&format!("<a:Results xmlns:b=\"{GENERIC}\">"));
    out.results(&response.results)?;
    out.raw("</a:Results></ExecuteResult>");
    Ok(())
}

fn result(
    out: &mut Writer<'_>,
    operation: &str,
    members: impl FnOnce(&mut Writer<'_>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    out.raw(&format!(
        "<{operation}Result xmlns:a=\"{CONTRACTS}\" xmlns:i=\"{INSTANCE}\">"
    ));
    members(out)?;
    out.raw(&format!("</{operation}Result>"));
    Ok(())
}
