//! Finds the function or action that a segment of a path names.

use std::sync::Arc;

use dataverse_execution::{MessageRef, Registry};
use dataverse_model::message::{Binding, Message};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::odata::path::{Argument, Arguments, Segment};

use super::resolve::unknown;
use super::resource::{OperationCall, Resource, Row};
use super::web_api_request::malformed;
use dataverse_model::metadata::Table;
use dataverse_model::platform_names::{self, NameKind};

/// The namespace of the platform's types and of bound operations.
const NAMESPACE: &str = "Microsoft.Dynamics.CRM.";

/// What a segment behind a table or a row names, if it has the form of an operation's name; `None` for another form.
pub(super) fn addressed(
    table: &Arc<Table>,
    row: Option<&Row>,
    next: &Segment,
    deeper: &[Segment],
    registry: &Registry,
) -> Result<Option<Resource>, Fault> {
    if let Some(name) = next.name.strip_prefix(NAMESPACE) {
        let message = registry.message(name).filter(|message| {
            deeper.is_empty() && message.is_reachable() && binds(message, table, row)
        });
        let resource = match message {
            Some(message) => {
                let mut call = call(message, row.cloned(), next)?;
                call.collection = row.is_none().then(|| table.clone());
                Resource::Operation(call)
            }
            None => {
                let known = platform_names::find(NameKind::Message, name);
                unknown(&next.name, known, Some(table))
            }
        };
        return Ok(Some(resource));
    }
    let unqualified = registry.message(&next.name);
    if unqualified.is_some_and(|message| message.is_reachable()) {
        return Err(
            Fault::new(code::ODATA, "Request message has unresolved parameters")
                .with_http_status(400),
        );
    }
    Ok(None)
}

/// Whether a message is bound to the table or the row before it in the path (CA-031, CA-032).
fn binds(message: &Message, table: &Table, target: Option<&Row>) -> bool {
    match (&message.binding, target) {
        (binding @ Binding::Entity { .. }, Some(_)) => binding.takes_row_of(&table.logical_name),
        (Binding::Collection(bound), None) => *bound == table.logical_name,
        (Binding::AnyCollection, None) => true,
        _ => false,
    }
}

/// The call of a message, with the arguments of its segment.
pub(super) fn call(
    message: MessageRef,
    target: Option<Row>,
    segment: &Segment,
) -> Result<OperationCall, Fault> {
    Ok(OperationCall {
        message,
        target,
        collection: None,
        arguments: arguments(segment)?,
    })
}

fn arguments(segment: &Segment) -> Result<Vec<(String, Argument)>, Fault> {
    match &segment.arguments {
        Arguments::None | Arguments::Empty => Ok(Vec::new()),
        Arguments::Named(arguments) => Ok(arguments.clone()),
        Arguments::Key(_) => Err(malformed(&format!(
            "'{}' takes arguments by name, such as (P1=@p1)",
            segment.name
        ))),
    }
}
