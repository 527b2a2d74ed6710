//! Reads the key of a row in a path.

use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{PartitionIdWhenUnset, Rules};
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::Arguments;
use dataverse_protocol::value::{Attributes, Name, Value};
use uuid::Uuid;

use super::resource::Row;
use super::web_api_request::malformed;
use dataverse_model::metadata::Table;
use dataverse_model::payload::{PARTITION, key_of};

/// What a key names.
pub(super) enum Keyed {
    /// A row by its id.
    Row(Row),
    /// The columns of an alternate key (WA-04B).
    Alternate(Attributes),
}

/// The row of a key: its id, its id with the column's name, or an elastic row's id and partition
/// (BG-0D9); otherwise the columns of an alternate key.
pub(super) fn keyed(table: &Arc<Table>, key: &Arguments, rules: &Rules) -> Result<Keyed, Fault> {
    let (id, partition) = match key {
        Arguments::Key(Literal::Value(Value::Guid(id))) => (*id, None),
        Arguments::Named(parts) => {
            let columns = key_of(parts).ok_or_else(|| undefined(table))?;
            if !table.is_key(columns.keys().map(Name::as_str)) {
                return Err(undefined(table));
            }
            match own_key(table, &columns) {
                Some(own) => own,
                None => return Ok(Keyed::Alternate(columns)),
            }
        }
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
    Ok(Keyed::Row(Row {
        table: table.clone(),
        id,
        partition: partition.filter(|named| Some(named) != unset.as_ref()),
    }))
}

/// The id and the partition in a key of a row's own columns.
fn own_key(table: &Table, columns: &Attributes) -> Option<(Uuid, Option<String>)> {
    let id = columns.get(table.primary_id.as_str())?.as_guid()?;
    let partition = columns.get(PARTITION).and_then(Value::as_str);
    Some((id, partition.map(str::to_owned)))
}

fn undefined(table: &Table) -> Fault {
    Fault::new(
        code::ENTITY_KEY_NOT_DEFINED,
        format!(
            "The specified key attributes are not a defined key for the {} entity",
            table.logical_name
        ),
    )
}
