//! What the messages of many rows have in common: rows of one table, each of which is a request of its own.
//!
//! On a standard table all rows are one transaction. Rows of an elastic table take part in none: those that succeed are
//! kept, and the fault says what became of each (MS-009).

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use dataverse_model::message::{Binding, Message, Parameter, TARGETS, ValueType, Weight};
use dataverse_model::metadata::{Table, TableKind};
use dataverse_operation::fault::{Fault, FaultDetail};
use dataverse_protocol::codec;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, EntityCollection, EntityReference, Value};
use serde_json::json;
use uuid::Uuid;

use crate::behavior;
use crate::error::Error;
use crate::row;
use crate::session::Session;

/// The rows.
const PARAMETERS: &[Parameter] = &[Parameter::required(
    TARGETS,
    ValueType::Field(FieldType::EntityCollection),
)];

/// What the messages have in common that take rows.
pub(super) const MESSAGE: Message = Message {
    binding: Binding::AnyCollection,
    parameters: Cow::Borrowed(PARAMETERS),
    weight: Weight::Rows,
    ..Message::ACTION
};

/// The detail of a fault with what became of each row of an elastic table.
const STATUS_OF_EACH: &str = "Plugin.BulkApiErrorDetails";

/// The HTTP status of a row that is written.
const WRITTEN: u16 = 200;

/// A row, or a reference to one.
pub(super) trait Row: Into<Value> {
    /// The id of the row, if it has one.
    fn id(&self) -> Option<Uuid>;

    /// Whether related rows hang on it.
    fn has_related(&self) -> bool;
}

impl Row for Entity {
    fn id(&self) -> Option<Uuid> {
        self.id
    }

    fn has_related(&self) -> bool {
        !self.related.is_empty()
    }
}

impl Row for EntityReference {
    fn id(&self) -> Option<Uuid> {
        Some(self.id)
    }

    fn has_related(&self) -> bool {
        false
    }
}

/// The table of the rows.
///
/// # Errors
/// There are no rows; they belong to several tables; the table does not exist.
pub(super) fn check(session: &Session<'_>, rows: &EntityCollection) -> Result<Arc<Table>, Fault> {
    if rows.entities.is_empty() {
        return Err(nothing());
    }
    if let Some(other) = rows.entities.iter().find(|row| row.table != rows.table) {
        return Err(mixed(&rows.table, &other.table));
    }
    session.table(&rows.table)
}

/// Runs a request for each row, in their order.
///
/// # Errors
/// On a standard table the fault of the first row that fails; on an elastic one that fault with the status of each row.
pub(super) fn each<R: Row>(
    session: &mut Session<'_>,
    table: &str,
    rows: Vec<R>,
    request: impl Fn(R) -> OrganizationRequest,
) -> Result<Vec<OrganizationResponse>, Error> {
    let table = session.table(table)?;
    if table.kind == TableKind::Elastic {
        return each_by_itself(session, rows, request);
    }
    // Rows that a behavior looks at, or that hang on others, have to be seen by those after them.
    let are_read = behavior::of_name(&table).is_some() || rows.iter().any(Row::has_related);
    if are_read {
        session.begin_unit()?;
    }
    rows.into_iter()
        .map(|row| session.execute_part(request(row)))
        .collect()
}

fn each_by_itself<R: Row>(
    session: &mut Session<'_>,
    rows: Vec<R>,
    request: impl Fn(R) -> OrganizationRequest,
) -> Result<Vec<OrganizationResponse>, Error> {
    let mut responses = Vec::with_capacity(rows.len());
    let mut statuses = Vec::with_capacity(rows.len());
    let mut failed = None;
    for (index, row) in rows.into_iter().enumerate() {
        let given = row.id();
        let status = match session.execute_apart(request(row)) {
            Ok(response) => {
                let id = given.or_else(|| response.results.get("id")?.as_guid());
                statuses.push(status(index, id, WRITTEN));
                responses.push(response);
                continue;
            }
            Err(error) => {
                let fault = error.into_fault(session.metadata(), session.rules());
                let status = status(index, given, fault.http_status());
                failed.get_or_insert(fault);
                status
            }
        };
        statuses.push(status);
    }
    match failed {
        None => Ok(responses),
        Some(fault) => {
            let told = serde_json::Value::Array(statuses).to_string();
            Err(fault
                .with_detail(STATUS_OF_EACH, FaultDetail::Text(told))
                .into())
        }
    }
}

fn status(index: usize, id: Option<Uuid>, status: u16) -> serde_json::Value {
    json!({"RequestIndex": index, "Id": id.unwrap_or_default().to_string(), "StatusCode": status})
}

/// The keys of the rows that were seen.
#[derive(Default)]
pub(super) struct Keys(HashSet<String>);

impl Keys {
    /// Whether no row before had the key of this one: its id, or the columns of its alternate key. A row without a key is
    /// new.
    pub(super) fn is_new(&mut self, table: &Table, row: &Entity) -> bool {
        let key = match (row::id_of(table, row), &row.keys) {
            (Ok(Some(id)), _) => id.to_string(),
            (_, Some(keys)) => codec::write(&**keys).unwrap_or_default(),
            _ => return true,
        };
        self.0.insert(key)
    }
}

/// The fault for no rows at all. The text is the emulator's: the platform's is unknown.
pub(super) fn nothing() -> Fault {
    Fault::invalid_argument("'Targets' has no rows: expected at least one.")
}

/// The fault for rows of several tables. The text is the emulator's: the platform's is unknown.
pub(super) fn mixed(table: &str, other: &str) -> Fault {
    Fault::invalid_argument(format!(
        "'Targets' has rows of '{table}' and of '{other}': expected rows of one table."
    ))
}
