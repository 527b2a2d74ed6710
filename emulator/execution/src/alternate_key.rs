//! Finds the rows that a request names by alternate keys: values of columns that together identify a row (WA-04B,
//! SO-070).
//!
//! Every door hands on a key as it came, in the target of a message and in the lookups of rows. The one place that runs
//! requests has it resolved here, before steps and privileges see the request; what the caller may do with the row is
//! decided afterwards, by its id.

use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::PartitionIdWhenUnset;
use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Attributes, Entity, EntityReference, Name, Related, Value};
use uuid::Uuid;

use crate::session::Session;

/// What becomes of a target whose key no row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// The request is refused.
    Refused,
    /// The target keeps its key: the message creates the row.
    Kept,
    /// The target is new: the values of its key become columns.
    New,
}

/// Replaces the alternate keys in a request by the ids of their rows.
///
/// # Errors
/// The columns are no key of the table; no row has the key, and the message does not create one.
pub(crate) fn resolve(
    session: &mut Session<'_>,
    request: &mut OrganizationRequest,
) -> Result<(), Fault> {
    if !request.parameters.values().any(has_key) {
        return Ok(());
    }
    let missing = match request.name.as_str() {
        "Create" | "CreateMultiple" => Missing::New,
        "Upsert" | "UpsertMultiple" => Missing::Kept,
        _ => Missing::Refused,
    };
    for value in request.parameters.values_mut() {
        match value {
            Value::Entity(row) => target(session, row, missing)?,
            Value::Collection(rows) => {
                for row in &mut rows.entities {
                    target(session, row, missing)?;
                }
            }
            other => reference(session, other)?,
        }
    }
    Ok(())
}

/// Whether a value names a row by a key. Requests inside a request are looked at when they run.
fn has_key(value: &Value) -> bool {
    match value {
        Value::Reference(reference) => reference.keys.is_some(),
        Value::References(references) => references.iter().any(|one| one.keys.is_some()),
        Value::Entity(row) => row_has_key(row),
        Value::Collection(rows) => rows.entities.iter().any(row_has_key),
        _ => false,
    }
}

fn row_has_key(row: &Entity) -> bool {
    row.keys.is_some()
        || row.attributes.values().any(has_key)
        || row.related.values().any(|related| match related {
            Related::One(row) => row.as_deref().is_some_and(row_has_key),
            Related::Many(rows) => rows.entities.iter().any(row_has_key),
        })
}

/// Resolves the key of a row, and those in its lookups and in the rows that hang on it, which are new.
fn target(session: &mut Session<'_>, row: &mut Entity, missing: Missing) -> Result<(), Fault> {
    if let Some(keys) = row.keys.take() {
        let found = match missing {
            Missing::New => None,
            Missing::Kept | Missing::Refused => find(session, &row.table, &keys)?,
        };
        match (found, missing) {
            (Some(id), _) => row.id = Some(id),
            (None, Missing::Refused) => return Err(not_found(&row.table)),
            (None, Missing::Kept) => row.keys = Some(keys),
            (None, Missing::New) => adopt(row, *keys),
        }
    }
    for value in row.attributes.values_mut() {
        reference(session, value)?;
    }
    for related in row.related.values_mut() {
        match related {
            Related::One(None) => {}
            Related::One(Some(row)) => target(session, row, Missing::New)?,
            Related::Many(rows) => {
                for row in &mut rows.entities {
                    target(session, row, Missing::New)?;
                }
            }
        }
    }
    Ok(())
}

/// Makes columns of the values of a key, unless the row has these columns.
pub(crate) fn adopt(row: &mut Entity, keys: Attributes) {
    for (name, value) in keys {
        row.attributes.entry(name).or_insert(value);
    }
}

fn reference(session: &mut Session<'_>, value: &mut Value) -> Result<(), Fault> {
    match value {
        Value::Reference(reference) => by_id(session, reference),
        Value::References(references) => references
            .iter_mut()
            .try_for_each(|reference| by_id(session, reference)),
        _ => Ok(()),
    }
}

fn by_id(session: &mut Session<'_>, reference: &mut EntityReference) -> Result<(), Fault> {
    let Some(keys) = reference.keys.take() else {
        return Ok(());
    };
    let found = find(session, &reference.table, &keys)?;
    reference.id = found.ok_or_else(|| not_found(&reference.table))?;
    Ok(())
}

/// The row with these values of key columns.
fn find(session: &mut Session<'_>, table: &str, keys: &Attributes) -> Result<Option<Uuid>, Fault> {
    let table = session.table(table)?;
    if !table.is_key(keys.keys().map(Name::as_str)) {
        return Err(no_key(&table));
    }
    let id = keys.get(table.primary_id.as_str()).and_then(Value::as_guid);
    let parts = keys
        .iter()
        .filter(|(_, value)| !is_own_partition(session, id, value));
    let conditions = parts.map(|(name, value)| {
        let value = match value {
            Value::Reference(reference) => Value::Guid(reference.id),
            other => other.clone(),
        };
        Filter::Condition(Condition {
            column: ColumnPath::of(name.as_str()),
            operator: Operator::Equal,
            operands: vec![Operand::Value(value)],
        })
    });
    let mut query = Query::new(&table.logical_name);
    query.columns = Columns::Named(Vec::new());
    query.filter = Filter::And(conditions.collect());
    let found = session.query(&query)?;
    Ok(found.entities.first().and_then(|row| row.id))
}

/// Whether a value is the partition that a row without one has by rule `partition_id_when_unset`: its id as text.
fn is_own_partition(session: &Session<'_>, id: Option<Uuid>, value: &Value) -> bool {
    let by_rule = session.rules().partition_id_when_unset == PartitionIdWhenUnset::Id;
    match (id, value) {
        (Some(id), Value::String(text)) => by_rule && *text == id.to_string(),
        _ => false,
    }
}

/// The fault for columns that are no key.
fn no_key(table: &Table) -> Fault {
    Fault::new(
        code::ENTITY_KEY_NOT_DEFINED,
        format!(
            "The specified key attributes are not a defined key for the {} entity",
            table.logical_name
        ),
    )
}

fn not_found(table: &str) -> Fault {
    Fault::new(
        code::RECORD_NOT_FOUND_BY_ENTITY_KEY,
        format!("A record with the specified key values does not exist in {table} entity"),
    )
}
