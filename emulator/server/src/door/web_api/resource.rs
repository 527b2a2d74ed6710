//! Resolves a path of the Web API to a resource: rows, a row, an operation, or a known Dataverse
//! feature that is not emulated.

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

/// The namespace of the platform's types and of bound operations.
const NAMESPACE: &str = "Microsoft.Dynamics.CRM.";

/// The resource that a path addresses.
pub(super) enum Resource {
    Root,
    /// `$batch`.
    Batch,
    /// The rows of a table.
    Rows(Arc<Table>),
    /// `$count` of a table.
    Count(Arc<Table>),
    /// One row.
    Row(Row),
    /// One column of a row.
    Property(Row, String),
    /// The rows at a collection-valued navigation property of a row (WH-006).
    Related(Related),
    /// A function or an action.
    Operation(OperationCall),
    /// The `$ref` of a many-to-many relationship.
    References(References),
    /// The `$ref` of a lookup, from either end.
    Link(Link),
    /// A known Dataverse feature that is not emulated, by its name in the error text.
    NotEmulated(String),
}

#[derive(Clone)]
pub(super) struct Row {
    pub(super) table: Arc<Table>,
    pub(super) id: Uuid,
    /// The partition in an elastic row's key (BG-0D9).
    pub(super) partition: Option<String>,
}

/// The rows of a table that refer to a row, or are associated with it.
pub(super) struct Related {
    pub(super) row: Row,
    /// The collection-valued navigation property, as the URL spells it.
    pub(super) navigation: String,
    /// The table of the related rows.
    pub(super) table: Arc<Table>,
    pub(super) referring: Referring,
}

/// The kind of a one-to-many or many-to-many relationship.
pub(super) enum Referring {
    /// One-to-many: the related rows have this lookup column.
    Lookup(String),
    /// Many-to-many: both tables use the same navigation property.
    Association,
}

/// A message, with the row and the arguments in its URL.
pub(super) struct OperationCall {
    pub(super) message: MessageRef,
    /// The row that the message is bound to (CA-031).
    pub(super) target: Option<Row>,
    /// Arguments in parentheses (CA-033); empty without parentheses.
    pub(super) arguments: Vec<(String, Argument)>,
}

/// Resolves a path; fails if it addresses nothing.
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

/// Whether a message is bound to the table or the row before it in the path (CA-031, CA-032).
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

/// The row of a key: its id, its id with the column's name, or an elastic row's id and partition
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
