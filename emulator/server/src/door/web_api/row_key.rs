//! Reads the key of a row in a path.

use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{PartitionIdWhenUnset, Rules};
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::{Argument, Arguments};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use super::resource::Row;
use super::web_api_request::malformed;
use dataverse_model::metadata::{Table, TableKind};

/// The row of a key: its id, its id with the column's name, or an elastic row's id and partition
/// (BG-0D9).
pub(super) fn row(table: &Arc<Table>, key: &Arguments, rules: &Rules) -> Result<Row, Fault> {
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
