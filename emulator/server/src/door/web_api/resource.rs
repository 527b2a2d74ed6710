//! What a path addresses: rows, one row, an operation, or something this emulator refuses by name.

use std::sync::Arc;

use dataverse_execution::{MessageRef, Registry};
use dataverse_model::message::{Binding, Message};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{PartitionIdWhenUnset, Rules};
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::{Argument, Arguments, Path, Segment};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use super::links::{self, Link};
use super::references::{self, References};
use super::web_api_request::malformed;
use dataverse_model::metadata::{Navigation, Table, TableKind};

/// Namespace of the platform's types and of bound operations.
const NAMESPACE: &str = "Microsoft.Dynamics.CRM.";

/// What a path addresses.
pub(super) enum Resource {
    /// The service document.
    Root,
    /// Many requests in one.
    Batch,
    /// The rows of a table.
    Rows(Arc<Table>),
    /// How many rows a table has.
    Count(Arc<Table>),
    /// One row.
    Row(Row),
    /// One column of a row.
    Property(Row, String),
    /// The rows that refer to a row (WH-006).
    Related(Related),
    /// A message that is called by its name: a function or an action.
    Operation(OperationCall),
    /// References between a row and others.
    References(References),
    /// A lookup, from either side.
    Link(Link),
    /// Something that Dataverse has and this emulator has not.
    NotEmulated(String),
}

/// One row of a table.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) table: Arc<Table>,
    pub(super) id: Uuid,
    /// The partition that an elastic row's address names (BG-0D9).
    pub(super) partition: Option<String>,
}

/// The rows of a table that refer to a row, or are associated with it.
pub(super) struct Related {
    /// The row.
    pub(super) row: Row,
    /// The collection-valued navigation property, as the address has it.
    pub(super) navigation: String,
    /// The table whose rows refer to it.
    pub(super) table: Arc<Table>,
    /// How they do.
    pub(super) referring: Referring,
}

/// How rows refer to another one.
pub(super) enum Referring {
    /// By this lookup.
    Lookup(String),
    /// By rows of a table between, whose navigation property has one name on both sides.
    Association,
}

/// A message with what stands in its address.
pub(super) struct OperationCall {
    pub(super) message: MessageRef,
    /// The row it is called on (CA-031).
    pub(super) target: Option<Row>,
    /// Arguments in parentheses (CA-033); `None` without parentheses or with empty ones.
    pub(super) arguments: Vec<(String, Argument)>,
}

/// Finds out what a path addresses.
pub(super) fn resolve(path: &Path, registry: &Registry, rules: &Rules) -> Result<Resource, Fault> {
    let Some((first, rest)) = path.segments.split_first() else {
        return Ok(Resource::Root);
    };
    let unknown = |segment: &Segment| {
        Fault::segment_not_found(rules.unknown_segment_code.code(), &segment.name)
    };
    match registry.metadata().by_entity_set(&first.name) {
        Some(table) => below_rows(table, first, rest, registry, rules),
        None if first.name == "$batch" && rest.is_empty() => Ok(Resource::Batch),
        None if first.name.starts_with('$') => {
            Ok(Resource::NotEmulated(format!("'{}'", first.name)))
        }
        None if !rest.is_empty() => Err(unknown(first)),
        None => {
            let message = registry
                .message(&first.name)
                .filter(|message| message.binding == Binding::Global && message.is_reachable())
                .ok_or_else(|| unknown(first))?;
            operation(message, None, first).map(Resource::Operation)
        }
    }
}

fn below_rows(
    table: &Arc<Table>,
    first: &Segment,
    rest: &[Segment],
    registry: &Registry,
    rules: &Rules,
) -> Result<Resource, Fault> {
    let row = match &first.arguments {
        Arguments::None | Arguments::Empty => None,
        key => Some(row(table, key, rules)?),
    };
    let Some((next, deeper)) = rest.split_first() else {
        return Ok(match row {
            None => Resource::Rows(table.clone()),
            Some(row) => Resource::Row(row),
        });
    };
    if let Some(name) = next.name.strip_prefix(NAMESPACE) {
        let message = registry
            .message(name)
            .filter(|message| {
                deeper.is_empty() && message.is_reachable() && binds(message, table, row.as_ref())
            })
            .ok_or_else(|| {
                Fault::segment_not_found(rules.unknown_segment_code.code(), &next.name)
            })?;
        return operation(message, row, next).map(Resource::Operation);
    }
    let unqualified = registry.message(&next.name);
    if unqualified.is_some_and(|message| message.is_reachable()) {
        return Err(
            Fault::new(code::ODATA, "Request message has unresolved parameters")
                .with_http_status(400),
        );
    }
    if let Some(row) = &row
        && let Some(addressed) = references::addressed(row, next, deeper)
    {
        return Ok(Resource::References(addressed));
    }
    if let Some(row) = &row
        && let Some(link) = links::addressed(row, next, deeper, registry.metadata())
    {
        return Ok(Resource::Link(link));
    }
    match (row, next.name.as_str()) {
        (None, "$count") if deeper.is_empty() => Ok(Resource::Count(table.clone())),
        (Some(row), name) if deeper.is_empty() && table.column(name).is_some() => {
            Ok(Resource::Property(row, name.to_owned()))
        }
        (Some(row), name) if is_member(table, name, registry) => {
            let (table, referring) = match registry.metadata().navigation(table, name) {
                Some(Navigation::Many { table, column, .. }) if deeper.is_empty() => {
                    (table, Referring::Lookup(column.logical_name.clone()))
                }
                Some(Navigation::Across { table, .. }) if deeper.is_empty() => {
                    (table, Referring::Association)
                }
                _ => {
                    return Ok(Resource::NotEmulated(format!(
                        "'{name}' of a row addressed on its own"
                    )));
                }
            };
            Ok(Resource::Related(Related {
                row,
                navigation: name.to_owned(),
                table: table.clone(),
                referring,
            }))
        }
        _ => Err(Fault::segment_not_found(
            rules.unknown_segment_code.code(),
            &next.name,
        )),
    }
}

fn is_member(table: &Table, name: &str, registry: &Registry) -> bool {
    name.starts_with('$')
        || table.column(name).is_some()
        || registry.metadata().navigation(table, name).is_some()
}

/// Whether an operation is bound to what stands before it (CA-031, CA-032).
fn binds(message: &Message, table: &Table, target: Option<&Row>) -> bool {
    match (&message.binding, target) {
        (Binding::Entity { table: bound, .. }, Some(_)) | (Binding::Collection(bound), None) => {
            *bound == table.logical_name
        }
        _ => false,
    }
}

fn operation(
    message: MessageRef,
    target: Option<Row>,
    segment: &Segment,
) -> Result<OperationCall, Fault> {
    Ok(OperationCall {
        message,
        target,
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

/// The row a key names: its id alone, its id by name, or an elastic row's id and partition
/// (BG-0D9).
fn row(table: &Arc<Table>, key: &Arguments, rules: &Rules) -> Result<Row, Fault> {
    let (id, partition) = match key {
        Arguments::Key(Literal::Value(Value::Guid(id))) => (*id, None),
        Arguments::Named(parts) => named_key(table, parts)?,
        _ => {
            return Err(malformed(&format!(
                "the key of '{}' is a GUID in parentheses",
                table.entity_set
            )));
        }
    };
    let unset = match rules.partition_id_when_unset {
        PartitionIdWhenUnset::Null => None,
        PartitionIdWhenUnset::Id => Some(id.to_string()),
    };
    Ok(Row {
        table: table.clone(),
        id,
        partition: partition.filter(|named| Some(named) != unset.as_ref()),
    })
}

fn named_key(table: &Table, parts: &[(String, Argument)]) -> Result<(Uuid, Option<String>), Fault> {
    let mut id = None;
    let mut partition = None;
    for (name, value) in parts {
        match value {
            Argument::Literal(Literal::Value(Value::Guid(guid))) if *name == table.primary_id => {
                id = Some(*guid);
            }
            Argument::Literal(Literal::Value(Value::String(text)))
                if name == "partitionid" && table.kind == TableKind::Elastic =>
            {
                partition = Some(text.clone());
            }
            _ => {
                return Err(Fault::new(
                    code::ENTITY_KEY_NOT_DEFINED,
                    format!(
                        "The specified key attributes are not a defined key for the {} entity",
                        table.logical_name
                    ),
                ));
            }
        }
    }
    id.map(|id| (id, partition)).ok_or_else(|| {
        Fault::new(
            code::ENTITY_KEY_NOT_DEFINED,
            format!(
                "The specified key attributes are not a defined key for the {} entity",
                table.logical_name
            ),
        )
    })
}
