//! Resolves a path of the Web API to a resource: rows, a row, an operation, a name of the platform that is not
//! emulated, or a name that does not exist.

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
use dataverse_model::platform_names::{self, NameKind, PlatformName};

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
    /// What the platform has and the emulator does not, with the refusal that names it.
    NotEmulated(Box<Fault>),
    /// A segment that names nothing.
    Unknown(UnknownSegment),
}

/// A segment of a path that names nothing.
pub(in crate::door) struct UnknownSegment {
    pub(in crate::door) name: String,
    /// The table whose rows, columns or operations the segment could have named; `None` at the root.
    pub(in crate::door) below: Option<Arc<Table>>,
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
    match registry.metadata().by_entity_set(&first.name) {
        Some(table) => below_rows(table, first, rest, registry, rules),
        None if first.name == "$batch" && rest.is_empty() => Ok(Resource::Batch),
        None => {
            let message = registry.message(&first.name).filter(|message| {
                rest.is_empty() && message.binding == Binding::Global && message.is_reachable()
            });
            match message {
                Some(message) => operation(message, None, first).map(Resource::Operation),
                None => Ok(unknown(
                    &first.name,
                    platform_names::find_segment(&first.name),
                    None,
                )),
            }
        }
    }
}

/// What a path whose syntax is wrong would address, if its first segment is a name that is not emulated: a platform
/// that has the name might read the rest.
pub(super) fn not_emulated(path: &str) -> Option<Fault> {
    let name = path.trim_start_matches('/').split(['/', '(']).next()?;
    platform_names::find_segment(name).map(PlatformName::refusal)
}

fn unknown(name: &str, known: Option<&PlatformName>, below: Option<&Arc<Table>>) -> Resource {
    match known {
        Some(known) => Resource::NotEmulated(Box::new(known.refusal())),
        None => Resource::Unknown(UnknownSegment {
            name: name.to_owned(),
            below: below.cloned(),
        }),
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
        let message = registry.message(name).filter(|message| {
            deeper.is_empty() && message.is_reachable() && binds(message, table, row.as_ref())
        });
        return match message {
            Some(message) => operation(message, row, next).map(Resource::Operation),
            None => {
                let known = platform_names::find(NameKind::Message, name);
                Ok(unknown(&next.name, known, Some(table)))
            }
        };
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
                    let what = format!("'{name}' of a row addressed on its own");
                    return Ok(Resource::NotEmulated(Box::new(Fault::not_emulated(what))));
                }
            };
            Ok(Resource::Related(Related {
                row,
                navigation: name.to_owned(),
                table: table.clone(),
                referring,
            }))
        }
        (_, name) => {
            let known = platform_names::find_property(&table.logical_name, name)
                .or_else(|| platform_names::find(NameKind::Message, name));
            Ok(unknown(name, known, Some(table)))
        }
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
